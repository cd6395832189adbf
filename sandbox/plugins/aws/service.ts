import { existsSync } from "node:fs";

import type { SandboxPaths } from "../../paths";
import { JsonFile } from "../../json-file";
import { asProperties, asStringMap, without, type Properties } from "../properties";

/** One object that the simulated AWS holds. */
export interface AwsObject {
  readonly id: string;
  /** URN of the resource that it was made for. */
  readonly urn: string;
  readonly inputs: Properties;
  /** Starts at 1 and grows with each update. */
  readonly revision: number;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}

type Objects = Record<string, Record<string, AwsObject>>;

/** The account number that AWS documents use for examples. */
const accountId = "111122223333";

/** The simulated AWS account of one sandbox: its objects by type and id, and its settings. */
export class AwsService {
  readonly accountId = accountId;
  readonly partition = "aws";
  private settings = { region: "us-east-1", defaultTags: {} as Record<string, string> };
  private readonly file: JsonFile<Objects>;

  constructor(readonly paths: SandboxPaths) {
    this.file = new JsonFile<Objects>(paths.aws, {});
  }

  /** Region of the provider that was configured last. Default `us-east-1`. */
  get region(): string {
    return this.settings.region;
  }

  /** Takes the region and default tags of a provider. One account serves all providers of a program. */
  configure(variables: Readonly<Record<string, string>>): void {
    const region = variables["aws:config:region"];
    if (region !== undefined && region !== "") this.settings.region = region;
    const defaults = variables["aws:config:defaultTags"];
    if (defaults === undefined || defaults === "") return;
    const { tags } = asProperties(JSON.parse(defaults) as Properties);
    this.settings.defaultTags = asStringMap(tags);
  }

  /** `tags` over the default tags of the provider. */
  tagsAll(tags: Record<string, string>): Record<string, string> {
    return { ...this.settings.defaultTags, ...tags };
  }

  /** For instance `arn:aws:ec2:us-east-1:111122223333:vpc/vpc-0a1b`. */
  arn(service: string, resource: string, region: string = this.region): string {
    return `arn:${this.partition}:${service}:${region}:${this.accountId}:${resource}`;
  }

  /** The object of `type` with `id`. */
  find(type: string, id: string): AwsObject | undefined {
    return this.file.read()[type]?.[id];
  }

  /** Every object of `type`. */
  list(type: string): AwsObject[] {
    return Object.values(this.file.read()[type] ?? {});
  }

  /** Every object there is, as `<type> <id>`. */
  ids(): string[] {
    return Object.entries(this.file.read()).flatMap(([type, objects]) =>
      Object.keys(objects).map((id) => `${type} ${id}`),
    );
  }

  /** The objects that were made for one resource, with their type. */
  ofUrn(urn: string): { readonly type: string; readonly object: AwsObject }[] {
    return Object.entries(this.file.read()).flatMap(([type, objects]) =>
      Object.values(objects)
        .filter((object) => object.urn === urn)
        .map((object) => ({ type, object })),
    );
  }

  /** Adds or replaces an object. */
  put(type: string, object: AwsObject): void {
    const objects = this.file.read();
    this.file.write({ ...objects, [type]: { ...objects[type], [object.id]: object } });
  }

  /** Removes an object; nothing happens where there is none. */
  remove(type: string, id: string): void {
    const objects = this.file.read();
    this.file.write({ ...objects, [type]: without(objects[type] ?? {}, id) });
  }

  /** Whether the API server of the sandbox has been started. */
  get hasControlPlane(): boolean {
    return existsSync(this.paths.kubeconfig);
  }
}
