import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** One registration, with what mocks alone do not show: parent, order, ignored changes, registered outputs. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Name of the parent; `undefined` for a child of the stack. */
  readonly parent: string | undefined;
  /** Names of what it waits for by `dependsOn`, sorted. */
  readonly dependsOn: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly component: boolean;
  /** Name of the provider that was given; `undefined` for the default provider. */
  readonly provider: string | undefined;
  /** What a component gave to `registerOutputs`; `undefined` where it never did. */
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
}

/** How the program runs; in a preview, ids and what providers compute are unknown. Default: an update. */
export interface RecordOptions {
  readonly preview?: boolean;
  readonly project?: string;
  readonly stack?: string;
}

/** What a construction registered, and what it returned. */
export interface Recording<Result> {
  /** In the order of their names. */
  readonly resources: readonly Recorded[];
  readonly result: Result;
}

/**
 * Runs `build` against mocks and gives every registration.
 *
 * Proves which resources are registered with which inputs, options and parents. Does not prove that a provider takes
 * them, nor what the remote component `eks.Cluster` or the contents of a chart or manifest make.
 *
 * @throws what `build` throws, and an Error where two resources of one type have the same name.
 */
export async function record<Result>(
  build: () => Result,
  options: RecordOptions = {},
): Promise<Recording<Result>> {
  const { resources, outcome } = await run(build, options);
  if ("error" in outcome) throw outcome.error;
  return { resources, result: outcome.result };
}

/**
 * Runs a `build` that has to fail, and gives what it threw beside what it had registered by then.
 *
 * @throws Error when `build` ends well.
 */
export async function recordRefusal(
  build: () => unknown,
  options: RecordOptions = {},
): Promise<{ readonly resources: readonly Recorded[]; readonly error: unknown }> {
  const { resources, outcome } = await run(build, options);
  if (!("error" in outcome)) throw new Error("the construction was not refused");
  return { resources, error: outcome.error };
}

/** The value of an output. */
export function resolved<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return (output as pulumi.Output<Value> & { promise(): Promise<Value> }).promise();
}

type Outcome<Result> = { readonly result: Result } | { readonly error: unknown };

async function run<Result>(
  build: () => Result,
  options: RecordOptions,
): Promise<{ readonly resources: readonly Recorded[]; readonly outcome: Outcome<Result> }> {
  const registrations: pulumi.runtime.MockResourceArgs[] = [];
  const preview = options.preview ?? false;
  await pulumi.runtime.setMocks(
    {
      newResource(args) {
        if (args.type !== "pulumi:pulumi:Stack") registrations.push(args);
        const inputs = args.inputs as Record<string, unknown>;
        return preview
          ? { id: "", state: inputs }
          : { id: `${args.name}-id`, state: { ...inputs, ...computed(args) } };
      },
      call(args) {
        throw new Error(`unexpected invoke ${args.token}`);
      },
    },
    options.project ?? "inference-platform",
    options.stack ?? "test",
    preview,
  );
  const constructions = new Constructions();
  const outcomes: Outcome<Result>[] = [];
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation((args) => {
      constructions.add(args);
      return undefined;
    });
    outcomes.push(attempt(build));
    await constructions.settled();
    return {};
  });
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error("the construction did not run");
  const outputs = await registeredOutputs();
  return {
    outcome,
    resources: registrations
      .map((args) => ({
        ...constructions.of(args),
        type: args.type,
        name: args.name,
        inputs: args.inputs as Record<string, unknown>,
        provider: args.provider === "" ? undefined : args.provider?.split("::").at(-2),
        component: args.custom === false,
        outputs: outputs.get(keyOf(args)),
      }))
      .sort((a, b) => a.name.localeCompare(b.name) || a.type.localeCompare(b.type)),
  };
}

function attempt<Result>(build: () => Result): Outcome<Result> {
  try {
    return { result: build() };
  } catch (error) {
    return { error };
  }
}

