import { asList, asProperties, asString, shown, valueAt, type Properties } from "../properties";
import type { KubernetesApi } from "./api";

/** Whether an object is ready, and if not, what is missing. `failed`: it will not get ready by itself. */
export type Readiness =
  { readonly state: "ready" } | { readonly state: "waiting" | "failed"; readonly missing: string };

const ready: Readiness = { state: "ready" };

type Probe = (object: Properties, api: KubernetesApi) => Readiness | Promise<Readiness>;

/** The kinds that are waited for; all others are ready as soon as they exist. */
const probes: Readonly<Record<string, Probe>> = {
  "apiextensions.k8s.io/CustomResourceDefinition": (object) => condition(object, "Established"),
  "apps/Deployment": deployment,
  "apps/StatefulSet": statefulSet,
  "apps/DaemonSet": daemonSet,
  "batch/Job": job,
  "/Pod": (object) => (phase(object) === "Succeeded" ? ready : condition(object, "Ready")),
  "/Namespace": (object) => inPhase(object, "Active"),
  "/PersistentVolumeClaim": claim,
  "/Service": loadBalancer,
};

/** What `object` waits for according to its kind. */
export async function readinessOf(object: Properties, api: KubernetesApi): Promise<Readiness> {
  const apiVersion = asString(object["apiVersion"]) ?? "";
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.lastIndexOf("/")) : "";
  const probe = probes[`${group}/${asString(object["kind"]) ?? ""}`];
  return probe === undefined ? ready : probe(object, api);
}

/** Readiness by the annotation `pulumi.com/waitFor`: all of the conditions that it names. */
export function readinessBy(expressions: readonly string[], object: Properties): Readiness {
  const missing = expressions.map((expression) => evaluate(expression, object)).filter(isMissing);
  return missing.length === 0
    ? ready
    : { state: "waiting", missing: missing.map((answer) => answer.missing).join("; ") };
}

/** The conditions in a value of `pulumi.com/waitFor`: one, or a JSON list. */
export function parseWaitFor(annotation: string): readonly string[] {
  const expressions = annotation.trimStart().startsWith("[")
    ? asList(JSON.parse(annotation) as Properties[]).filter((item) => typeof item === "string")
    : [annotation];
  for (const expression of expressions) {
    if (/^(condition=[^=]+(=.+)?|jsonpath=\{[^}]*\}(=.+)?)$/.test(expression)) continue;
    throw new Error(
      `pulumi.com/waitFor: '${expression}' is not understood. Write condition=<type>, condition=<type>=<status>, jsonpath={<path>} or jsonpath={<path>}=<value>.`,
    );
  }
  return expressions;
}

/** The conditions of `object` as text, for messages. */
export function conditionsOf(object: Properties): string[] {
  return asList(valueAt(object, ["status", "conditions"]))
    .map(asProperties)
    .map((entry) => {
      const detail = [entry["reason"], entry["message"]].filter((part) => part !== undefined);
      return `${shown(entry["type"])}=${shown(entry["status"])} (${detail.map(shown).join(": ")})`;
    });
}

function isMissing(answer: Readiness): answer is Exclude<Readiness, { state: "ready" }> {
  return answer.state !== "ready";
}

function evaluate(expression: string, object: Properties): Readiness {
  const [, kind, subject = "", value] =
    /^(condition|jsonpath)=(\{[^}]*\}|[^=]+)(?:=(.*))?$/.exec(expression) ?? [];
  if (kind === "condition") return condition(object, subject, value ?? "True");
  const path = subject
    .replace(/^\{\.?|\}$/g, "")
    .split(/[.[\]]+/)
    .filter((part) => part !== "")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const found = valueAt(object, path);
  const met =
    value === undefined ? found !== undefined : JSON.stringify(found) === value || found === value;
  return met ? ready : waiting(`${expression} (is ${JSON.stringify(found)})`);
}

