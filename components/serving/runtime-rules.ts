import { autoscalingProblems } from "../autoscaling/rules";
import { placeGpuRequest } from "../gpu/request";
import { GPU_RESOURCE } from "../gpu/sharing";
import { below, didYouMean, type Problem } from "../internal/problems";
import { PRE_STOP_SECONDS, SPOT_NOTICE_SECONDS, SPOT_REACTION_SECONDS } from "./defaults";
import { drainSeconds } from "./plan";
import { servedModel } from "./server-plan";
import { isMultiNode } from "./multi-node/multi-node-request";
import { autoscalerOf } from "./replicas";
import type { ModelServiceRequest } from "./request";
import { gpuUse, runtimeNames, runtimeProblems } from "./runtimes/catalogue";

/** Problems of the runtime, of its GPUs and of its scaling, which belong together. */
export function runtimeChoiceProblems(request: ModelServiceRequest): Problem[] {
  const { runtime, gpu } = request;
  // For callers without a compiler.
  if (!runtimeNames.includes(runtime.name)) return [unknownRuntime(runtime)];
  return [
    ...below(
      "runtime",
      runtimeProblems(runtime, servedModel(request, gpu === undefined ? 0 : (gpu.count ?? 1))),
    ),
    ...gpuChoiceProblems(request),
    ...gpuPlacementProblems(request),
    ...multiNodeProblems(request),
    ...spotProblems(request),
    ...replicaProblems(request),
  ];
}

function unknownRuntime({ name }: { readonly name: string }): Problem {
  return {
    path: "runtime.name",
    reason: `"${name}" is not a runtime.${didYouMean(name, runtimeNames)} Write one of ${runtimeNames.join(", ")}.`,
  };
}

function gpuChoiceProblems({ runtime: { name }, gpu }: ModelServiceRequest): Problem[] {
  if (gpuUse[name] === "needed" && gpu === undefined) {
    return [
      {
        path: "gpu",
        reason: `is missing: ${name} serves on GPUs only. Write which, for instance gpu: { name: l4 }.`,
      },
    ];
  }
  if (gpuUse[name] === "none" && gpu !== undefined) {
    return [
      {
        path: "gpu",
        reason: `is for nothing: ${name} serves on the CPU here. Remove it, or take the runtime triton.`,
      },
    ];
  }
  return [];
}

function gpuPlacementProblems({ gpu, gpuOffers }: ModelServiceRequest): Problem[] {
  if (gpu === undefined) return [];
  if (gpuOffers === undefined) {
    return [
      {
        path: "target.gpuOffers",
        reason:
          "is missing, so no pool can be found for gpu. Pass the offers of the platform, or leave gpu out.",
      },
    ];
  }
  return below("gpu", placeGpuRequest(gpu, gpuOffers).problems);
}

/** What only KServe does, and it has no part in a model on several nodes. */
const kserveOnly = ["logger", "transformer", "explainer"] as const;

/** What a model on several nodes cannot have. */
function multiNodeProblems(request: ModelServiceRequest): Problem[] {
  if (!isMultiNode(request)) return [];
  const { gpu, gpuOffers, source } = request;
  const problems: Problem[] = kserveOnly
    .filter((path) => request[path] !== undefined)
    .map((path) => ({
      path,
      reason:
        "is not possible over several nodes: KServe does it, and it serves on one. Remove it.",
    }));
  if (source !== undefined && !/^(pvc|oci):/.test(source)) {
    problems.push({
      path: "source",
      reason: `"${source}" cannot be read by several nodes: a claim or an image is mounted on each, and nothing is downloaded. Write pvc:// or oci://.`,
    });
  }
  const placement = gpu && placeGpuRequest(gpu, gpuOffers ?? []).placement;
  if (placement !== undefined && placement.resource !== GPU_RESOURCE) {
    problems.push({
      path: "gpu",
      reason: `gets ${placement.resource}, and vLLM spreads a model over whole GPUs only. Ask for whole GPUs.`,
    });
  }
  return problems;
}

/** A drain that takes longer than the notice of a spot instance is cut off, and the requests with it. */
function spotProblems(request: ModelServiceRequest): Problem[] {
  const { gpu, gpuOffers = [] } = request;
  const pools = (gpu && placeGpuRequest(gpu, gpuOffers).placement)?.pools ?? [];
  const spot = gpuOffers.find((offer) => offer.spot && pools.includes(offer.pool));
  const usable = SPOT_NOTICE_SECONDS - SPOT_REACTION_SECONDS;
  const drain = drainSeconds(request);
  if (spot === undefined || drain <= usable) return [];
  return [
    {
      path: "requestTimeoutSeconds",
      reason: `makes the pods drain for ${drain} s, and pool ${spot.pool} may be on spot, whose nodes go ${SPOT_NOTICE_SECONDS} s after the notice. Write at most ${usable - PRE_STOP_SECONDS}, or name a pool without spot as gpu.pool.`,
    },
  ];
}

function replicaProblems(request: ModelServiceRequest): Problem[] {
  if (isMultiNode(request)) {
    if (request.scaling === undefined) return [];
    return [
      {
        path: "scaling",
        reason: "is not possible over several nodes: one group of pods is one replica. Remove it.",
      },
    ];
  }
  // The name is judged with the host, and times with the pod.
  return autoscalingProblems(autoscalerOf(request)).filter(({ path }) =>
    path.startsWith("scaling"),
  );
}
