import assert from "node:assert/strict";

import { clusterArguments } from "../../sandbox/plugins/eks/arguments";
import { toleratesNode } from "../../sandbox/plugins/gpus";
import { chartEffect, chartName } from "../../sandbox/plugins/kubernetes/charts";
import { withDrift } from "../../sandbox/plugins/kubernetes/drift";
import { needsReplacement } from "../../sandbox/plugins/kubernetes/immutable";
import { kserveConfig } from "../../sandbox/plugins/kubernetes/kserve-config";
import {
  hasFixedName,
  manifestOf,
  referenceFromId,
  typeOf,
  withIdentity,
} from "../../sandbox/plugins/kubernetes/manifest";
import { parseWaitFor, readinessBy } from "../../sandbox/plugins/kubernetes/readiness";
import { timeoutSeconds } from "../../sandbox/plugins/kubernetes/wait";
import { shown, valueAt, type Properties } from "../../sandbox/plugins/properties";

describe("plugins: Kubernetes objects", () => {
  it("reads type tokens and ids", () => {
    assert.deepEqual(typeOf("kubernetes:core/v1:Pod"), { apiVersion: "v1", kind: "Pod" });
    assert.deepEqual(referenceFromId("prod/web", "kubernetes:apps/v1:Deployment"), {
      apiVersion: "apps/v1",
      kind: "Deployment",
      name: "web",
      namespace: "prod",
    });
    assert.equal(referenceFromId("prod", "kubernetes:core/v1:Namespace").namespace, undefined);
  });

  it("makes a name up once and adds the default namespace to namespaced kinds only", () => {
    const first = withIdentity({}, undefined, "Web", true);
    assert.match(shown(valueAt(first, ["metadata", "name"])), /^web-[0-9a-f]{8}$/);
    assert.equal(valueAt(first, ["metadata", "namespace"]), "default");
    assert.deepEqual(withIdentity({}, first, "Web", true), first);
    assert.equal(hasFixedName(first, "Web"), false);
    assert.equal(hasFixedName({ metadata: { name: "web" } }, "Web"), true);
    const cluster = withIdentity({ metadata: { name: "a" } }, undefined, "a", false);
    assert.deepEqual(cluster, { metadata: { name: "a" } });
  });

  it("leaves an object without a namespace where its kind was not known when it was made", () => {
    const made = { metadata: { name: "a" } };
    assert.deepEqual(withIdentity(made, made, "a", true), made);
  });

  it("sends no null to the API server", () => {
    const inputs = { spec: { a: null, list: [{ b: null, c: 1 }] } };
    assert.deepEqual(manifestOf(inputs), { spec: { list: [{ c: 1 }] } });
  });

  const replaced: [string, Properties, (string | number)[], boolean][] = [
    ["a name", { kind: "ConfigMap" }, ["metadata", "name"], true],
    ["data", { kind: "ConfigMap" }, ["data", "a"], false],
    ["data of an immutable one", { kind: "Secret", immutable: true }, ["data", "a"], true],
    ["a selector", { kind: "Deployment" }, ["spec", "selector", "matchLabels", "a"], true],
    ["a Deployment's image", { kind: "Deployment" }, ["spec", "template", "spec"], false],
    ["a Job's image", { kind: "Job" }, ["spec", "template", "spec"], true],
    ["a claim's size", { kind: "PersistentVolumeClaim" }, ["spec", "resources"], false],
    ["a role of a binding", { kind: "RoleBinding" }, ["roleRef", "name"], true],
    ["a provisioner", { kind: "StorageClass" }, ["provisioner"], true],
    ["a field that only begins alike", { kind: "Service" }, ["spec", "clusterIPsX"], false],
  ];
  for (const [what, oldInputs, path, expected] of replaced) {
    it(`${expected ? "replaces" : "updates"} for ${what} of a ${shown(oldInputs["kind"])}`, () => {
      assert.equal(needsReplacement({ path, kind: "update" }, oldInputs), expected);
    });
  }

  it("shows a drifted value at its place and nothing that only the API server writes", () => {
    const given = { spec: { replicas: 2, cpu: "1000m", list: [{ a: 1 }] } };
    const wanted = { spec: { replicas: 2, cpu: "1", list: [{ a: 1, added: true }] }, status: {} };
    assert.equal(withDrift(given, structuredClone(wanted), wanted), given);
    const live = { spec: { replicas: 3, cpu: "1", list: [{ a: 5, added: true }] }, status: {} };
    assert.deepEqual(withDrift(given, live, wanted), {
      spec: { replicas: 3, cpu: "1000m", list: [{ a: 5 }] },
    });
  });

  it("drops what was removed behind the program's back", () => {
    const given = { data: { a: "1", b: "2" } };
    assert.deepEqual(withDrift(given, { data: { a: "1" } }, given), { data: { a: "1" } });
  });
});

