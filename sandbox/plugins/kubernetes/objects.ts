import {
  NotReadyError,
  type CheckAnswer,
  type CheckRequest,
  type CreateAnswer,
  type CreateRequest,
  type DeleteRequest,
  type DetailedChange,
  type DiffAnswer,
  type DiffRequest,
  type ReadAnswer,
  type ReadRequest,
  type UpdateRequest,
} from "../plugin";
import { changesBetween, containsUnknown, type Properties } from "../properties";
import { ApiError, isAbsent, type KubernetesApi, type ObjectReference } from "./api";
import { liveInputs } from "./drift";
import { needsReplacement } from "./immutable";
import {
  annotation,
  describe,
  fieldManager,
  hasFixedName,
  idOf,
  manifestOf,
  referenceFromId,
  referenceOf,
  stateOf,
  withIdentity,
} from "./manifest";
import { isNotServedYet, timeoutSeconds, waitUntilGone, waitUntilReady, whenServed } from "./wait";

/** Gives the API server that the provider was configured with. */
export type OpenApi = () => KubernetesApi;

/** Objects of the Kubernetes API, one Pulumi resource each. */
export class KubernetesObjects {
  constructor(private readonly open: OpenApi) {}

  async check({ name, inputs, oldInputs }: CheckRequest): Promise<CheckAnswer> {
    const { apiVersion, kind } = referenceOf(inputs);
    if (apiVersion === "" || kind === "") {
      const reason = "An object needs apiVersion and kind: give both.";
      return {
        inputs,
        failures: [{ property: apiVersion === "" ? "apiVersion" : "kind", reason }],
      };
    }
    const namespaced = await this.isNamespaced(apiVersion, kind);
    return { inputs: withIdentity(inputs, oldInputs, name, namespaced) };
  }

  async diff({ name, inputs, oldInputs }: DiffRequest): Promise<DiffAnswer> {
    const changes = changesBetween(oldInputs, inputs).map((change) => ({
      ...change,
      replace: needsReplacement(change, oldInputs),
    }));
    const refused = await this.changesRefused(inputs, changes);
    return {
      changes: refused ? changes.map((change) => ({ ...change, replace: true })) : changes,
      deleteBeforeReplace: hasFixedName(inputs, name),
    };
  }

  async create(request: CreateRequest): Promise<CreateAnswer> {
    const reference = referenceOf(request.inputs);
    if (request.preview) {
      await this.rehearse(request.inputs, reference);
      return { id: "", outputs: request.inputs };
    }
    const outputs = await this.applyAndWait(request, reference);
    return { id: idOf(reference), outputs };
  }

  async update(request: UpdateRequest): Promise<Properties> {
    const reference = referenceOf(request.inputs);
    if (!request.preview) return this.applyAndWait(request, reference);
    await this.rehearse(request.inputs, reference);
    return { ...request.oldOutputs, ...request.inputs };
  }

  async read({ id, type, inputs }: ReadRequest): Promise<ReadAnswer | undefined> {
    const api = this.open();
    const known = referenceOf(inputs);
    const reference = known.name === "" ? referenceFromId(id, type) : known;
    const live = await api.get(reference);
    if (live === undefined) return undefined;
    const outputs = stateOf(live);
    const current = known.name === "" ? outputs : await liveInputs(api, reference, inputs, live);
    return { id, outputs, inputs: current };
  }

  async delete({ id, type, inputs, timeoutSeconds: requested }: DeleteRequest): Promise<void> {
    const api = this.open();
    const known = referenceOf(inputs);
    const reference = known.name === "" ? referenceFromId(id, type) : known;
    await api.delete(reference, { propagationPolicy: "Foreground" });
    await waitUntilGone(api, reference, timeoutSeconds(inputs, requested));
  }

  private async applyAndWait(
    request: CreateRequest,
    reference: ObjectReference,
  ): Promise<Properties> {
    const api = this.open();
    const seconds = timeoutSeconds(request.inputs, request.timeoutSeconds);
    await whenServed(() => this.apply(request.inputs, reference, false));
    const { object, problems } = await waitUntilReady(api, reference, request.inputs, seconds);
    if (problems.length === 0) return stateOf(object);
    throw new NotReadyError(idOf(reference), stateOf(object), problems);
  }

  private async apply(
    inputs: Properties,
    reference: ObjectReference,
    dryRun: boolean,
  ): Promise<Properties> {
    const force = annotation(inputs, "pulumi.com/patchForce") === "true";
    try {
      const options = { force, dryRun, fieldManager };
      return await this.open().apply(manifestOf(inputs), reference, options);
    } catch (error) {
      throw error instanceof ApiError ? explained(error, reference) : error;
    }
  }

  /** A preview shows what the API server would refuse, as far as it can know that before the update. */
  private async rehearse(inputs: Properties, reference: ObjectReference): Promise<void> {
    if (containsUnknown(inputs)) return;
    try {
      await this.apply(inputs, reference, true);
    } catch (error) {
      if (isAbsent(error) || isNotServedYet(error)) return;
      throw error;
    }
  }

  /** Whether the API server would refuse the update because a field cannot be changed. */
  private async changesRefused(
    inputs: Properties,
    changes: readonly DetailedChange[],
  ): Promise<boolean> {
    if (changes.length === 0 || changes.some(({ replace }) => replace)) return false;
    if (containsUnknown(inputs)) return false;
    try {
      await this.apply(inputs, referenceOf(inputs), true);
      return false;
    } catch (error) {
      if (!(error instanceof ApiError) && !isAbsent(error)) throw error;
      return error instanceof ApiError && error.code === 422 && /immutable/.test(error.message);
    }
  }

  /** A kind whose CRD is not installed yet counts as it was written: no namespace is added. */
  private async isNamespaced(apiVersion: string, kind: string): Promise<boolean> {
    try {
      return (await this.open().served(apiVersion, kind)).namespaced;
    } catch (error) {
      if (isAbsent(error) || error instanceof ApiError) return false;
      throw error;
    }
  }
}

/** The answer of the API server with the object that it is about, and the way out of a conflict. */
function explained(error: ApiError, reference: ObjectReference): ApiError {
  const conflicts = error.causes.filter(({ message }) => message.startsWith("conflict with"));
  if (error.code !== 409 || conflicts.length === 0) {
    return new ApiError(error.code, `${describe(reference)}: ${error.message}`, error.causes);
  }
  const fields = conflicts.map(({ field, message }) => `${field} (${message})`).join(", ");
  return new ApiError(
    409,
    `${describe(reference)}: another field manager owns ${fields}. Leave the field to it (ignoreChanges), or take it over with the annotation pulumi.com/patchForce: "true".`,
    error.causes,
  );
}
