import { copyLabel } from "./labels";
import type { RuleGroup } from "./rule";

const device = "node, gpu, UUID, modelName";

/** Bytes of a MiB, in which DCGM gives memory. */
const BYTES_PER_MIB = 1024 * 1024;

/**
 * A metric of DCGM by device and by the pod that holds it. `namespace` and `pod` of the scraped target are those of the
 * exporter and make way for the holder's; the instance of MIG stays.
 */
function perHolder(metric: string, matchers = ""): string {
  const kept = `${device}, GPU_I_ID, GPU_I_PROFILE, exported_namespace, exported_pod`;
  const series = `max by (${kept}) (${metric}{job="nvidia-dcgm-exporter"${matchers}})`;
  const held = copyLabel(
    copyLabel(series, "exported_namespace", "namespace"),
    "exported_pod",
    "pod",
  );
  return `max by (${device}, GPU_I_ID, GPU_I_PROFILE, namespace, pod) (${held})`;
}

const wholeGpu = ',GPU_I_ID=""';
const used = perHolder("DCGM_FI_DEV_FB_USED");

/** What DCGM says of the GPUs, by device and, where a pod holds it, by `namespace` and `pod`. */
export const gpuRules: RuleGroup = {
  name: "gpu",
  rules: [
    {
      // GPU_UTIL is 0 or absent for instances of MIG, and counts a GPU as busy on which one small kernel runs.
      record: "gpu:utilization:ratio",
      expr: `${perHolder("DCGM_FI_PROF_GR_ENGINE_ACTIVE")} or (${perHolder("DCGM_FI_DEV_GPU_UTIL", wholeGpu)} / 100 unless on (node, UUID) DCGM_FI_PROF_GR_ENGINE_ACTIVE{job="nvidia-dcgm-exporter"})`,
    },
    {
      record: "gpu:memory_used:ratio",
      expr: `${used} / (${used} + ${perHolder("DCGM_FI_DEV_FB_FREE")} + (${perHolder("DCGM_FI_DEV_FB_RESERVED")} or 0 * ${used}) > 0)`,
    },
    { record: "gpu:memory_used_bytes:sum", expr: `${used} * ${BYTES_PER_MIB}` },
    {
      // Each instance of MIG shows the power of its whole GPU.
      record: "gpu:power_watts:sum",
      expr: `${perHolder("DCGM_FI_DEV_POWER_USAGE", wholeGpu)} or max by (${device}) (DCGM_FI_DEV_POWER_USAGE{job="nvidia-dcgm-exporter",GPU_I_ID!=""})`,
    },
    // Code of the last XID error, 0 without.
    { record: "gpu:xid_code:last", expr: perHolder("DCGM_FI_DEV_XID_ERRORS") },
  ],
};
