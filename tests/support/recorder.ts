import * as pulumi from "@pulumi/pulumi";

/** One registration, with what mocks alone do not show: parent, protection, ignored changes. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  /** Name of the parent; `undefined` for a child of the stack. */
  readonly parent: string | undefined;
  readonly ignoreChanges: readonly string[];
  readonly component: boolean;
  /** Name of the explicit Kubernetes provider, where there is one. */
  readonly provider: string | undefined;
}

interface Construction {
  readonly parent: string | undefined;
  readonly ignoreChanges: readonly string[];
  readonly component: boolean;
}

/** Outputs that a real provider would compute and that the code under test reads. */
function computed(args: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  const arn = `arn:aws:mock:::${args.name}`;
  const base = { arn, latestVersion: 1 };
  switch (args.type) {
    case "eks:index:Cluster":
      return {
        kubeconfigJson: JSON.stringify({ kind: "Config" }),
        eksCluster: { name: args.inputs.name as string },
        oidcProviderArn: `${arn}/oidc`,
        oidcIssuer: "oidc.example.com/id/EXAMPLE",
      };
    case "aws:s3/bucket:Bucket":
      return { ...base, bucket: args.name };
    case "aws:eks/nodeGroup:NodeGroup":
      return { ...base, nodeGroupName: args.name };
    default:
      return base;
  }
}

/**
 * Runs `build` against mocks and gives every registration, in the order of their names.
 *
 * Proves which resources are registered with which inputs, options and parents. Does not prove that a provider takes
 * them, nor what the remote component `eks.Cluster` makes.
 */
export async function record<Result>(
  build: () => Result,
  options: { readonly preview?: boolean; readonly project?: string; readonly stack?: string } = {},
): Promise<{ readonly resources: readonly Recorded[]; readonly result: Result }> {
  const registrations: pulumi.runtime.MockResourceArgs[] = [];
  const constructions = new Map<string, Construction>();
  const created: pulumi.Resource[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource(args) {
        registrations.push(args);
        return { id: `${args.name}-id`, state: { ...args.inputs, ...computed(args) } };
      },
      call(args) {
        throw new Error(`unexpected invoke ${args.token}`);
      },
    },
    options.project ?? "inference-platform",
    options.stack ?? "test",
    options.preview ?? false,
  );
  let result: Result | undefined;
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation((args) => {
      created.push(args.resource);
      constructions.set(`${args.type}::${args.name}`, {
        parent: nameOf(args.opts.parent),
        ignoreChanges: (args.opts as pulumi.CustomResourceOptions).ignoreChanges ?? [],
        component: !pulumi.CustomResource.isInstance(args.resource),
      });
      return undefined;
    });
    result = build();
    await settled(created);
    return {};
  });
  return {
    result: result as Result,
    resources: registrations
      .filter(({ type }) => type !== "pulumi:pulumi:Stack")
      .map((args) => recorded(args, constructions.get(`${args.type}::${args.name}`)))
      .sort((a, b) => a.name.localeCompare(b.name) || a.type.localeCompare(b.type)),
  };
}

/** Waits for the URN of each resource, and again while waiting brought new ones. */
async function settled(created: readonly pulumi.Resource[]): Promise<void> {
  let seen = -1;
  while (seen !== created.length) {
    seen = created.length;
    await Promise.all(created.map((resource) => resolved(resource.urn)));
  }
}

function recorded(
  args: pulumi.runtime.MockResourceArgs,
  construction: Construction | undefined,
): Recorded {
  return {
    type: args.type,
    name: args.name,
    inputs: args.inputs as Record<string, unknown>,
    parent: construction?.parent,
    ignoreChanges: construction?.ignoreChanges ?? [],
    component: construction?.component ?? false,
    provider: args.provider?.split("::").at(-2),
  };
}

function nameOf(resource: pulumi.Resource | undefined): string | undefined {
  const name = (resource as { readonly __name?: string } | undefined)?.__name;
  return name === undefined || name.includes("test") ? name : name;
}

/** The value of an output. */
export function resolved<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return (output as pulumi.Output<Value> & { promise(): Promise<Value> }).promise();
}
