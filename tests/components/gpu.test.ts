import assert from "node:assert/strict";

import { GpuOperator } from "../../components";
import { fullest, smallest } from "../../components/gpu/example";
import { versions } from "../../components/versions";
import { record } from "../support/recorder";
import { at, one, typeNames } from "../support/recorded";

/** Proves which values the chart is given; the chart itself is not rendered. */
describe("GpuOperator", () => {
  it("is one release in a namespace of its own", async () => {
    const { resources } = await record(() => new GpuOperator("gpu", smallest));
    assert.deepEqual(typeNames(resources), [
      "inference-platform:index:GpuOperator gpu",
      "kubernetes:core/v1:Namespace gpu-namespace",
      "kubernetes:helm.sh/v3:Release gpu-release",
    ]);
    const { inputs } = one(resources, "gpu-release");
    assert.equal(inputs.namespace, "gpu-operator");
    assert.equal(inputs.version, versions.charts.gpuOperator.version);
    assert.deepEqual(inputs.repositoryOpts, { repo: versions.charts.gpuOperator.repository });
    assert.equal(inputs.atomic, true);
  });

  it("leaves driver and toolkit to the image of EKS, and runs its agents on tainted nodes", async () => {
    const { resources } = await record(() => new GpuOperator("gpu", smallest));
    const { values } = one(resources, "gpu-release").inputs;
    const tolerations = [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }];
    assert.deepEqual(
      [at(values, "driver"), at(values, "toolkit"), at(values, "devicePlugin")],
      [{ enabled: false }, { enabled: false }, { enabled: true }],
    );
    assert.deepEqual(at(values, "daemonsets", "tolerations"), tolerations);
    assert.deepEqual(at(values, "node-feature-discovery", "worker", "tolerations"), tolerations);
    assert.deepEqual(at(values, "operator", "nodeSelector"), {
      "inference-platform.io/node-pool": "system",
    });
    assert.equal(at(values, "operator", "tolerations"), undefined);
  });

  it("takes the chart from a mirror where there is one", async () => {
    const { resources } = await record(() => new GpuOperator("gpu", fullest));
    const { inputs } = one(resources, "gpu-release");
    assert.equal(inputs.chart, "oci://registry.example.com/charts/gpu-operator");
    assert.equal(inputs.repositoryOpts, undefined);
  });
});
