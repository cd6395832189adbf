import assert from "node:assert/strict";

import fc from "fast-check";

import { GpuOperator } from "../../components";
import { dcgmCountersConfigMap } from "../../components/gpu/dcgm-counters";
import { fullest, smallest } from "../../components/gpu/example";
import { gpuOperatorValues, type OperatedPool } from "../../components/gpu/plan";
import { sharingLabels } from "../../components/gpu/sharing";
import { planPool } from "../../components/nodes/plan";
import { versions } from "../../components/versions";
import { record } from "../support/recorder";
import { at, one, typeNames } from "../support/recorded";

const gpuTaint = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };
const values = (...pools: readonly OperatedPool[]): object =>
  gpuOperatorValues({ systemPool: "system", pools });

const withoutSharing = {
  driver: { enabled: false },
  toolkit: { enabled: false },
  devicePlugin: { enabled: true },
  mig: { strategy: "none" },
  migManager: { enabled: false },
  dcgmExporter: {
    enabled: true,
    config: { name: dcgmCountersConfigMap },
    serviceMonitor: {
      enabled: true,
      relabelings: [
        {
          action: "replace",
          sourceLabels: ["__meta_kubernetes_pod_node_name"],
          targetLabel: "node",
        },
      ],
    },
  },
  daemonsets: { tolerations: [gpuTaint] },
  operator: { nodeSelector: { "inference-platform.io/node-pool": "system" } },
  "node-feature-discovery": { worker: { tolerations: [gpuTaint] } },
};

/** The texts of the ConfigMap `data` below a path, parsed. */
function files(from: unknown, ...path: readonly string[]): Record<string, unknown> {
  const data = at(from, ...path);
  assert.ok(typeof data === "object" && data !== null, path.join("."));
  return Object.fromEntries(
    Object.entries(data).map(([key, text]) => {
      assert.equal(typeof text, "string");
      return [key, JSON.parse(String(text)) as unknown];
    }),
  );
}

