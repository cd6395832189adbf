import type { Properties } from "../properties";
import type { AwsObject, AwsService } from "./service";

/** How the simulated AWS treats one resource type. */
export interface ResourceType {
  /** Inputs without which AWS refuses the object. */
  readonly required: readonly string[];
  /** Inputs that AWS cannot change on an existing object. */
  readonly replaceOn: readonly string[];
  /** Input that holds the physical name; it is made up where the program gives none. */
  readonly nameProperty?: string;
  /** Start of a made-up name. Default: the logical name. */
  baseName?(logicalName: string): string;
  /** Identifier of a new object. */
  id(inputs: Properties, aws: AwsService): string;
  /** What AWS adds to the inputs. The same object always gives the same values. */
  computed(object: AwsObject, aws: AwsService): Properties;
  /** Throws an {@link AwsError} where AWS would refuse `inputs`. `id` is unset for a new object. */
  validate?(inputs: Properties, aws: AwsService, id: string | undefined): void;
  /** Throws an {@link AwsError} where AWS would refuse to delete the object. */
  guardDelete?(object: AwsObject, aws: AwsService): void;
  /** Brings about what the object stands for, after a create or an update. */
  apply?(object: AwsObject, aws: AwsService): Promise<void>;
  /** The inputs that describe what is there now. Default: those of the last update. */
  observe?(object: AwsObject, aws: AwsService): Promise<Properties>;
  /** Undoes {@link apply}, before the object is removed. */
  undo?(object: AwsObject, aws: AwsService): Promise<void>;
}

/** Rows of one service, by type token. */
export type ResourceTypes = Readonly<Record<string, ResourceType>>;

/** An answer that AWS would give, worded as its APIs word it: `Code: sentence`. */
export class AwsError extends Error {
  constructor(code: string, sentence: string) {
    super(`${code}: ${sentence} (simulated AWS)`);
    this.name = "AwsError";
  }
}
