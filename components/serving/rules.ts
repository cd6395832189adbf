import { nameProblems } from "../internal/names";
import type { Problem } from "../internal/problems";
import { modelSourceProblems } from "../models/source-rules";
import { sloProblems } from "../observability/slo/slo-rules";
import { environmentProblems } from "./environment";
import { gpuMemoryProblems } from "./gpu-memory";
import { modelSizeProblems } from "./model-size";
import { batcherProblems, companionProblems, loggerProblems } from "./request-path-rules";
import { refusedFields, type ModelServiceRequest } from "./request";
import { resourceProblems } from "./resource-rules";
import { runtimeChoiceProblems } from "./runtime-rules";
import { requestTimeout } from "./server-plan";
import { cacheVolumeProblems } from "./volumes";

/** Problems of a model service whose values are known. */
export function modelServiceProblems(request: ModelServiceRequest): Problem[] {
  return [
    ...modelNameProblems("service", request.service, request.namespace),
    ...refusedFieldProblems(request),
    ...runtimeChoiceProblems(request),
    ...sourceProblems(request),
    ...resourceProblems("resources", request.resources),
    ...modelSizeProblems(request),
    ...gpuMemoryProblems(request),
    ...secondsProblems("startupSeconds", request.startupSeconds),
    ...secondsProblems("requestTimeoutSeconds", request.requestTimeoutSeconds),
    ...objectiveProblems(request),
    ...batcherProblems(request),
    ...loggerProblems(request.logger),
    ...companionProblems(request, "transformer"),
    ...companionProblems(request, "explainer"),
    ...environmentProblems(request),
    ...cacheVolumeProblems(request.cacheVolume),
    ...priorityClassProblems(request.priorityClassName),
  ];
}

/**
 * Problems of the name of a model. KServe puts `<name>-predictor-<namespace>` into one DNS label, so the two together
 * may have 52 characters.
 */
export function modelNameProblems(path: string, name: string, namespace: string): Problem[] {
  const problems = nameProblems(path, name);
  if (problems.length > 0) return problems;
  const label = `${name}-predictor-${namespace}`;
  if (label.length <= 63) return [];
  return [
    {
      path,
      reason: `"${label}" has ${label.length} characters, and a host label at most 63. Shorten the name by ${label.length - 63}.`,
    },
  ];
}

/** Fields of an InferenceService that do nothing here, for callers without a compiler. */
function refusedFieldProblems(request: ModelServiceRequest): Problem[] {
  return Object.entries(refusedFields)
    .filter(([field]) => Reflect.get(request, field) !== undefined)
    .map(([path, reason]) => ({ path, reason }));
}

function sourceProblems({ source, hasSource, runtime }: ModelServiceRequest): Problem[] {
  if (source !== undefined) return modelSourceProblems("source", source);
  if (hasSource || runtime.name === "custom") return [];
  return [
    {
      path: "source",
      reason:
        "is missing: only a custom container can bring its model. Write where the model is, for instance s3://models/scorer/3/.",
    },
  ];
}

/** A time that is none itself is no limit of a latency. */
function objectiveProblems(request: ModelServiceRequest): Problem[] {
  const known = secondsProblems("", request.requestTimeoutSeconds).length === 0;
  return sloProblems(request.slo, {
    runtime: request.runtime.name,
    requestTimeoutSeconds: known ? requestTimeout(request) : Infinity,
  });
}

/** Problems of a time in seconds, where it is given. */
export function secondsProblems(path: string, seconds: number | undefined): Problem[] {
  if (seconds === undefined || (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600)) {
    return [];
  }
  return [{ path, reason: `${seconds} is not a time. Write whole seconds from 1 to 3600.` }];
}

function priorityClassProblems(name: string | undefined): Problem[] {
  return name === undefined ? [] : nameProblems("priorityClassName", name, 253);
}
