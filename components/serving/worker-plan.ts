import type { types } from "@pulumi/kubernetes";

import type { GpuPlacement } from "../gpu/request";
import { podPlacement, type PodPlacement } from "./pod-plan";
import type { ModelServiceRequest } from "./request";
import { containerSecurity } from "./runtimes/runtime";
import { WORKER_CONTAINER, type VllmMultiNodeRuntime } from "./runtimes/vllm-multi-node";
import { containerResources } from "./server-plan";
import { podSecurity } from "./pod-plan";

/** The workers of a predictor on several nodes. Their image and their script are those of the ClusterServingRuntime. */
export interface WorkerSpec extends Pick<
  PodPlacement,
  "nodeSelector" | "affinity" | "tolerations"
> {
  /** Nodes over which the layers are split, the head included. */
  readonly pipelineParallelSize: number;
  /** GPUs of a pod, over which each layer is split. */
  readonly tensorParallelSize: number;
  readonly securityContext: types.input.core.v1.PodSecurityContext;
  readonly automountServiceAccountToken: false;
  readonly containers: readonly types.input.core.v1.Container[];
}

/** The workers beside the head: as many GPUs, on the same pools. */
export function planWorkers(
  { service, resources }: ModelServiceRequest,
  { nodes }: VllmMultiNodeRuntime,
  placement: GpuPlacement,
): WorkerSpec {
  const { nodeSelector, affinity, tolerations } = podPlacement(service, placement);
  return {
    pipelineParallelSize: nodes,
    tensorParallelSize: placement.count,
    ...(nodeSelector && { nodeSelector }),
    ...(affinity && { affinity }),
    ...(tolerations && { tolerations }),
    securityContext: podSecurity,
    automountServiceAccountToken: false,
    containers: [
      {
        name: WORKER_CONTAINER,
        resources: containerResources(resources, placement),
        securityContext: containerSecurity,
      },
    ],
  };
}
