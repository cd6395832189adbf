import assert from "node:assert/strict";
import * as fs from "node:fs";

import { descendants } from "../../sandbox/process-tree";
import { createObjects, gpuDeployment, nodeOf } from "./gpu-pods";
import {
  changedDevConfig,
  kubectlJson,
  processesLeft,
  run,
  sandboxFolder,
  start,
  testPaths,
} from "./sandbox-process";

interface List<Item> {
  readonly items: readonly Item[];
}
interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly {
      readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
    }[];
  };
  readonly status: { readonly phase: string };
}
interface Node {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly taints?: readonly object[] };
}
interface InferenceService {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly url: string;
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
  };
}

/** The engine is at work: it has been through some resources, and not through all. */
const deploying = /❯ Deploy[\s\S]*› [1-9]\d* of \d+ resources/;

/**
 * The dev stack on the real engine, API server, scheduler, istiod and KServe, through the command line. Proves what the
 * engine and Kubernetes make of the program. Does not prove that AWS takes it, or that a container runs.
 */
describe("the dev stack in the sandbox", () => {
  after(async () => {
    await run("down");
    fs.rmSync(sandboxFolder, { recursive: true, force: true });
  });

  it("refuses a configuration that cannot work, and registers nothing", async () => {
    const file = changedDevConfig((config) => {
      config["inference-platform:network"] = {
        cidr: "10.20.0.0/33",
        availabilityZones: ["us-east-1a", "us-east-1b"],
      };
      config["inference-platform:gatway"] = {};
    });
    const { code, output } = await run("preview", "--config-file", file);
    assert.equal(code, 1);
    assert.match(
      output,
      /inference-platform:network\.cidr: "10\.20\.0\.0\/33" is not an IPv4 CIDR\./,
    );
    assert.match(
      output,
      /inference-platform:gatway: is not a key of this project\. Did you mean "gateway"\?/,
    );
    assert.match(output, /nothing was registered/);
    assert.doesNotMatch(output, /^\s+at /m, "a stack trace");
  });

  it("blocks the preview of a mandatory violation", async () => {
    const file = changedDevConfig((config) => {
      config["inference-platform:nodePools"] = {
        ...(config["inference-platform:nodePools"] as object),
        gpu: { instanceTypes: ["p5.48xlarge"], gpu: true, scaling: { min: 0, max: 1 } },
      };
    });
    const { code, output } = await run("preview", "--config-file", file);
    assert.equal(code, 1);
    assert.match(
      output,
      /policy cost-instance-allowlist: .*NodeGroup inference-dev-pool-gpu-nodes: .*p5\.48xlarge/,
    );
    assert.equal(fs.existsSync(testPaths("dev").aws), false, "something was created");
  });

  it("goes on after a Ctrl-C in the middle, which leaves no process", async () => {
    const first = start("up");
    await first.sees(deploying);
    first.child.kill("SIGINT");
    const { code, output } = await first.finished;
    assert.equal(code, 130, output);
    assert.match(output, /Stopped; no process is left\. The next `up` goes on from here\./);
    assert.deepEqual(processesLeft(), []);
  });

  it("goes on after a kill in the middle", async () => {
    const killed = start("up");
    await killed.sees(deploying);
    for (const pid of [...descendants(killed.child.pid ?? 0), killed.child.pid ?? 0]) {
      process.kill(pid, "SIGKILL");
    }
    await killed.finished;
    const { code, output } = await run("up");
    assert.equal(code, 0, output);
    assert.match(output, /Models: 2 of 2 ready/);
  });

  it("changes nothing in a second up", async () => {
    const { code, output } = await run("up");
    assert.equal(code, 0, output);
    assert.match(output, /Preview under the policy pack: nothing changed, \d+ resources/);
    assert.match(output, /Deploy: nothing changed, \d+ resources/);
  });

  it("refuses a downgrade of Kubernetes by what it deployed itself", async () => {
    const file = changedDevConfig((config) => {
      config["inference-platform:cluster"] = { version: "1.34", supportType: "EXTENDED" };
    });
    const { code, output } = await run("preview", "--config-file", file);
    assert.equal(code, 1);
    assert.match(output, /inference-platform:cluster\.version: 1\.34 is older than 1\.35/);
    assert.match(output, /nothing was registered/);
  });

  it("finds no drift in a refresh", async () => {
    const { code, output } = await run("refresh");
    assert.equal(code, 0, output);
    assert.match(output, /Refresh: nothing changed, \d+ resources/);
  });

  it("places the pod with a GPU on a GPU node, and no other pod there", async () => {
    const nodes = await kubectlJson<List<Node>>("dev", "get", "nodes");
    const pods = await kubectlJson<List<Pod>>("dev", "get", "pods", "-A");
    const gpuNodes = nodes.items
      .filter(({ metadata }) => metadata.labels["inference-platform.io/node-pool"] === "gpu")
      .map(({ metadata }) => metadata.name);
    assert.equal(gpuNodes.length, 1);
    const onGpuNodes = pods.items.filter(({ spec }) => gpuNodes.includes(spec.nodeName ?? ""));
    assert.deepEqual(
      onGpuNodes.map(({ metadata, spec, status }) => ({
        pod: metadata.name.replace(/-[a-z0-9]+-[a-z0-9]+$/, ""),
        gpus: spec.containers.map(({ resources }) => resources?.limits?.["nvidia.com/gpu"]),
        phase: status.phase,
      })),
      [{ pod: "detector-predictor", gpus: ["1"], phase: "Running" }],
    );
    const taints = nodes.items
      .filter(({ metadata }) => gpuNodes.includes(metadata.name))
      .map(({ spec }) => spec.taints);
    assert.deepEqual(taints, [[{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }]]);
  });

  it("has each InferenceService READY at its URL", async () => {
    const services = await kubectlJson<List<InferenceService>>(
      "dev",
      "get",
      "inferenceservices",
      "-n",
      "fraud",
    );
    assert.deepEqual(
      services.items.map(({ metadata, status }) => ({
        name: metadata.name,
        url: status.url,
        ready: status.conditions.find(({ type }) => type === "Ready")?.status,
      })),
      ["detector", "scorer"].map((name) => ({
        name,
        url: `http://${name}-fraud.models.dev.example.com`,
        ready: "True",
      })),
    );
  });

  it("refuses a second operation on the same stack while one runs", async () => {
    const first = start("refresh");
    await first.sees(/Refresh/);
    const { code, output } = await run("preview");
    assert.equal(code, 1);
    assert.match(
      output,
      /another sandbox operation \(pid \d+, since .+\) is running for stack dev/,
    );
    assert.equal((await first.finished).code, 0);
  });

  it("shows the summary again with status", async () => {
    const { code, output } = await run("status");
    assert.equal(code, 0, output);
    assert.match(output, /fraud\/detector\s+platform-triton\s+READY\s+http:\/\/detector-fraud\./);
    assert.match(
      output,
      /g6\.xlarge\s+us-east-1a\s+SPOT\s+1 of 1\s+nvidia\.com\/gpu=present:NoSchedule/,
    );
  });

  it("drains the nodes of Karpenter in a destroy, and leaves no object and no process", async () => {
    await createObjects("dev", [gpuDeployment("on-elastic", { pool: "elastic" })]);
    const node = await nodeOf("dev", "on-elastic");
    assert.equal(node.metadata.labels["karpenter.sh/nodepool"], "elastic");
    // A controller that went before its nodes would leave their finalizers, and the destroy would wait for ever.
    const { code, output } = await run("destroy");
    assert.equal(code, 0, output);
    assert.match(output, /Nothing left behind: no AWS object, no namespace, no process/);
    assert.deepEqual(processesLeft(), []);
    assert.equal(fs.existsSync(testPaths("dev").root), false);
  });
});
