import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { repositoryRoot } from "../../sandbox/paths";
import { kubectlJson, run, sandboxFolder } from "./sandbox-process";

interface List<Item> {
  readonly items: readonly Item[];
}
interface Named {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}
interface Conditioned extends Named {
  readonly status: {
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
  };
}
interface Container {
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
}
interface Pod extends Named {
  readonly spec: { readonly nodeName?: string; readonly containers: readonly Container[] };
  readonly status: { readonly phase: string };
}
interface Node extends Named {
  readonly status: { readonly allocatable: Readonly<Record<string, string>> };
}

const samples = path.join(repositoryRoot, "docs", "samples", "models.yaml");

/** Pods of one model by what they hold of GPUs, on one node each. */
const gpuModels: Readonly<Record<string, readonly string[]>> = {
  "onnx-gpu": ["nvidia.com/gpu.shared=1"],
  tensorrt: ["nvidia.com/gpu.shared=1"],
  pytorch: ["nvidia.com/gpu.shared=1"],
  chat: ["nvidia.com/gpu=2"],
  "large-chat": ["nvidia.com/gpu=4", "nvidia.com/gpu=4"],
};

function gpusOf({ spec }: Pod): string[] {
  return spec.containers.flatMap(({ resources }) =>
    Object.entries(resources?.limits ?? {})
      .filter(([resource]) => resource.startsWith("nvidia.com/"))
      .map(([resource, count]) => `${resource}=${count}`),
  );
}

/** Whether a pod belongs to a model: KServe and the LeaderWorkerSet name pods after it. */
function isOf(model: string, { metadata: { name } }: Pod): boolean {
  return name.startsWith(`${model}-predictor`) || new RegExp(`^${model}-\\d`).test(name);
}

/**
 * All samples of docs/models.md at once, on the real API server, scheduler, KServe, LeaderWorkerSet and Karpenter. Proves that
 * each is admitted and placed. Does not prove that a container starts.
 */
describe("the samples of docs/models.md in the sandbox", () => {
  after(async () => {
    await run("down");
    fs.rmSync(sandboxFolder, { recursive: true, force: true });
  });

  it("come up together, every model READY", async () => {
    const { code, output } = await run("up", "--config-file", samples);
    assert.equal(code, 0, output);
    assert.match(output, /Models: 17 of 17 ready/);
    assert.doesNotMatch(output, /NOT READY/);
    const services = await kubectlJson<List<Conditioned>>("dev", "get", "inferenceservices", "-A");
    const notReady = services.items.filter(
      ({ status }) =>
        !status.conditions.some(({ type, status: ready }) => type === "Ready" && ready === "True"),
    );
    assert.deepEqual(notReady, []);
    assert.equal(services.items.length, 16);
  });

  it("run each pod on a node that has the GPUs it asks for", async () => {
    const nodes = new Map(
      (await kubectlJson<List<Node>>("dev", "get", "nodes")).items.map((node) => [
        node.metadata.name,
        node,
      ]),
    );
    const { items: pods } = await kubectlJson<List<Pod>>("dev", "get", "pods", "-n", "samples");
    const waiting = pods.filter(({ status }) => status.phase !== "Running");
    assert.deepEqual(waiting, []);
    for (const [model, held] of Object.entries(gpuModels)) {
      const own = pods.filter((pod) => isOf(model, pod));
      assert.deepEqual(own.flatMap(gpusOf), held, model);
      assert.equal(new Set(own.map(({ spec }) => spec.nodeName)).size, held.length, model);
      for (const { spec } of own) {
        const allocatable = nodes.get(spec.nodeName ?? "")?.status.allocatable ?? {};
        for (const [resource = "", count] of held.map((each) => each.split("="))) {
          assert.ok(Number(allocatable[resource]) >= Number(count), `${model}: ${resource}`);
        }
      }
    }
  });

  it("have their versions loaded by a Job that completes", async () => {
    const { items } = await kubectlJson<List<Conditioned>>("dev", "get", "jobs", "-n", "copied");
    assert.deepEqual(
      items.map(({ metadata, status }) => ({
        job: metadata.name.replace(/-[0-9a-f]+$/, ""),
        complete: status.conditions.find(({ type }) => type === "Complete")?.status,
      })),
      [{ job: "load-scorer-3", complete: "True" }],
    );
  });

  it("change nothing in a second up", async () => {
    const { code, output } = await run("up", "--config-file", samples);
    assert.equal(code, 0, output);
    assert.match(output, /Deploy: nothing changed, \d+ resources/);
  });

  it("leave nothing behind", async () => {
    const { code, output } = await run("destroy");
    assert.equal(code, 0, output);
    assert.match(output, /Nothing left behind: no AWS object, no namespace, no process/);
  });
});