type Construction = Pick<Recorded, "parent" | "dependsOn" | "ignoreChanges">;

/** What the constructors of resources were given. */
class Constructions {
  readonly #byKey = new Map<string, Construction>();
  readonly #names = new Map<pulumi.Resource, string>();

  add(args: pulumi.ResourceTransformationArgs): void {
    const { resource, type, name } = args;
    const opts: pulumi.CustomResourceOptions = args.opts;
    if (this.#byKey.has(keyOf(args))) throw new Error(`${type} "${name}" is registered twice`);
    this.#names.set(resource, name);
    this.#byKey.set(keyOf(args), {
      parent: opts.parent && this.#names.get(opts.parent),
      dependsOn: this.#dependencies(opts.dependsOn),
      ignoreChanges: opts.ignoreChanges ?? [],
    });
  }

  of(args: pulumi.runtime.MockResourceArgs): Construction {
    const construction = this.#byKey.get(keyOf(args));
    if (construction === undefined) throw new Error(`${keyOf(args)} had no constructor`);
    return construction;
  }

  /** Waits for the URN of each resource, and again while waiting brought new ones. */
  async settled(): Promise<void> {
    let seen = -1;
    while (seen !== this.#names.size) {
      seen = this.#names.size;
      await Promise.all([...this.#names.keys()].map((resource) => resolved(resource.urn)));
    }
  }

  #dependencies(dependsOn: pulumi.CustomResourceOptions["dependsOn"]): string[] {
    const resources = pulumi.Resource.isInstance(dependsOn) ? [dependsOn] : dependsOn;
    if (!Array.isArray(resources)) return [];
    return resources
      .flatMap((each) => (pulumi.Resource.isInstance(each) ? (this.#names.get(each) ?? []) : []))
      .sort();
  }
}

function keyOf({ type, name }: { readonly type: string; readonly name: string }): string {
  return `${type}::${name}`;
}

/** What components registered as outputs, by type and name: the mock monitor keeps it as a protobuf Struct. */
async function registeredOutputs(): Promise<Map<string, Record<string, unknown>>> {
  const monitor: unknown = pulumi.runtime.getMonitor();
  if (!(monitor instanceof MockMonitor)) throw new Error("no mocks are set");
  // Outputs are registered by calls that nothing returns a promise of; this waits until the queue of calls is empty.
  await pulumi.runtime.disconnect();
  const outputs = new Map<string, Record<string, unknown>>();
  for (const registered of monitor.getRegisteredResources().values()) {
    const state: unknown = registered.state;
    const [types = "", name = ""] = registered.urn.split("::").slice(-2);
    if (isStruct(state)) {
      outputs.set(keyOf({ type: types.split("$").at(-1) ?? "", name }), state.toJavaScript());
    }
  }
  return outputs;
}

function isStruct(state: unknown): state is { toJavaScript(): Record<string, unknown> } {
  return typeof state === "object" && state !== null && "toJavaScript" in state;
}

/** Outputs that a real provider would compute and that the code under test reads. */
function computed(args: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  const arn = `arn:aws:mock:::${args.name}`;
  switch (args.type) {
    case "eks:index:Cluster":
      return {
        kubeconfigJson: JSON.stringify({ kind: "Config" }),
        eksCluster: {
          name: (args.inputs as { readonly name: string }).name,
          vpcConfig: { clusterSecurityGroupId: `sg-${args.name}` },
        },
        oidcProviderArn: `${arn}/oidc`,
        oidcIssuer: "oidc.example.com/id/EXAMPLE",
      };
    case "aws:s3/bucket:Bucket":
      return { arn, bucket: args.name };
    case "aws:eks/nodeGroup:NodeGroup":
      return { arn, nodeGroupName: args.name };
    case "aws:ec2/launchTemplate:LaunchTemplate":
      return { arn, latestVersion: 1 };
    default:
      return { arn };
  }
}
