import { autoscaling } from "./autoscaling";
import type { DashboardDefinition } from "./dashboard";
import { gatewayAndMesh } from "./gateway-and-mesh";
import { gpuFleet } from "./gpu-fleet";
import { logs } from "./logs";
import { modelService } from "./model-service";
import { platformOverview } from "./platform-overview";
import { rollouts } from "./rollouts";
import { tenantsAndCost } from "./tenants-and-cost";
import { triton } from "./triton";
import { vllm } from "./vllm";

/** Every dashboard, in the order of the menu. */
export const dashboards: readonly DashboardDefinition[] = [
  platformOverview,
  modelService,
  triton,
  vllm,
  gpuFleet,
  gatewayAndMesh,
  autoscaling,
  rollouts,
  tenantsAndCost,
  logs,
];
