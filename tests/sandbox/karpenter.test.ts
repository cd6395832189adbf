import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { findInstanceType } from "../../components/nodes/instance-types";
import { capacityFile, changedCapacity } from "../../sandbox/commands/capacity";
import { applyObjects, openApi } from "../../sandbox/controlplane/apply";
import {
  controlPlaneStatus,
  startControlPlane,
  stopAll,
} from "../../sandbox/controlplane/control-plane";
import {
  startController,
  startRecordedControllers,
  stopController,
} from "../../sandbox/controlplane/controllers";
import { sandboxPaths } from "../../sandbox/paths";
import { referenceOf } from "../../sandbox/plugins/kubernetes/manifest";
import { asProperties, asString, valueAt, type Properties } from "../../sandbox/plugins/properties";
import { readCluster } from "../../sandbox/summary/cluster-view";
import { manifestDocuments } from "../../sandbox/toolchain/manifests";
import type { ManifestObject } from "../../sandbox/toolchain/manifest-object";
import {
  clusterSecurityGroupId,
  deployment,
  gpu,
  gpuOperator,
  nodeClass,
  nodePool,
  options,
  simulatedAws,
} from "./karpenter-objects";
import { untilWithin } from "./until";

/** Building the executables on an empty cache, and starting them. */
const startSeconds = 1800;
/** Karpenter looks at pods that stay pending every ten seconds. */
const until = untilWithin(60);

