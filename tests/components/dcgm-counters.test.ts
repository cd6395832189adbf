import assert from "node:assert/strict";

import { createHash } from "node:crypto";

import { GpuOperator } from "../../components";
import {
  DCGM_COUNTERS_FILE,
  dcgmCountersConfigMap,
  dcgmCountersFile,
} from "../../components/gpu/dcgm-counters";
import { smallest } from "../../components/gpu/example";
import { record } from "../support/recorder";
import { at, one } from "../support/recorded";

const lines = dcgmCountersFile.trimEnd().split("\n");
const counters = lines.map((line) => line.split(", ").map((field) => field.trim()));
const names = counters.map(([name]) => name);

describe("counters of the DCGM exporter", () => {
  it("are lines of name, type and help, as its parser wants them", () => {
    assert.ok(dcgmCountersFile.endsWith("\n"));
    for (const line of lines) {
      assert.match(line, /^DCGM_(FI|EXP)_[A-Z0-9_]+, (gauge|counter|label), [^,]+\.$/);
    }
    assert.deepEqual(names, [...new Set(names)]);
  });

  it("are those of the exporter's own file and those that alerts need", () => {
    assert.deepEqual(names, [
      "DCGM_FI_DEV_SM_CLOCK",
      "DCGM_FI_DEV_MEM_CLOCK",
      "DCGM_FI_DEV_MEMORY_TEMP",
      "DCGM_FI_DEV_GPU_TEMP",
      "DCGM_FI_DEV_POWER_USAGE",
      "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
      "DCGM_FI_DEV_PCIE_REPLAY_COUNTER",
      "DCGM_FI_DEV_GPU_UTIL",
      "DCGM_FI_DEV_MEM_COPY_UTIL",
      "DCGM_FI_DEV_ENC_UTIL",
      "DCGM_FI_DEV_DEC_UTIL",
      "DCGM_FI_DEV_XID_ERRORS",
      "DCGM_FI_DEV_FB_FREE",
      "DCGM_FI_DEV_FB_USED",
      "DCGM_FI_DEV_FB_RESERVED",
      "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL",
      "DCGM_FI_DEV_VGPU_LICENSE_STATUS",
      "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS",
      "DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS",
      "DCGM_FI_DEV_ROW_REMAP_FAILURE",
      "DCGM_FI_DRIVER_VERSION",
      "DCGM_FI_PROF_GR_ENGINE_ACTIVE",
      "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
      "DCGM_FI_PROF_DRAM_ACTIVE",
      "DCGM_FI_PROF_PCIE_TX_BYTES",
      "DCGM_FI_PROF_PCIE_RX_BYTES",
      "DCGM_EXP_XID_ERRORS_COUNT",
      "DCGM_EXP_CLOCK_EVENTS_COUNT",
      "DCGM_FI_DEV_POWER_VIOLATION",
      "DCGM_FI_DEV_THERMAL_VIOLATION",
      "DCGM_FI_DEV_ECC_SBE_VOL_TOTAL",
      "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL",
    ]);
    assert.deepEqual(
      counters.flatMap(([name, type]) => (type === "label" ? [name] : [])),
      ["DCGM_FI_DRIVER_VERSION"],
    );
  });

  it("reach the exporter in a ConfigMap that is there before it, named after what is in it", async () => {
    const { resources } = await record(() => new GpuOperator("gpu", smallest));
    const { inputs } = one(resources, "gpu-dcgm-counters");
    const digest = createHash("sha256").update(dcgmCountersFile).digest("hex").slice(0, 8);
    assert.equal(dcgmCountersConfigMap, `dcgm-counters-${digest}`);
    assert.deepEqual(inputs.metadata, { name: dcgmCountersConfigMap, namespace: "gpu-operator" });
    assert.deepEqual(inputs.data, { [DCGM_COUNTERS_FILE]: dcgmCountersFile });
    const release = one(resources, "gpu-release");
    assert.ok(release.dependsOn.includes("gpu-dcgm-counters"));
    assert.deepEqual(at(release.inputs.values, "dcgmExporter", "config"), {
      name: dcgmCountersConfigMap,
    });
  });
});
