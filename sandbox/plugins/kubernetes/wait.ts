import { setTimeout as sleep } from "node:timers/promises";

import { asList, asProperties, asString, shown, valueAt, type Properties } from "../properties";
import { ApiError, UnknownKindError, type KubernetesApi, type ObjectReference } from "./api";
import { annotation, describe } from "./manifest";
import { conditionsOf, parseWaitFor, readinessBy, readinessOf, type Readiness } from "./readiness";

/** How long an object may take to get ready or to go, as in the official provider. */
const defaultTimeoutSeconds = 600;

/** How long a kind may take to be served, and a webhook to answer, after their objects exist. */
const servingTimeoutSeconds = 60;

/** Between two looks at an object, in milliseconds. */
const pollMilliseconds = 300;

/** The end of a wait: what the object looks like, and why it is not ready, if so. */
export interface WaitResult {
  readonly object: Properties;
  readonly problems: readonly string[];
}

/** `pulumi.com/timeoutSeconds`, else the program's `customTimeouts`, else ten minutes. */
export function timeoutSeconds(inputs: Properties, requested: number | undefined): number {
  const given = annotation(inputs, "pulumi.com/timeoutSeconds");
  if (given === undefined) return requested ?? defaultTimeoutSeconds;
  const seconds = Number(given);
  if (Number.isInteger(seconds) && seconds > 0) return seconds;
  throw new Error(
    `pulumi.com/timeoutSeconds: '${given}' is not a whole number of seconds above 0.`,
  );
}

/** Waits until the object is ready, unless `pulumi.com/skipAwait` is `true`. */
export async function waitUntilReady(
  api: KubernetesApi,
  reference: ObjectReference,
  inputs: Properties,
  seconds: number,
): Promise<WaitResult> {
  const deadline = Date.now() + seconds * 1000;
  const remind = reminderOf(api, reference);
  const skip = annotation(inputs, "pulumi.com/skipAwait")?.toLowerCase() === "true";
  for (;;) {
    const object = await api.get(reference);
    if (object === undefined) {
      throw new Error(`${describe(reference)} was deleted while it was waited for.`);
    }
    if (skip) return { object, problems: [] };
    const readiness = await currentReadiness(object, inputs, api);
    if (readiness.state === "ready") return { object, problems: [] };
    if (readiness.state === "failed" || Date.now() > deadline) {
      const problems = await explain(api, reference, object, readiness.missing, seconds);
      return { object, problems };
    }
    await remind();
    await sleep(pollMilliseconds);
  }
}

/** Between two reminders of the API server, in milliseconds: each costs it a rebuild of the kind. */
const reminderMilliseconds = 5000;

/**
 * The API server now and then misses the moment in which it should begin to serve a new kind, and looks again only when
 * the definition changes: an annotation that comes and goes is such a change.
 *
 * @returns call it at each look; it reminds the API server once in a while, and does nothing for other kinds.
 */
export function reminderOf(api: KubernetesApi, reference: ObjectReference): () => Promise<void> {
  let next = Date.now() + reminderMilliseconds;
  return async () => {
    if (reference.kind !== "CustomResourceDefinition" || Date.now() < next) return;
    for (const value of ["", null]) {
      await api.merge(reference, {
        metadata: { annotations: { "sandbox.invalid/look-again": value } },
      });
    }
    next = Date.now() + reminderMilliseconds;
  };
}

/** Waits until the object is gone. The error of a timeout names the finalizers that hold it. */
export async function waitUntilGone(
  api: KubernetesApi,
  reference: ObjectReference,
  seconds: number,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  const uid = uidOf(await api.get(reference));
  for (;;) {
    const object = await api.get(reference);
    if (object === undefined || uidOf(object) !== uid) return;
    if (Date.now() > deadline) throw new Error(heldBy(reference, object, seconds));
    await sleep(pollMilliseconds);
  }
}

/** Repeats `action` while a kind is not served yet or a webhook does not answer yet. */
export async function whenServed<Answer>(action: () => Promise<Answer>): Promise<Answer> {
  const deadline = Date.now() + servingTimeoutSeconds * 1000;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!isNotServedYet(error) || Date.now() > deadline) throw error;
      await sleep(pollMilliseconds);
    }
  }
}

/** A webhook that answers with a refusal is served: only one that cannot be called is waited for. */
export function isNotServedYet(error: unknown): boolean {
  if (error instanceof UnknownKindError) return true;
  return (
    error instanceof ApiError && error.code === 500 && /failed calling webhook/.test(error.message)
  );
}

function currentReadiness(
  object: Properties,
  inputs: Properties,
  api: KubernetesApi,
): Readiness | Promise<Readiness> {
  const waitFor = annotation(inputs, "pulumi.com/waitFor");
  return waitFor === undefined
    ? readinessOf(object, api)
    : readinessBy(parseWaitFor(waitFor), object);
}

async function explain(
  api: KubernetesApi,
  reference: ObjectReference,
  object: Properties,
  missing: string,
  seconds: number,
): Promise<string[]> {
  const warnings = await warningsAbout(api, object);
  return [
    `${describe(reference)} was not ready within ${seconds} s: ${missing}`,
    ...conditionsOf(object).map((condition) => `condition ${condition}`),
    ...warnings.map((warning) => `event ${warning}`),
  ];
}

/** The last Warning events of the object and of what its controller made from it, at most five. */
async function warningsAbout(api: KubernetesApi, object: Properties): Promise<string[]> {
  const { name, namespace } = asProperties(object["metadata"]);
  const events = await api.list(
    "v1",
    "Event",
    { fieldSelector: "type=Warning" },
    asString(namespace) ?? "default",
  );
  return events
    .filter((event) => {
      const about = shown(asProperties(event["involvedObject"])["name"]);
      return about === name || about.startsWith(`${shown(name)}-`);
    })
    .slice(-5)
    .map((event) => `${shown(event["reason"])}: ${shown(event["message"])}`);
}

function uidOf(object: Properties | undefined): string | undefined {
  return asString(valueAt(object, ["metadata", "uid"]));
}

function heldBy(reference: ObjectReference, object: Properties, seconds: number): string {
  const finalizers = [
    ...asList(valueAt(object, ["metadata", "finalizers"])),
    ...asList(valueAt(object, ["spec", "finalizers"])),
  ].map(String);
  const holder =
    finalizers.length === 0
      ? "it has no finalizers: the garbage collector has not removed it"
      : `held by its finalizers ${finalizers.join(", ")}: the controller that removes them must run`;
  return `${describe(reference)} was not deleted within ${seconds} s: ${holder}.`;
}
