import type { types } from "@pulumi/kubernetes";

import { placeGpuRequest } from "../../gpu/request";
import { groupPods, type GroupInputs } from "./group-pods";
import type { MultiNodeRequest } from "./multi-node-request";

/** Spec of a LeaderWorkerSet (`leaderworkerset.x-k8s.io/v1`, v0.8.0), as far as this platform sets it. */
export interface LeaderWorkerSetSpec {
  /** Groups of pods. */
  readonly replicas: number;
  readonly leaderWorkerTemplate: {
    /** Pods of a group, the leader included. */
    readonly size: number;
    readonly restartPolicy: "RecreateGroupOnPodRestart";
    readonly leaderTemplate: types.input.core.v1.PodTemplateSpec;
    readonly workerTemplate: types.input.core.v1.PodTemplateSpec;
  };
  readonly rolloutStrategy: {
    readonly type: "RollingUpdate";
    readonly rollingUpdateConfiguration: {
      readonly maxUnavailable: number;
      readonly maxSurge: number;
    };
  };
}

/** One group. vLLM cannot go on without one of its processes, so one pod that fails starts all of them anew. */
export function planLeaderWorkerSet(
  request: MultiNodeRequest,
  inputs: GroupInputs,
): LeaderWorkerSetSpec {
  const { gpu, gpuOffers = [], runtime } = request;
  const placement = gpu && placeGpuRequest(gpu, gpuOffers).placement;
  if (placement === undefined) throw new Error("a model on several nodes was not checked");
  const { leader, worker } = groupPods(request, placement, inputs);
  return {
    replicas: 1,
    leaderWorkerTemplate: {
      size: runtime.nodes,
      restartPolicy: "RecreateGroupOnPodRestart",
      leaderTemplate: leader,
      workerTemplate: worker,
    },
    // A second group would wait for GPUs that may not exist.
    rolloutStrategy: {
      type: "RollingUpdate",
      rollingUpdateConfiguration: { maxUnavailable: 1, maxSurge: 0 },
    },
  };
}
