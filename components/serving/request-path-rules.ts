import { replicaProblems } from "../autoscaling/rules";
import { below, type Problem } from "../internal/problems";
import { isUrlWithoutCredentials } from "../internal/urls";
import { environmentProblems } from "./environment";
import { modelServiceDefaults } from "./defaults";
import type { ModelServiceRequest, RequestLogger } from "./request";
import { resourceProblems } from "./resource-rules";
import { imageProblems } from "./runtimes/custom";
import { planRuntime } from "./runtimes/catalogue";
import { servedModel } from "./server-plan";

/** Problems of what joins requests: KServe's batcher reads `/v1/models/<name>:predict` and nothing else. */
export function batcherProblems(request: ModelServiceRequest): Problem[] {
  const { batcher, runtime } = request;
  if (batcher === undefined) return [];
  const { protocol } = planRuntime(runtime, servedModel(request, 0));
  if (protocol !== "v1" && runtime.name !== "custom") {
    return [
      {
        path: "batcher",
        reason: `joins requests of the protocol V1 only, and ${runtime.name} answers another. Remove it; ${instead(runtime.name)}`,
      },
    ];
  }
  return (["maxBatchSize", "maxLatencyMilliseconds"] as const).flatMap((field) =>
    Number.isInteger(batcher[field]) && batcher[field] >= 1
      ? []
      : [
          {
            path: `batcher.${field}`,
            reason: `${batcher[field]} is not possible. Write a whole number from 1.`,
          },
        ],
  );
}

function instead(runtime: string): string {
  if (runtime === "triton" || runtime === "onnxruntime") {
    return "Triton itself batches, with batchDelayMicroseconds in the configuration of the model.";
  }
  return "the server batches by itself.";
}

/** Problems of where requests are copied to. */
export function loggerProblems(logger: RequestLogger | undefined): Problem[] {
  if (logger === undefined || isUrlWithoutCredentials(logger.url, ["http:", "https:"])) return [];
  return [
    {
      path: "logger.url",
      reason:
        "is not a URL with http or https, or it holds a user or a password. Write for instance http://audit.fraud.svc.cluster.local.",
    },
  ];
}

/** Problems of the container before a model, or of the one beside it. */
export function companionProblems(
  request: ModelServiceRequest,
  component: "transformer" | "explainer",
): Problem[] {
  const part = request[component];
  if (part === undefined) return [];
  return below(component, [
    ...imageProblems("image", part.image),
    ...resourceProblems("resources", part.resources),
    ...(["readinessPath", "livenessPath"] as const).flatMap((path) =>
      healthPathProblems(path, part[path]),
    ),
    ...environmentProblems(part),
    ...below("replicas", replicaProblems(part.replicas ?? modelServiceDefaults.replicas)),
  ]);
}

function healthPathProblems(path: string, value: string | undefined): Problem[] {
  if (value === undefined || /^\/[^\s?#]*$/.test(value)) return [];
  return [{ path, reason: `"${value}" is not a path. Start with "/", for instance /readyz.` }];
}