describe("plugins: waiting", () => {
  const object: Properties = {
    status: { conditions: [{ type: "Ready", status: "True" }], phase: "Up", count: 3 },
  };

  it("understands conditions and JSON paths of pulumi.com/waitFor", () => {
    const all = parseWaitFor('["condition=Ready", "jsonpath={.status.phase}=Up"]');
    assert.deepEqual(readinessBy(all, object), { state: "ready" });
    assert.deepEqual(readinessBy(["condition=Synced"], object), {
      state: "waiting",
      missing: "condition Synced is absent",
    });
    assert.deepEqual(readinessBy(["jsonpath={.status.count}=4"], object), {
      state: "waiting",
      missing: "jsonpath={.status.count}=4 (is 3)",
    });
  });

  it("refuses an expression that it does not understand", () => {
    assert.throws(() => parseWaitFor("ready"), {
      message:
        "pulumi.com/waitFor: 'ready' is not understood. Write condition=<type>, condition=<type>=<status>, jsonpath={<path>} or jsonpath={<path>}=<value>.",
    });
  });

  it("takes the time limit from the annotation, the program, or the default", () => {
    const annotated = (value: string): Properties => ({
      metadata: { annotations: { "pulumi.com/timeoutSeconds": value } },
    });
    assert.equal(timeoutSeconds(annotated("30"), 60), 30);
    assert.equal(timeoutSeconds({}, 60), 60);
    assert.equal(timeoutSeconds({}, undefined), 600);
    assert.throws(() => timeoutSeconds(annotated("soon"), undefined), {
      message: "pulumi.com/timeoutSeconds: 'soon' is not a whole number of seconds above 0.",
    });
  });
});

describe("plugins: charts", () => {
  it("knows a chart by its name, whatever its address", () => {
    assert.equal(chartName("oci://ghcr.io/kserve/charts/kserve-crd"), "kserve-crd");
    assert.notEqual(chartEffect("oci://ghcr.io/kserve/charts/kserve-crd"), undefined);
    assert.equal(chartEffect("loki"), undefined);
  });

  it("turns values of kserve-resources into sections of its ConfigMap", () => {
    const values = {
      kserve: {
        controller: {
          deploymentMode: "Standard",
          gateway: { ingressGateway: { enableGatewayApi: true }, domain: "ml.example.com" },
        },
        inferenceservice: { resources: { limits: { cpu: "2" } } },
      },
    };
    assert.deepEqual(kserveConfig(values), {
      deploy: { defaultDeploymentMode: "Standard" },
      ingress: { enableGatewayApi: true, ingressDomain: "ml.example.com" },
      inferenceService: { resource: { cpuLimit: "2" } },
    });
    assert.deepEqual(kserveConfig({}), {});
  });
});

describe("plugins: GPUs", () => {
  const node = (...taints: Properties[]): Properties => ({ spec: { taints } });
  const gpu = { key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" };
  const operator = [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }];

  it("run where every taint is tolerated", () => {
    assert.equal(toleratesNode(operator, node(gpu)), true);
    const dedicated = { key: "team", value: "a", effect: "NoSchedule" };
    assert.equal(toleratesNode(operator, node(gpu, dedicated)), false);
    const equal = { key: "team", operator: "Equal", value: "a" };
    assert.equal(toleratesNode([...operator, equal], node(gpu, dedicated)), true);
    assert.equal(toleratesNode([{ ...equal, value: "b" }], node(dedicated)), false);
    assert.equal(toleratesNode([{ operator: "Exists" }], node(gpu, dedicated)), true);
  });

  it("ignore taints that only advise, and those that DaemonSets tolerate by themselves", () => {
    const soft = { key: "x", effect: "PreferNoSchedule" };
    const young = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };
    assert.equal(toleratesNode([], node(soft, young)), true);
  });
});

describe("plugins: eks.Cluster", () => {
  it("names every argument that it would have to ignore", () => {
    const inputs = {
      fargate: true,
      authenticationMode: "CONFIG_MAP",
      vpcCniOptions: { eniMtu: 1 },
    };
    const add = "add it to sandbox/plugins/eks";
    assert.throws(() => clusterArguments(inputs), {
      message: "the sandbox cannot make this eks.Cluster",
      errors: [
        {
          propertyPath: "fargate",
          reason: `the sandbox's eks.Cluster does not know this argument: ${add}`,
        },
        {
          propertyPath: "vpcCniOptions.eniMtu",
          reason: `the sandbox's eks.Cluster does not know this option: ${add}`,
        },
        {
          propertyPath: "authenticationMode",
          reason: 'is CONFIG_MAP: the sandbox has access entries only, set "API"',
        },
        {
          propertyPath: "skipDefaultNodeGroup",
          reason: "the sandbox makes no default node group: set true and add a managed node group",
        },
      ],
    });
  });
});
