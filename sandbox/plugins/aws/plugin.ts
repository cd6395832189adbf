import { autoName, isAutoName } from "../naming";
import type {
  CheckAnswer,
  CheckRequest,
  CreateAnswer,
  CreateRequest,
  DeleteRequest,
  DiffAnswer,
  DiffRequest,
  ReadAnswer,
  ReadRequest,
  ResourcePlugin,
  UpdateRequest,
} from "../plugin";
import {
  asString,
  asStringMap,
  changesBetween,
  containsUnknown,
  type Properties,
} from "../properties";
import { ec2 } from "./ec2";
import { eks } from "./eks";
import { iam } from "./iam";
import { invoke } from "./invokes";
import { metrics } from "./metrics";
import { network } from "./network";
import { AwsError, type ResourceType, type ResourceTypes } from "./resource-type";
import type { AwsObject, AwsService } from "./service";
import { storage } from "./storage";

/** Digits of a made-up name, as the official provider has them. */
const nameDigits = 7;

const resourceTypes: ResourceTypes = { ...network, ...ec2, ...iam, ...storage, ...eks, ...metrics };

/** Serves the package `aws` from the objects of `aws`. */
export class AwsPlugin implements ResourcePlugin {
  readonly version = "7.48.0";

  constructor(private readonly aws: AwsService) {}

  configure(variables: Readonly<Record<string, string>>): void {
    this.aws.configure(variables);
  }

  check({ type, name, inputs, oldInputs }: CheckRequest): Promise<CheckAnswer> {
    const row = rowOf(type);
    const named = withName(row, name, inputs, oldInputs);
    const failures = row.required
      .filter((property) => named[property] === undefined)
      .map((property) => ({ property, reason: `${type} needs ${property}: give a value.` }));
    return Promise.resolve({ inputs: named, failures });
  }

  diff({ type, name, inputs, oldInputs }: DiffRequest): Promise<DiffAnswer> {
    const row = rowOf(type);
    const changes = changesBetween(oldInputs, inputs).map((change) => ({
      ...change,
      replace: row.replaceOn.includes(String(change.path[0])),
    }));
    return Promise.resolve({ changes, deleteBeforeReplace: hasFixedName(row, name, inputs) });
  }

  async create({ urn, type, inputs, preview }: CreateRequest): Promise<CreateAnswer> {
    const row = rowOf(type);
    if (preview) return { id: "", outputs: inputs };
    row.validate?.(inputs, this.aws, undefined);
    const object = {
      id: row.id(inputs, this.aws),
      urn,
      inputs,
      revision: 1,
      createdAt: new Date().toISOString(),
    };
    if (this.aws.find(type, object.id) !== undefined) {
      throw new AwsError("EntityAlreadyExists", `${type} ${object.id} already exists.`);
    }
    const outputs = this.outputs(row, object);
    this.aws.put(type, object);
    await this.bringAbout(type, row, object);
    return { id: object.id, outputs };
  }

  async read({ type, id }: ReadRequest): Promise<ReadAnswer | undefined> {
    const object = this.aws.find(type, id);
    if (object === undefined) return undefined;
    const row = rowOf(type);
    const inputs = (await row.observe?.(object, this.aws)) ?? object.inputs;
    return { id, inputs, outputs: this.outputs(row, { ...object, inputs }) };
  }

  async update(request: UpdateRequest): Promise<Properties> {
    const { type, id, inputs, preview } = request;
    const row = rowOf(type);
    if (preview) return { ...request.oldOutputs, ...inputs };
    const old = this.aws.find(type, id);
    if (old === undefined) {
      throw new AwsError("ResourceNotFoundException", `${type} ${id} does not exist any more.`);
    }
    row.validate?.(inputs, this.aws, id);
    const object = { ...old, inputs, revision: old.revision + 1 };
    this.aws.put(type, object);
    await row.apply?.(object, this.aws);
    return this.outputs(row, object);
  }

  async delete({ type, id }: DeleteRequest): Promise<void> {
    const row = rowOf(type);
    const object = this.aws.find(type, id);
    if (object === undefined) return;
    row.guardDelete?.(object, this.aws);
    await row.undo?.(object, this.aws);
    this.aws.remove(type, id);
  }

  /**
   * Removes what was made for a resource and never reached the state, because the engine was killed in between.
   *
   * @param known ids of the objects of that resource that the state has.
   * @returns what was removed, as `<type> <id>`.
   */
  async removeUnrecorded(urn: string, known: readonly string[]): Promise<string[]> {
    const orphans = this.aws.ofUrn(urn).filter(({ object }) => !known.includes(object.id));
    for (const { type, object } of orphans) {
      await rowOf(type).undo?.(object, this.aws);
      this.aws.remove(type, object.id);
    }
    return orphans.map(({ type, object }) => `${type} ${object.id}`);
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    return Promise.resolve(invoke(token, args, this.aws));
  }

  /** A create that fails half-way leaves nothing behind. */
  private async bringAbout(type: string, row: ResourceType, object: AwsObject): Promise<void> {
    try {
      await row.apply?.(object, this.aws);
    } catch (error) {
      this.aws.remove(type, object.id);
      await row.undo?.(object, this.aws);
      throw error;
    }
  }

  private outputs(row: ResourceType, object: AwsObject): Properties {
    return {
      region: this.aws.region,
      ...object.inputs,
      tagsAll: this.aws.tagsAll(asStringMap(object.inputs["tags"])),
      ...row.computed(object, this.aws),
    };
  }
}

function rowOf(type: string): ResourceType {
  const row = resourceTypes[type];
  if (row !== undefined) return row;
  const group = /^aws:(\w+)/.exec(type)?.[1] ?? "<group>";
  throw new Error(
    `the simulated AWS has no ${type}: add it to sandbox/plugins/aws/${group}.ts, or to the file of a related service`,
  );
}

/** Gives the object a physical name where the program did not, and keeps it from then on. */
function withName(
  row: ResourceType,
  logicalName: string,
  inputs: Properties,
  oldInputs: Properties | undefined,
): Properties {
  const property = row.nameProperty;
  if (property === undefined || inputs[property] !== undefined) return inputs;
  const prefix = inputs[`${property}Prefix`];
  if (containsUnknown(prefix)) return inputs;
  const old = oldInputs?.[property];
  const base = asString(prefix)?.replace(/-$/, "") ?? baseName(row, logicalName);
  const keep = typeof old === "string" && isAutoName(old, base, nameDigits);
  return { ...inputs, [property]: keep ? old : autoName(base, nameDigits) };
}

/** Two objects with one name cannot exist side by side; a made-up name changes with the replacement. */
function hasFixedName(row: ResourceType, logicalName: string, inputs: Properties): boolean {
  if (row.nameProperty === undefined) return false;
  const name = asString(inputs[row.nameProperty]);
  return name !== undefined && !isAutoName(name, baseName(row, logicalName), nameDigits);
}

function baseName(row: ResourceType, logicalName: string): string {
  return row.baseName?.(logicalName) ?? logicalName;
}
