import type { ChartValues } from "../internal/release";
import { GPU_TAINT, NODE_POOL_LABEL } from "../nodes/defaults";

/**
 * Values of the GPU Operator on the AL2023 NVIDIA image, which ships driver and container toolkit but no device plugin
 * (AWS guide on accelerated AMIs).
 */
export function gpuOperatorValues(systemPool: string): ChartValues {
  const tolerations = [{ key: GPU_TAINT.key, operator: "Exists", effect: GPU_TAINT.effect }];
  return {
    driver: { enabled: false },
    toolkit: { enabled: false },
    devicePlugin: { enabled: true },
    // None of the pools is sliced; "single" would rename resources on a node whose GPUs happen to be.
    mig: { strategy: "none" },
    migManager: { enabled: false },
    dcgmExporter: { enabled: true, serviceMonitor: { enabled: true } },
    // Helm replaces lists: the default toleration is repeated here.
    daemonsets: { tolerations },
    operator: { nodeSelector: { [NODE_POOL_LABEL]: systemPool } },
    "node-feature-discovery": { worker: { tolerations } },
  };
}