function condition(object: Properties, type: string, status = "True"): Readiness {
  const entry = asList(valueAt(object, ["status", "conditions"]))
    .map(asProperties)
    .find((candidate) => candidate["type"] === type);
  if (entry?.["status"] === status && isObserved(object)) return ready;
  return waiting(`condition ${type} is ${shown(entry?.["status"])}`);
}

function deployment(object: Properties): Readiness {
  const progressing = asList(valueAt(object, ["status", "conditions"]))
    .map(asProperties)
    .find(({ type }) => type === "Progressing");
  if (progressing?.["reason"] === "ProgressDeadlineExceeded") {
    return { state: "failed", missing: asString(progressing["message"]) ?? "no progress" };
  }
  const wanted = replicas(object);
  return firstMissing(
    observed(object),
    count(object, "updatedReplicas", wanted),
    count(object, "availableReplicas", wanted),
    condition(object, "Available"),
  );
}

function statefulSet(object: Properties): Readiness {
  const wanted = replicas(object);
  return firstMissing(
    observed(object),
    count(object, "updatedReplicas", wanted),
    count(object, "readyReplicas", wanted),
  );
}

function daemonSet(object: Properties): Readiness {
  const wanted = Number(valueAt(object, ["status", "desiredNumberScheduled"]) ?? 0);
  return firstMissing(
    observed(object),
    count(object, "updatedNumberScheduled", wanted),
    count(object, "numberAvailable", wanted),
  );
}

function job(object: Properties): Readiness {
  const failed = asList(valueAt(object, ["status", "conditions"]))
    .map(asProperties)
    .find(({ type, status }) => type === "Failed" && status === "True");
  if (failed !== undefined) {
    return { state: "failed", missing: asString(failed["message"]) ?? "the job failed" };
  }
  return condition(object, "Complete");
}

/** A claim whose class waits for its first pod would wait for ever here. */
async function claim(object: Properties, api: KubernetesApi): Promise<Readiness> {
  if (phase(object) === "Bound") return ready;
  const name = asString(valueAt(object, ["spec", "storageClassName"]));
  if (name !== undefined && name !== "") {
    const reference = { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", name };
    const storageClass = await api.get({ ...reference, namespace: undefined });
    if (storageClass?.["volumeBindingMode"] === "WaitForFirstConsumer") return ready;
  }
  return inPhase(object, "Bound");
}

function loadBalancer(object: Properties): Readiness {
  if (valueAt(object, ["spec", "type"]) !== "LoadBalancer") return ready;
  const ingress = asList(valueAt(object, ["status", "loadBalancer", "ingress"]));
  return ingress.length > 0 ? ready : waiting("the load balancer has no address");
}

function inPhase(object: Properties, wanted: string): Readiness {
  return phase(object) === wanted
    ? ready
    : waiting(`phase is ${phase(object) ?? "absent"}, not ${wanted}`);
}

function phase(object: Properties): string | undefined {
  return asString(valueAt(object, ["status", "phase"]));
}

function observed(object: Properties): Readiness {
  return isObserved(object) ? ready : waiting("the controller has not seen this generation");
}

/** Kinds without `observedGeneration` count as seen. */
function isObserved(object: Properties): boolean {
  const seen = valueAt(object, ["status", "observedGeneration"]);
  const current = valueAt(object, ["metadata", "generation"]);
  if (seen === undefined) return conditionsOf(object).length > 0;
  return typeof current !== "number" || Number(seen) >= current;
}

function replicas(object: Properties): number {
  return Number(valueAt(object, ["spec", "replicas"]) ?? 1);
}

function count(object: Properties, field: string, wanted: number): Readiness {
  const actual = Number(valueAt(object, ["status", field]) ?? 0);
  return actual === wanted ? ready : waiting(`${field} is ${actual} of ${wanted}`);
}

function firstMissing(...answers: Readiness[]): Readiness {
  return answers.find(isMissing) ?? ready;
}

function waiting(missing: string): Readiness {
  return { state: "waiting", missing };
}
