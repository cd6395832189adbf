import { below, type Problem } from "../internal/problems";
import { schedulerProblems } from "./triton-batching-rules";
import { ensembleProblems } from "./triton-ensemble-rules";
import { instanceProblems, optimizationProblems } from "./triton-execution-rules";
import type { TritonBackendModel, TritonModelConfig, TritonModelSettings } from "./triton-model";
import { batchTensorProblems, tensorProblems } from "./triton-tensor-rules";
import { countProblems } from "./triton-value-rules";
import { warmupProblems } from "./triton-warmup-rules";

/**
 * Problems of one `config.pbtxt`, and of those that an ensemble carries: what Triton refuses or cannot mean, as far
 * as it can be known without the files of the model. Each rule says in its docstring which part of Triton refuses it.
 */
export function tritonConfigProblems(config: TritonModelConfig): Problem[] {
  return [
    ...textProblems(config, ""),
    ...batchSizeProblems(config.maxBatchSize),
    ...tensorProblems(config),
    ...metricTagProblems(config),
    ...(config.ensemble === undefined
      ? backendModelProblems(config)
      : [
          ...ensembleProblems(config),
          ...Object.entries(config.ensemble.models).flatMap(([name, model]) =>
            below(`ensemble.models.${name}`, tritonConfigProblems(model)),
          ),
        ]),
  ];
}

function backendModelProblems(config: TritonBackendModel): Problem[] {
  return [
    ...batchTensorProblems(config),
    ...instanceProblems(config),
    ...versionProblems(config),
    ...schedulerProblems(config),
    ...optimizationProblems(config),
    ...warmupProblems(config),
    ...decoupledProblems(config),
    ...bucketProblems(config),
  ];
}

function batchSizeProblems(maxBatchSize: number): Problem[] {
  if (countProblems("", maxBatchSize, "", 0).length === 0) return [];
  return [
    {
      path: "maxBatchSize",
      reason: `${maxBatchSize} is not a batch size. Write a whole number; 0 for a model without a batch dimension.`,
    },
  ];
}

/** Triton ignores folders of versions below 1, and refuses a model of which it serves no version. */
function versionProblems({ versions }: TritonModelSettings): Problem[] {
  if (versions === undefined || versions === "all") return [];
  if (typeof versions === "number") {
    return countProblems("versions", versions, "a number of versions", 1);
  }
  if (versions.length === 0) {
    return [{ path: "versions", reason: "is empty. Write at least one version, or all." }];
  }
  return versions.flatMap((version, index) =>
    countProblems(`versions[${index}]`, version, "a version", 1),
  );
}

/** Triton refuses a response cache for a decoupled model (`ValidateModelConfig`). */
function decoupledProblems({ decoupled, responseCache }: TritonModelSettings): Problem[] {
  if (decoupled !== true || responseCache !== true) return [];
  return [
    {
      path: "responseCache",
      reason: "cannot be with decoupled: a request has no one answer to keep. Remove one of them.",
    },
  ];
}

/** Triton refuses no buckets (`ValidateModelMetrics`); its Prometheus library refuses those that do not ascend. */
function bucketProblems({ histogramBuckets }: TritonModelSettings): Problem[] {
  const buckets = histogramBuckets?.firstResponseMilliseconds;
  if (buckets === undefined) return [];
  const path = "histogramBuckets.firstResponseMilliseconds";
  if (buckets.length === 0) {
    return [{ path, reason: "is empty. Write at least one bound, or remove it." }];
  }
  const ascending = buckets.every(
    (bound, index) => Number.isFinite(bound) && bound > (buckets[index - 1] ?? -Infinity),
  );
  if (ascending) return [];
  return [
    {
      path,
      reason: `[${buckets.join(", ")}] does not ascend. Write each bound once, the smallest first.`,
    },
  ];
}

/** A tag becomes the label `_<tag>`; Prometheus keeps names that start with `__` for itself. */
function metricTagProblems({ metricTags = {} }: TritonModelConfig): Problem[] {
  return Object.keys(metricTags)
    .filter((tag) => !/^[a-zA-Z0-9][a-zA-Z0-9_]*$/.test(tag))
    .map((tag) => ({
      path: `metricTags.${tag}`,
      reason: `"${tag}" cannot be a label of Prometheus. Use letters, digits and "_", and start with a letter or digit.`,
    }));
}

/** Protobuf refuses text that has no UTF-8 form: half of a surrogate pair. */
function textProblems(value: unknown, path: string): Problem[] {
  if (typeof value === "string") return isText(value) ? [] : [notText(path)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const step = Array.isArray(value) ? `${path}[${key}]` : `${path}${path && "."}${key}`;
    // The models of an ensemble are checked one by one.
    if (step === "ensemble.models") return [];
    return [...(isText(key) ? [] : [notText(path)]), ...textProblems(item, step)];
  });
}

function isText(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function notText(path: string): Problem {
  return {
    path,
    reason: "has half a character (a lone surrogate), which no file can hold. Write it again.",
  };
}
