import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";

import {
  NotReadyError,
  type DetailedChange,
  type DiffAnswer,
  type ResourceIdentity,
  type ResourcePlugin,
} from "./plugin";
import { formatPath, plain, type Properties, type PropertyPath } from "./properties";
import { unwrapSecrets, wrapSecrets, type Unwrapped } from "./secrets";

/** Configures the plugin and tells the engine what it understands. */
export function configure(
  plugin: ResourcePlugin,
  request: messages.ConfigureRequest,
): Promise<messages.ConfigureResponse> {
  plugin.configure(Object.fromEntries(request.getVariablesMap().entries()));
  return Promise.resolve(
    new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true),
  );
}

/** Answers `Check`. */
export async function check(
  plugin: ResourcePlugin,
  request: messages.CheckRequest,
): Promise<messages.CheckResponse> {
  const news = unwrap(request.getNews());
  const olds = unwrap(request.getOlds()).properties;
  const answer = await plugin.check({
    ...identity(request),
    inputs: news.properties,
    oldInputs: Object.keys(olds).length === 0 ? undefined : olds,
  });
  const failures = (answer.failures ?? []).map(({ property, reason }) =>
    new messages.CheckFailure().setProperty(property).setReason(reason),
  );
  return new messages.CheckResponse()
    .setInputs(toStruct(wrapSecrets(answer.inputs, news.secrets)))
    .setFailuresList(failures);
}

/** Answers `Diff`. */
export async function diff(
  plugin: ResourcePlugin,
  request: messages.DiffRequest,
): Promise<messages.DiffResponse> {
  const answer = await plugin.diff({
    ...identity(request),
    id: request.getId(),
    inputs: unwrap(request.getNews()).properties,
    oldInputs: unwrap(request.getOldInputs()).properties,
  });
  return diffResponse(answer);
}

function diffResponse({ changes, deleteBeforeReplace }: DiffAnswer): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse()
    .setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true)
    .setDiffsList([...new Set(changes.map(({ path }) => String(path[0])))])
    .setReplacesList(changes.filter(({ replace }) => replace).map(({ path }) => formatPath(path)));
  for (const change of changes) {
    response
      .getDetaileddiffMap()
      .set(
        formatPath(change.path),
        new messages.PropertyDiff().setKind(changeKind(change)).setInputdiff(true),
      );
  }
  return response;
}

function changeKind({ kind, replace }: DetailedChange): messages.PropertyDiff.Kind {
  const kinds = messages.PropertyDiff.Kind;
  switch (kind) {
    case "add":
      return replace ? kinds.ADD_REPLACE : kinds.ADD;
    case "delete":
      return replace ? kinds.DELETE_REPLACE : kinds.DELETE;
    case "update":
      return replace ? kinds.UPDATE_REPLACE : kinds.UPDATE;
  }
}

/** Answers `Create`. */
export async function create(
  plugin: ResourcePlugin,
  request: messages.CreateRequest,
): Promise<messages.CreateResponse> {
  const { properties: inputs, secrets } = unwrap(request.getProperties());
  const answer = await keepingSecrets(
    secrets,
    plugin.create({
      ...identity(request),
      inputs,
      secrets,
      preview: request.getPreview(),
      timeoutSeconds: request.getTimeout() || undefined,
    }),
  );
  return new messages.CreateResponse()
    .setId(answer.id)
    .setProperties(toStruct(wrapSecrets(answer.outputs, secrets)));
}

/** Answers `Read`. */
export async function read(
  plugin: ResourcePlugin,
  request: messages.ReadRequest,
): Promise<messages.ReadResponse> {
  const { properties: inputs, secrets } = unwrap(request.getInputs());
  const answer = await plugin.read({ ...identity(request), id: request.getId(), inputs });
  if (answer === undefined) return new messages.ReadResponse();
  return new messages.ReadResponse()
    .setId(answer.id)
    .setProperties(toStruct(wrapSecrets(answer.outputs, secrets)))
    .setInputs(toStruct(wrapSecrets(answer.inputs, secrets)));
}

/** Answers `Update`. */
export async function update(
  plugin: ResourcePlugin,
  request: messages.UpdateRequest,
): Promise<messages.UpdateResponse> {
  const { properties: inputs, secrets } = unwrap(request.getNews());
  const outputs = await keepingSecrets(
    secrets,
    plugin.update({
      ...identity(request),
      id: request.getId(),
      inputs,
      secrets,
      preview: request.getPreview(),
      timeoutSeconds: request.getTimeout() || undefined,
      oldInputs: unwrap(request.getOldInputs()).properties,
      oldOutputs: unwrap(request.getOlds()).properties,
    }),
  );
  return new messages.UpdateResponse().setProperties(toStruct(wrapSecrets(outputs, secrets)));
}

/** Answers `Delete`. */
export async function remove(
  plugin: ResourcePlugin,
  request: messages.DeleteRequest,
): Promise<Empty> {
  await plugin.delete({
    ...identity(request),
    id: request.getId(),
    inputs: unwrap(request.getOldInputs()).properties,
    outputs: unwrap(request.getProperties()).properties,
    timeoutSeconds: request.getTimeout() || undefined,
  });
  return new Empty();
}

/** The outputs of a failure go to the state as well: the secrets in them stay secret. */
async function keepingSecrets<Answer>(
  secrets: readonly PropertyPath[],
  answer: Promise<Answer>,
): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof NotReadyError)) throw error;
    throw new NotReadyError(error.id, wrapSecrets(error.outputs, secrets), error.reasons);
  }
}

function identity(request: { getUrn(): string }): ResourceIdentity {
  const urn = request.getUrn();
  const [, , types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  return { urn, type: types.split("$").at(-1) ?? types, name: name.join("::") };
}

/** A property bag of the wire format without its secret wrappers. */
export function unwrap(struct: Struct | undefined): Unwrapped {
  return unwrapSecrets(struct?.toJavaScript() ?? {});
}

/** A property bag in the wire format. */
export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(plain(properties));
}
