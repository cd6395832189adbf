import type { Properties, PropertyPath } from "./properties";

/** The resource that a request is about. */
export interface ResourceIdentity {
  readonly urn: string;
  /** Type token, for instance `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  /** Logical name in the program. */
  readonly name: string;
}

/** Asks for the inputs to be validated and completed. */
export interface CheckRequest extends ResourceIdentity {
  readonly inputs: Properties;
  /** Inputs of the last update; `undefined` for a new or replaced resource. */
  readonly oldInputs: Properties | undefined;
}

/** Answer to {@link CheckRequest}: failures stop the update before anything changes. */
export interface CheckAnswer {
  readonly inputs: Properties;
  readonly failures?: readonly { readonly property: string; readonly reason: string }[];
}

/** Asks what an update from `oldInputs` to `inputs` would do. */
export interface DiffRequest extends ResourceIdentity {
  readonly id: string;
  readonly inputs: Properties;
  readonly oldInputs: Properties;
}

/** One difference, as the engine shows it. */
export interface DetailedChange {
  readonly path: PropertyPath;
  readonly kind: "add" | "delete" | "update";
  /** Whether the resource must be replaced for it. */
  readonly replace: boolean;
}

/** Answer to {@link DiffRequest}. No changes: nothing to do. */
export interface DiffAnswer {
  readonly changes: readonly DetailedChange[];
  /** Delete first, because two with this name cannot exist side by side. */
  readonly deleteBeforeReplace: boolean;
}

/** Asks for a new resource. In a preview nothing may change. */
export interface CreateRequest extends ResourceIdentity {
  readonly inputs: Properties;
  /** Where the program marked values as secret. */
  readonly secrets: readonly PropertyPath[];
  readonly preview: boolean;
  /** From `customTimeouts`; `undefined` where the program gave none. */
  readonly timeoutSeconds: number | undefined;
}

/** Answer to {@link CreateRequest}. */
export interface CreateAnswer {
  readonly id: string;
  readonly outputs: Properties;
}

/** Asks for the new state of an existing resource. */
export interface UpdateRequest extends CreateRequest {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
}

/** Asks for what is there now. */
export interface ReadRequest extends ResourceIdentity {
  readonly id: string;
  /** Inputs in the state; empty for an import. */
  readonly inputs: Properties;
}

/** Answer to {@link ReadRequest}. */
export interface ReadAnswer extends CreateAnswer {
  readonly inputs: Properties;
}

/** Asks for the resource to be removed. Its absence is no error. */
export interface DeleteRequest extends ResourceIdentity {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly timeoutSeconds: number | undefined;
}

/** What serves the custom resources and functions of one package. */
export interface ResourcePlugin {
  readonly version: string;
  /** Called once for each provider resource of a program, with its configuration, all known. */
  configure(variables: Readonly<Record<string, string>>): void;
  check(request: CheckRequest): Promise<CheckAnswer>;
  diff(request: DiffRequest): Promise<DiffAnswer>;
  create(request: CreateRequest): Promise<CreateAnswer>;
  /** `undefined` where the resource is gone. */
  read(request: ReadRequest): Promise<ReadAnswer | undefined>;
  update(request: UpdateRequest): Promise<Properties>;
  delete(request: DeleteRequest): Promise<void>;
  invoke(token: string, args: Properties): Promise<Properties>;
}

/**
 * The resource exists but did not become ready. The engine keeps it in its state, with these
 * outputs, and tries again at the next update.
 */
export class NotReadyError extends Error {
  constructor(
    readonly id: string,
    readonly outputs: Properties,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("\n"));
    this.name = "NotReadyError";
  }
}
