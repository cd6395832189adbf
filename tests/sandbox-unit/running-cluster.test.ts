import assert from "node:assert/strict";

import { simulatedClusterOf } from "../../sandbox/dashboard/running-cluster";
import { targetsOf } from "../../sandbox/metrics/simulation/targets";
import type { ClusterView } from "../../sandbox/summary/cluster-view";

const node: ClusterView["nodes"][number] = {
  name: "n1",
  pool: "gpu",
  instanceType: "g6.12xlarge",
  zone: "us-east-1a",
  capacity: "SPOT",
  gpus: { "nvidia.com/gpu": 4 },
  gpusHeld: { "nvidia.com/gpu": 1 },
  taints: [],
  ready: true,
};

const model: ClusterView["models"][number] = {
  namespace: "fraud",
  name: "scorer",
  runtime: "platform-triton",
  ready: true,
  reason: "",
  url: "",
  pods: [
    { name: "scorer-predictor-a", phase: "Running", node: "n1", gpus: { "nvidia.com/gpu": 1 } },
    { name: "scorer-predictor-b", phase: "Pending", node: undefined, gpus: {} },
  ],
};

const view: ClusterView = { karpenterPools: [], nodes: [node], models: [model] };

/** Proves how a running stack becomes a simulated one. Does not prove that the simulation is like real load. */
describe("the simulated metrics of a running stack", () => {
  it("are of its GPUs, each with the pod that holds it", () => {
    const [simulated] = simulatedClusterOf(view, 0).nodes;
    assert.equal(simulated?.capacityType, "spot");
    assert.equal(simulated.launchedBy, "managed-node-group");
    assert.deepEqual(
      simulated.gpus.map(({ index, pod }) => [index, pod?.name]),
      [
        [0, "scorer-predictor-a"],
        [1, undefined],
        [2, undefined],
        [3, undefined],
      ],
    );
  });

  it("show an instance of MIG each, with its part of the memory", () => {
    const mig = { ...node, instanceType: "p5.4xlarge", gpus: { "nvidia.com/mig-1g.10gb": 7 } };
    const [simulated] = simulatedClusterOf({ ...view, nodes: [mig] }, 0).nodes;
    assert.deepEqual(
      simulated?.gpus.map((gpu) => [gpu.index, gpu.mig?.profile, gpu.mig?.id]),
      [1, 2, 3, 4, 5, 6, 7].map((id) => [0, "1g.10gb", String(id)]),
    );
  });

  it("count pods that no node has as waiting, and do not scrape them", () => {
    const cluster = simulatedClusterOf(view, 0);
    assert.deepEqual(
      cluster.pendingPods.map(({ name }) => name),
      ["scorer-predictor-b"],
    );
    const pods = targetsOf(cluster)
      .filter(({ job }) => job === "models")
      .map(({ labels }) => labels["pod"]);
    assert.deepEqual(pods, ["scorer-predictor-a"]);
  });

  it("give a model without replicas no requests", () => {
    const empty = { ...view, models: [{ ...model, pods: [] }] };
    assert.equal(simulatedClusterOf(empty, 0).models[0]?.requests.mean, 0);
  });

  it("follow the runtime of a model", () => {
    const runtimes = ["platform-triton", "platform-vllm", "platform-mlserver", "LeaderWorkerSet"];
    const models = runtimes.map((runtime) => ({ ...model, runtime }));
    assert.deepEqual(
      simulatedClusterOf({ ...view, models }, 0).models.map(({ runtime }) => runtime),
      ["triton", "vllm", "kserve", "vllm"],
    );
  });
});
