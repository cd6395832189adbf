import type { RuleCase } from "../../support/promtool";
import { absenceCases } from "./absence-cases";
import { costCases } from "./cost-cases";
import { gpuCases, gpuFaultCases } from "./gpu-cases";
import { limitCases } from "./limit-cases";
import { logCases } from "./log-cases";
import { modelServiceCases } from "./model-service-cases";
import { restartCases } from "./restart-cases";
import { scalingCases } from "./scaling-cases";
import { startCases } from "./start-cases";
import { telemetryCases } from "./telemetry-cases";
import { tritonCases } from "./triton-cases";
import { vllmCases } from "./vllm-cases";

/** Every case, by what it is about. */
export const ruleCases = {
  models: modelServiceCases,
  triton: tritonCases,
  vllm: vllmCases,
  gpus: gpuCases,
  gpuFaults: gpuFaultCases,
  costs: costCases,
  starts: startCases,
  scaling: scalingCases,
  telemetry: telemetryCases,
  logs: logCases,
  absence: absenceCases,
  restarts: restartCases,
  limits: limitCases,
} satisfies Readonly<Record<string, readonly RuleCase[]>>;
