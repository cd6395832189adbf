import { absenceAlerts } from "./absence-alerts";
import { allocationRules } from "./allocation-rules";
import { autoscalingAlerts } from "./autoscaling-alerts";
import { certificateAlerts } from "./certificate-alerts";
import { costRules } from "./cost-rules";
import { gpuAlerts } from "./gpu-alerts";
import { gpuFaultAlerts } from "./gpu-fault-alerts";
import { gpuRules } from "./gpu-rules";
import { logAlerts } from "./log-alerts";
import { modelAlerts } from "./model-alerts";
import { modelServiceRules } from "./model-service-rules";
import { nodeAlerts } from "./node-alerts";
import { nodeCostRules, priceRules } from "./price-rules";
import type { RuleGroup } from "./rule";
import { startAlerts } from "./start-alerts";
import { telemetryAlerts } from "./telemetry-alerts";
import { tritonRules } from "./triton-rules";
import { vllmRules } from "./vllm-rules";

/** Every rule that does not belong to one model: first what is recorded, then what reads it. */
export const ruleGroups: readonly RuleGroup[] = [
  modelServiceRules,
  tritonRules,
  vllmRules,
  gpuRules,
  allocationRules,
  priceRules,
  nodeCostRules,
  costRules,
  modelAlerts,
  gpuAlerts,
  gpuFaultAlerts,
  startAlerts,
  autoscalingAlerts,
  nodeAlerts,
  certificateAlerts,
  telemetryAlerts,
  logAlerts,
  absenceAlerts,
];