describe("Karpenter in the sandbox", function () {
  this.timeout(startSeconds * 1000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "karpenter-"));
  const paths = sandboxPaths("dev", folder);
  const report = (): void => undefined;

  before(async () => {
    await startControlPlane(paths, report);
    fs.writeFileSync(paths.aws, JSON.stringify(simulatedAws));
    fs.writeFileSync(paths.helmReleases, JSON.stringify(gpuOperator));
    await applyObjects(paths.kubeconfig, await manifestDocuments("karpenter-crds"));
    await startController(paths, "karpenter", options, report);
  });
  after(async () => {
    await stopAll(paths);
    fs.rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    capacityFile(paths).write(changedCapacity(capacityFile(paths).read(), { restore: true }));
    await remove("apps/v1", "Deployment");
    await until(
      "no pod is left",
      () => list("v1", "Pod"),
      (pods) => pods.length === 0,
    );
    await remove("karpenter.sh/v1", "NodePool");
    await until(
      "no node is left",
      () => list("v1", "Node"),
      (nodes) => nodes.length === 0,
    );
  });

  const api = (): ReturnType<typeof openApi> => openApi(paths.kubeconfig);
  const list = (apiVersion: string, kind: string): Promise<Properties[]> =>
    api().list(apiVersion, kind);
  const apply = (...objects: ManifestObject[]): Promise<void> =>
    applyObjects(paths.kubeconfig, objects);

  async function remove(apiVersion: string, kind: string): Promise<void> {
    for (const object of await list(apiVersion, kind)) {
      await api().delete(referenceOf({ ...object, apiVersion, kind }), {});
    }
  }

  /** The pod of a deployment, once it is in this phase. */
  async function podPhase(name: string, phase: string): Promise<Properties> {
    const [found] = await until(
      `the pod of ${name} is ${phase}`,
      () => api().list("v1", "Pod", { labelSelector: `app=${name}` }, "default"),
      (pods) => pods.length === 1 && valueAt(pods[0], ["status", "phase"]) === phase,
    );
    return asProperties(found);
  }

  async function classCondition(type: string, status: string): Promise<Properties> {
    const reference = { apiVersion: "karpenter.k8s.aws/v1", kind: "EC2NodeClass", name: "gpu" };
    const conditions = await until(
      `condition ${type} of the class is ${status}`,
      async () =>
        valueAt(await api().get({ ...reference, namespace: undefined }), ["status", "conditions"]),
      (found) =>
        Array.isArray(found) &&
        found.some((entry) => {
          const condition = asProperties(entry);
          return condition["type"] === type && condition["status"] === status;
        }),
    );
    const entries = (conditions as Properties[]).filter((entry) => entry["type"] === type);
    return asProperties(entries[0]);
  }

  async function onlyNode(): Promise<Properties> {
    const [node, ...others] = await list("v1", "Node");
    assert.deepEqual(others, []);
    return asProperties(node);
  }

  const label = (node: Properties, name: string): unknown =>
    valueAt(node, ["metadata", "labels", name]);

  it("answers for a class whose selectors match nothing, and takes it when they do", async () => {
    const wrong = structuredClone(nodeClass);
    Object.assign(asProperties(wrong["spec"]), { subnetSelectorTerms: [{ id: "subnet-9" }] });
    await apply(wrong);
    const { reason, message } = await classCondition("SubnetsReady", "False");
    assert.deepEqual(
      [reason, message],
      ["SubnetsNotFound", "SubnetSelector did not match any Subnets of the simulated AWS"],
    );
    await apply(nodeClass);
    await classCondition("Ready", "True");
    const [found] = await list("karpenter.k8s.aws/v1", "EC2NodeClass");
    const groups = valueAt(found, ["status", "securityGroups"]) as Properties[];
    assert.deepEqual(
      groups.map(({ id }) => id),
      ["sg-1", clusterSecurityGroupId],
    );
  });

  it("brings a spot node for a pending pod, with the resources of the table", async () => {
    await apply(nodeClass, nodePool(["spot", "on-demand"], 4), deployment("a"));
    const running = await podPhase("a", "Running");
    const node = await onlyNode();
    assert.equal(valueAt(running, ["spec", "nodeName"]), valueAt(node, ["metadata", "name"]));
    assert.equal(label(node, "karpenter.sh/capacity-type"), "spot");
    assert.equal(label(node, "node.kubernetes.io/instance-type"), "g6.xlarge");
    assert.equal(label(node, "topology.kubernetes.io/zone"), "us-east-1a");
    assert.equal(label(node, "karpenter.k8s.aws/instance-gpu-name"), "l4");
    assert.equal(label(node, "team"), "fraud");
    assert.equal(valueAt(node, ["metadata", "name"]), "ip-10-0-0-4.ec2.internal");
    assert.match(
      asString(valueAt(node, ["spec", "providerID"])) ?? "",
      /^aws:\/\/\/us-east-1a\/i-[0-9a-f]{17}$/,
    );
    const type = findInstanceType("g6.xlarge");
    assert.deepEqual(valueAt(node, ["status", "allocatable", "cpu"]), type?.allocatableCpu);
    assert.deepEqual(valueAt(node, ["status", "allocatable", "memory"]), type?.allocatableMemory);
    assert.equal(valueAt(node, ["status", "capacity", "ephemeral-storage"]), "200Gi");
    assert.equal(valueAt(node, ["status", "allocatable", gpu]), "1");
    await until(
      "the node is initialised",
      onlyNode,
      (found) => label(found, "karpenter.sh/initialized") === "true",
    );
    const { karpenterPools, nodes } = await until(
      "the pool counts its node",
      () => readCluster(paths.kubeconfig),
      (cluster) => cluster.karpenterPools[0]?.nodes === 1,
    );
    const pool = { name: "gpu", nodeClass: "gpu", ready: true, reason: "", nodes: 1, gpus: 1 };
    assert.deepEqual(karpenterPools, [{ ...pool, gpuLimit: 4 }]);
    assert.deepEqual(
      nodes.map((view) => [view.pool, view.capacity, view.gpus, view.gpusHeld]),
      [["gpu", "spot", { "nvidia.com/gpu": 1 }, { "nvidia.com/gpu": 1 }]],
    );
  });

  it("falls back to on-demand without spot capacity, and takes spot again once it is restored", async () => {
    const file = capacityFile(paths);
    file.write(changedCapacity(file.read(), { unavailable: "spot" }));
    await apply(nodeClass, nodePool(["spot", "on-demand"], 4), deployment("a"));
    await podPhase("a", "Running");
    assert.equal(label(await onlyNode(), "karpenter.sh/capacity-type"), "on-demand");

    file.write(changedCapacity(file.read(), { restore: true }));
    await apply(deployment("b"));
    await podPhase("b", "Running");
    const kinds = (await list("v1", "Node")).map((node) =>
      label(node, "karpenter.sh/capacity-type"),
    );
    assert.deepEqual(kinds.sort(), ["on-demand", "spot"]);
  });

  it("takes reserved capacity first, as much as there is", async () => {
    const file = capacityFile(paths);
    const reserved = { reservation: "cr-1", type: "g6.xlarge", zone: "us-east-1b" };
    file.write(changedCapacity(file.read(), reserved));
    await apply(nodeClass);
    // The controller looks at a class that is ready every ten seconds, and when the class changes.
    await api().merge(
      {
        apiVersion: "karpenter.k8s.aws/v1",
        kind: "EC2NodeClass",
        name: "gpu",
        namespace: undefined,
      },
      { metadata: { annotations: { look: "again" } } },
    );
    await until(
      "the class has its reservation",
      async () => (await list("karpenter.k8s.aws/v1", "EC2NodeClass"))[0],
      (found) => valueAt(found, ["status", "capacityReservations", 0, "id"]) === "cr-1",
    );
    await apply(nodePool(["reserved", "on-demand"], 4), deployment("a"));
    await podPhase("a", "Running");
    const node = await onlyNode();
    assert.equal(label(node, "karpenter.sh/capacity-type"), "reserved");
    assert.equal(label(node, "karpenter.k8s.aws/capacity-reservation-id"), "cr-1");
    assert.equal(label(node, "topology.kubernetes.io/zone"), "us-east-1b");
    await apply(deployment("b"));
    await podPhase("b", "Running");
    const kinds = (await list("v1", "Node")).map((one) => label(one, "karpenter.sh/capacity-type"));
    assert.deepEqual(kinds.sort(), ["on-demand", "reserved"]);
  });

  it("keeps the limit of a pool: the second pod stays pending and is told why", async () => {
    await apply(nodeClass, nodePool(["spot"], 1), deployment("a"));
    await podPhase("a", "Running");
    await apply(deployment("b"));
    const phaseOf = (pod: Properties): unknown => valueAt(pod, ["status", "phase"]);
    const { pods } = await until(
      "one pod runs and Karpenter refuses the other",
      async () => ({ pods: await list("v1", "Pod"), events: await list("v1", "Event") }),
      (found) => {
        const [refused] = found.pods.filter((pod) => phaseOf(pod) === "Pending");
        const name = valueAt(refused, ["metadata", "name"]);
        const isRefusal = (event: Properties): boolean =>
          valueAt(event, ["involvedObject", "name"]) === name &&
          /exceed.* limits/.test(asString(event["message"]) ?? "");
        return found.events.some(isRefusal) && found.pods.some((pod) => phaseOf(pod) === "Running");
      },
    );
    assert.deepEqual(pods.map(phaseOf).sort(), ["Pending", "Running"]);
    await onlyNode();
  });

  it("never calls a node initialised whose taint the GPU operator does not tolerate", async () => {
    const values = { daemonsets: { tolerations: [] } };
    const strict = { "gpu-operator/gpu-operator": { chart: "gpu-operator", values } };
    fs.writeFileSync(paths.helmReleases, JSON.stringify(strict));
    try {
      await apply(nodeClass, nodePool(["spot"], 1), deployment("a"));
      const claims = await until(
        "the node waits for its GPU",
        () => list("karpenter.sh/v1", "NodeClaim"),
        (found) => JSON.stringify(found).includes("ResourceNotRegistered"),
      );
      assert.match(
        JSON.stringify(claims),
        /Resource \\"nvidia.com\/gpu\\" was requested but not registered/,
      );
      assert.equal(valueAt(await onlyNode(), ["status", "allocatable", gpu]), undefined);
    } finally {
      fs.writeFileSync(paths.helmReleases, JSON.stringify(gpuOperator));
    }
  });

  it("comes back after it was killed, and stops for good when its release goes", async () => {
    const running = async (): Promise<number | undefined> =>
      (await controlPlaneStatus(paths)).find(({ name, ready }) => name === "karpenter" && ready)
        ?.pid;
    const first = await running();
    process.kill(first ?? assert.fail("Karpenter does not run"), "SIGKILL");
    await startRecordedControllers(paths, report);
    const second = await running();
    assert.notEqual(second, undefined);
    assert.notEqual(second, first);
    await stopController(paths, "karpenter");
    await startRecordedControllers(paths, report);
    assert.equal(await running(), undefined);
    await startController(paths, "karpenter", options, report);
  });

  it("removes every node with its pool, and the class after its last claim", async () => {
    await apply(nodeClass, nodePool(["spot"], 1), deployment("a"));
    await podPhase("a", "Running");
    await remove("karpenter.k8s.aws/v1", "EC2NodeClass");
    const [held] = await list("karpenter.k8s.aws/v1", "EC2NodeClass");
    assert.deepEqual(valueAt(held, ["metadata", "finalizers"]), ["karpenter.k8s.aws/termination"]);
    await remove("karpenter.sh/v1", "NodePool");
    for (const [apiVersion, kind] of [
      ["karpenter.sh/v1", "NodeClaim"],
      ["v1", "Node"],
      ["karpenter.k8s.aws/v1", "EC2NodeClass"],
    ] as const) {
      await until(
        `no ${kind} is left`,
        () => list(apiVersion, kind),
        (objects) => objects.length === 0,
      );
    }
  });

  it("refuses a release without the name of the cluster", async () => {
    await assert.rejects(
      startController(
        sandboxPaths("other", folder),
        "karpenter",
        { namespace: "kube-system", values: {} },
        report,
      ),
      {
        name: "ControlPlaneError",
        message:
          "chart karpenter: settings.clusterName is missing: give the name of the EKS cluster, Karpenter does not start without it.",
      },
    );
  });
});
