import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import * as components from "../../components";
import { record, resolved, type Recorded } from "../support/recorder";
import { one, typeNames } from "../support/recorded";

/**
 * Proves for every class that `components/index.ts` exports what the house promises of a component. Does not prove that
 * two instances can share one cluster (namespaces such as `istio-system` exist once), that a provider takes the inputs,
 * or what the remote component `eks.Cluster` makes: mocks do not expand it.
 */
const folder = path.resolve(__dirname, "../../components");

/** Packages that a component may take resources from. */
const packages = /^(aws|eks|kubernetes|inference-platform:index|pulumi:providers:kubernetes)(:|$)/;

interface Exported {
  readonly name: string;
  readonly noun: string;
  readonly create: (name: string, args: unknown) => pulumi.ComponentResource;
}

const exported: readonly Exported[] = Object.entries(components).map(([name, constructor]) => ({
  name,
  noun: nounOf(name),
  create: (instance, args) => {
    const component: unknown = Reflect.construct(constructor, [instance, args]);
    assert.ok(pulumi.ComponentResource.isInstance(component));
    return component;
  },
}));

describe("contract of every component", () => {
  it("covers the classes of the package", () => {
    assert.deepEqual(exported.map(({ name }) => name).sort(), [
      "Cluster",
      "GatewayAccess",
      "GpuOperator",
      "InferenceGateway",
      "InferencePlatform",
      "Karpenter",
      "ModelRepository",
      "ModelService",
      "ModelStore",
      "Network",
      "NodePool",
      "Observability",
      "ServiceMesh",
      "ServingPlatform",
      "Tenant",
      "WorkloadRole",
    ]);
  });

  it("takes no any", () => {
    const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && !file.startsWith("node_modules"),
    );
    assert.ok(sources.length > 50, `only ${sources.length} sources in ${folder}`);
    assert.deepEqual(
      sources.filter((file) =>
        /[:<|&(]\s*any\b|\bas any\b/.test(readFileSync(path.join(folder, file), "utf8")),
      ),
      [],
    );
  });

  for (const component of exported) {
    describe(component.name, () => {
      for (const example of ["smallest", "fullest"] as const) {
        it(`keeps it with the ${example} arguments, and registers the same in a preview`, async () => {
          const args = await exampleOf(component, example);
          const { resources, result } = await record(() => component.create("unit", args));
          checkRegistrations(component, resources);
          await checkOutputs(result, one(resources, "unit"));

          const preview = await record(() => component.create("unit", args), { preview: true });
          assert.deepEqual(typeNames(preview.resources), typeNames(resources));
          await Promise.all(outputFields(preview.result).map(([, value]) => settle(value)));
        });
      }

      it("stands beside a second instance", async () => {
        const args = await exampleOf(component, "fullest");
        const { resources } = await record(() => [
          component.create("left", args),
          component.create("right", args),
        ]);
        const left = resources.filter(({ name }) => isOwned("left", name));
        const right = resources.filter(({ name }) => isOwned("right", name));
        assert.equal(left.length + right.length, resources.length);
        assert.deepEqual(
          typeNames(left).map((each) => each.replace(" left", " right")),
          typeNames(right),
        );
      });

      it("has a README and examples", () => {
        for (const file of ["README.md", "example.ts"]) {
          assert.ok(existsSync(path.join(folder, component.noun, file)), `no ${file}`);
        }
      });
    });
  }
});

function checkRegistrations(component: Exported, resources: readonly Recorded[]): void {
  const root = one(resources, "unit");
  assert.equal(root.type, `inference-platform:index:${component.name}`);
  assert.equal(root.parent, undefined);
  assert.ok(resources.length > 1, "registers nothing but itself");
  const parents = new Map(resources.map(({ name, parent }) => [name, parent]));
  for (const { type, name } of resources) {
    assert.ok(isOwned("unit", name), `${name} does not begin with the name of the component`);
    assert.match(type, packages);
    let ancestor: string | undefined = name;
    while (ancestor !== undefined && ancestor !== "unit") ancestor = parents.get(ancestor);
    assert.equal(ancestor, "unit", `the parents of ${name} do not lead to the component`);
  }
}

async function checkOutputs(component: pulumi.ComponentResource, root: Recorded): Promise<void> {
  const values = await Promise.all(
    outputFields(component).map(async ([key, value]) => [key, await settle(value)] as const),
  );
  for (const [key, value] of values) assert.notEqual(value, undefined, `${key} has no value`);
  assert.notEqual(values.length, 0);
  assert.deepEqual(root.outputs, Object.fromEntries(values));
}

/** Public fields that are values; fields that hold resources are for other code and not for the state. */
function outputFields(component: pulumi.ComponentResource): [string, unknown][] {
  return Object.entries(component).filter(
    ([key, value]) =>
      !key.startsWith("__") &&
      key !== "urn" &&
      (pulumi.Output.isInstance(value) || typeof value !== "object" || isData(value)),
  );
}

/** A list that holds no resource: data that other programs may read from the state. */
function isData(value: unknown): boolean {
  return Array.isArray(value) && !value.some((item) => pulumi.Resource.isInstance(item));
}

function settle(value: unknown): Promise<unknown> {
  return pulumi.Output.isInstance(value) ? resolved(value) : Promise.resolve(value);
}

function isOwned(owner: string, name: string): boolean {
  return name === owner || name.startsWith(`${owner}-`);
}

/** The folder of a class, from its line in `components/index.ts`. */
function nounOf(name: string): string {
  const index = readFileSync(path.join(folder, "index.ts"), "utf8");
  const line = new RegExp(`export \\{\\s*${name}\\b[^}]*\\} from "\\./([a-z]+)/`).exec(index);
  assert.ok(line?.[1], `components/index.ts has no line for ${name}`);
  return line[1];
}

/** The arguments of an example: one object, or a record by class where the folder has several. */
async function exampleOf(component: Exported, example: "smallest" | "fullest"): Promise<unknown> {
  const module: unknown = await import(path.join(folder, component.noun, "example.ts"));
  assert.ok(typeof module === "object" && module !== null);
  const args: unknown = Reflect.get(module, example);
  assert.ok(typeof args === "object" && args !== null, `no example "${example}"`);
  return component.name in args ? Reflect.get(args, component.name) : args;
}
