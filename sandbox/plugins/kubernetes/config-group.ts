import * as fs from "node:fs";
import { fileURLToPath } from "node:url";

import * as pulumi from "@pulumi/pulumi";
import { parseAllDocuments } from "yaml";

/** Gives the objects of a manifest by its address; `undefined` where the sandbox has no such file. */
export type RemoteManifests = (url: string) => Promise<readonly object[] | undefined>;

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly items?: readonly Manifest[];
  readonly [field: string]: unknown;
}

/** Arguments of `kubernetes:yaml/v2:ConfigFile` and `ConfigGroup`. */
interface ConfigArgs {
  readonly file?: string;
  readonly files?: readonly string[] | string;
  readonly yaml?: string;
  readonly objs?: readonly Manifest[] | Manifest;
  readonly resourcePrefix?: string;
  readonly skipAwait?: boolean;
}

/** Objects that must be there before the others of a manifest. */
const firstKinds = new Set(["CustomResourceDefinition", "Namespace"]);

/** An object of a manifest; its type token says which kind. */
class ManifestObject extends pulumi.CustomResource {}

/** `kubernetes:yaml/v2:ConfigFile` and `ConfigGroup`: each object of a manifest as a child. */
export class ConfigComponent extends pulumi.ComponentResource {
  /** The children; they are made once the manifests have been read. */
  readonly resources: pulumi.Output<pulumi.CustomResource[]>;

  constructor(
    type: string,
    name: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
    remote: RemoteManifests,
  ) {
    super(type, name, inputs, options);
    this.resources = pulumi.output(this.build(name, inputs, remote));
    this.registerOutputs({ resources: this.resources });
  }

  private async build(
    name: string,
    inputs: pulumi.Inputs,
    remote: RemoteManifests,
  ): Promise<pulumi.CustomResource[]> {
    const args = (await settled(inputs)) as ConfigArgs;
    const manifests = (await readManifests(args, remote)).flatMap(flatten);
    const prefix = args.resourcePrefix ?? name;
    const first = manifests.filter(({ kind }) => firstKinds.has(kind));
    const others = manifests.filter(({ kind }) => !firstKinds.has(kind));
    const made = first.map((manifest) => this.child(prefix, manifest, args, []));
    return [...made, ...others.map((manifest) => this.child(prefix, manifest, args, made))];
  }

  private child(
    prefix: string,
    manifest: Manifest,
    args: ConfigArgs,
    dependsOn: pulumi.Resource[],
  ): pulumi.CustomResource {
    const { name, namespace } = manifest.metadata ?? {};
    const path = namespace === undefined ? (name ?? "") : `${namespace}/${name ?? ""}`;
    return new ManifestObject(
      typeToken(manifest),
      `${prefix}-${path}`,
      childInputs(manifest, args.skipAwait === true),
      { parent: this, dependsOn },
    );
  }
}

/** `apps/v1`, `Deployment` → `kubernetes:apps/v1:Deployment`; the nameless group is called `core`. */
function typeToken({ apiVersion, kind }: Manifest): string {
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

function childInputs(manifest: Manifest, skipAwait: boolean): pulumi.Inputs {
  const inputs = Object.fromEntries(Object.entries(manifest).filter(([key]) => key !== "status"));
  const secret =
    manifest.kind === "Secret"
      ? Object.fromEntries(
          ["data", "stringData"]
            .filter((key) => key in inputs)
            .map((key) => [key, pulumi.secret(inputs[key])]),
        )
      : {};
  if (!skipAwait) return { ...inputs, ...secret };
  const metadata = manifest.metadata as { readonly annotations?: object } | undefined;
  const annotations = { ...metadata?.annotations, "pulumi.com/skipAwait": "true" };
  return { ...inputs, ...secret, metadata: { ...metadata, annotations } };
}

async function readManifests(args: ConfigArgs, remote: RemoteManifests): Promise<Manifest[]> {
  const files = [args.file ?? [], args.files ?? []].flat();
  const texts = args.yaml === undefined ? [] : [...parse(args.yaml, "yaml")];
  const fromFiles = await Promise.all(files.map((file) => readManifest(file, remote)));
  return [...objectsOf(args), ...texts, ...fromFiles.flat()];
}

function objectsOf({ objs = [] }: ConfigArgs): readonly Manifest[] {
  return Array.isArray(objs) ? (objs as readonly Manifest[]) : [objs as Manifest];
}

async function readManifest(file: string, remote: RemoteManifests): Promise<Manifest[]> {
  if (!/^[a-z]+:\/\//.test(file)) return parse(fs.readFileSync(file, "utf8"), file);
  if (file.startsWith("file://")) return readManifest(fileURLToPath(file), remote);
  const objects = await remote(file);
  if (objects !== undefined) return [...objects] as Manifest[];
  throw new Error(
    `the sandbox has no internet and no copy of ${file}: use a local file, or add the address to sandbox/plugins/components.ts`,
  );
}

function parse(text: string, source: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`${source} is no YAML: ${error.message}`);
    const value = document.toJS() as Manifest | null;
    return value === null ? [] : [value];
  });
}

function flatten(manifest: Manifest): Manifest[] {
  return manifest.kind.endsWith("List") && manifest.items !== undefined
    ? manifest.items.flatMap(flatten)
    : [manifest];
}

/** The inputs once all of them are there. Manifests decide which children exist: they must be known. */
function settled(inputs: pulumi.Inputs): Promise<unknown> {
  return new Promise((resolve) => {
    pulumi.output(inputs).apply(resolve);
  });
}