/** Proves which values the chart is given; the chart itself is not rendered. */
describe("values of the GPU Operator", () => {
  it("leave driver and toolkit to the image, and share nothing where no pool does", () => {
    assert.deepEqual(values(), withoutSharing);
    assert.deepEqual(values({}, { operatingSystem: "bottlerocket" }), withoutSharing);
  });

  it("leave the sharing of Bottlerocket to its settings", () => {
    assert.deepEqual(
      values({ operatingSystem: "bottlerocket", sharing: { timeSlicing: 2 } }),
      withoutSharing,
    );
  });

  const plugin = [
    [
      { timeSlicing: 4 },
      "time-slicing-4",
      {
        timeSlicing: {
          renameByDefault: true,
          failRequestsGreaterThanOne: true,
          resources: [{ name: "nvidia.com/gpu", replicas: 4 }],
        },
      },
    ],
    [
      { mps: 8 },
      "mps-8",
      { mps: { renameByDefault: true, resources: [{ name: "nvidia.com/gpu", replicas: 8 }] } },
    ],
  ] as const;
  for (const [sharing, name, file] of plugin) {
    it(`give the device plugin the configuration ${name}, and none to nodes without label`, () => {
      const { devicePlugin, ...rest } = values({ sharing }, { sharing }, {}) as {
        readonly devicePlugin: unknown;
      };
      const { devicePlugin: without, ...others } = withoutSharing;
      assert.deepEqual(without, { enabled: true });
      assert.deepEqual(rest, others);
      assert.deepEqual(files(devicePlugin, "config", "data"), {
        [name]: { version: "v1", sharing: file },
      });
      assert.deepEqual(
        ["create", "name", "default"].map((key) => at(devicePlugin, "config", key)),
        [true, "device-plugin-sharing", ""],
      );
    });
  }

  it("give the MIG manager every layout, and cut nothing on nodes without label", () => {
    const given = values(
      { sharing: { mig: { "3g.40gb": 1, "1g.10gb": 4 } } },
      { sharing: { mig: { "1g.10gb": 7 } } },
    );
    assert.deepEqual(at(given, "mig"), { strategy: "mixed" });
    assert.deepEqual(at(given, "devicePlugin"), { enabled: true });
    assert.equal(at(given, "migManager", "enabled"), true);
    const config = at(given, "migManager", "config");
    assert.deepEqual(
      ["create", "name", "default"].map((key) => at(config, key)),
      [true, "mig-layouts", "all-disabled"],
    );
    const cut = (layout: object): object => ({
      devices: "all",
      "mig-enabled": true,
      "mig-devices": layout,
    });
    assert.deepEqual(files(config, "data"), {
      "config.yaml": {
        version: "v1",
        "mig-configs": {
          "all-disabled": [{ devices: "all", "mig-enabled": false }],
          "mig-1g.10gb-4-3g.40gb-1": [cut({ "3g.40gb": 1, "1g.10gb": 4 })],
          "mig-1g.10gb-7": [cut({ "1g.10gb": 7 })],
        },
      },
    });
  });

  it("let the agents bear the taints of every pool, each once and whatever its value", () => {
    const taint = { key: "a", effect: "NoSchedule" } as const;
    const given = values(
      { taints: [{ ...taint, value: "x" }] },
      { operatingSystem: "bottlerocket", taints: [{ ...taint, value: "y" }] },
      { taints: [{ ...taint, effect: "NoExecute" }] },
    );
    const tolerations = [
      gpuTaint,
      { key: "a", operator: "Exists", effect: "NoSchedule" },
      { key: "a", operator: "Exists", effect: "NoExecute" },
    ];
    assert.deepEqual(at(given, "daemonsets", "tolerations"), tolerations);
    assert.deepEqual(at(given, "node-feature-discovery", "worker", "tolerations"), tolerations);
  });

  it("have a configuration for the label of every node, and no other", () => {
    const share = fc.integer({ min: 2, max: 48 });
    const sharing = fc.oneof(
      share.map((timeSlicing) => ({ timeSlicing })),
      share.map((mps) => ({ mps })),
      fc
        .dictionary(
          fc.constantFrom("1g.10gb", "2g.20gb", "3g.40gb"),
          fc.integer({ min: 1, max: 7 }),
          {
            minKeys: 1,
          },
        )
        .map((mig) => ({ mig })),
    );
    const pool = fc.record({
      operatingSystem: fc.constantFrom("al2023" as const, "bottlerocket" as const),
      sharing: fc.option(sharing, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(pool, { maxLength: 6 }), (pools) => {
        const given = values(...pools);
        const labels = pools.map(
          (each) =>
            planPool({
              ...each,
              pool: "any",
              gpu: true,
              instanceTypes: ["p5.48xlarge"],
              scaling: { min: 0, max: 1 },
            }).labels,
        );
        const named = (key: string): unknown[] =>
          [...new Set(labels.flatMap((each) => each[key] ?? []))].sort();
        assert.deepEqual(
          Object.keys(at(given, "devicePlugin", "config", "data") ?? {}).sort(),
          named("nvidia.com/device-plugin.config"),
        );
        const layouts = at(given, "migManager", "config")
          ? at(files(given, "migManager", "config", "data"), "config.yaml", "mig-configs")
          : { "all-disabled": [] };
        assert.deepEqual(
          Object.keys(layouts ?? {}).sort(),
          [...named("nvidia.com/mig.config"), "all-disabled"].sort(),
        );
      }),
      { numRuns: 500 },
    );
    assert.deepEqual(sharingLabels({ mps: 2 }), { "nvidia.com/device-plugin.config": "mps-2" });
  });
});

describe("GpuOperator", () => {
  it("is one release in a namespace of its own", async () => {
    const { resources } = await record(() => new GpuOperator("gpu", smallest));
    assert.deepEqual(typeNames(resources), [
      "inference-platform:index:GpuOperator gpu",
      "kubernetes:core/v1:ConfigMap gpu-dcgm-counters",
      "kubernetes:core/v1:Namespace gpu-namespace",
      "kubernetes:helm.sh/v3:Release gpu-release",
    ]);
    assert.equal(
      at(
        one(resources, "gpu-namespace").inputs,
        "metadata",
        "labels",
        "pod-security.kubernetes.io/enforce",
      ),
      "privileged",
    );
    const { inputs } = one(resources, "gpu-release");
    assert.equal(inputs.namespace, "gpu-operator");
    assert.equal(inputs.version, versions.charts.gpuOperator.version);
    assert.deepEqual(inputs.repositoryOpts, { repo: versions.charts.gpuOperator.repository });
    assert.equal(inputs.atomic, true);
    assert.deepEqual(inputs.values, withoutSharing);
  });

  it("takes the chart from a mirror, and the values from its pools", async () => {
    const { resources } = await record(() => new GpuOperator("gpu", fullest));
    const { inputs } = one(resources, "gpu-release");
    assert.equal(inputs.chart, "oci://registry.example.com/charts/gpu-operator");
    assert.equal(inputs.repositoryOpts, undefined);
    assert.deepEqual(inputs.values, values(...(fullest.pools ?? [])));
    assert.deepEqual(Object.keys(files(inputs.values, "devicePlugin", "config", "data")), [
      "mps-8",
      "time-slicing-4",
    ]);
  });
});
