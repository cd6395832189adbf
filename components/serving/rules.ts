import { nameProblems } from "../internal/names";
import { placeGpuRequest } from "../gpu/request";
import { below, didYouMean, type Problem } from "../internal/problems";
import { isCpu, isMemory } from "../internal/units";
import { storageSchemes } from "./defaults";
import type { ModelServiceRequest } from "./plan";

/** Problems of a model service whose values are known. */
export function modelServiceProblems(request: ModelServiceRequest): Problem[] {
  return [
    ...modelNameProblems("service", request.service, request.namespace),
    ...(request.storageUri === undefined
      ? []
      : storageUriProblems("storageUri", request.storageUri)),
    ...resourceProblems(request),
    ...gpuProblems(request),
    ...replicaProblems(request.replicas),
    ...secondsProblems("startupSeconds", request.startupSeconds),
    ...secondsProblems("requestTimeoutSeconds", request.requestTimeoutSeconds),
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

/** Problems of the URI of a model: a scheme that KServe knows, a host or claim, no way out of its folder. */
export function storageUriProblems(path: string, uri: string): Problem[] {
  if (/[\s\p{Cc}]/u.test(uri)) {
    return [
      { path, reason: `${JSON.stringify(uri)} has a blank or a control character. Remove it.` },
    ];
  }
  const [, scheme, rest] = /^([a-z0-9+.-]+):\/\/(.*)$/i.exec(uri) ?? [];
  const known = storageSchemes.map((name) => `${name}://`).join(", ");
  if (scheme === undefined || rest === undefined) {
    return [{ path, reason: `"${uri}" is not a URI. Start with one of ${known}.` }];
  }
  if (!storageSchemes.some((candidate) => candidate === scheme)) {
    return [
      {
        path,
        reason: `"${scheme}://" is not a place that models can come from.${didYouMean(scheme, storageSchemes)} Allowed: ${known}.`,
      },
    ];
  }
  if (rest.startsWith("/") || rest === "") {
    return [
      {
        path,
        reason: `"${uri}" names no ${scheme === "pvc" ? "claim" : "host or bucket"}. Write for instance ${exampleUri(scheme)}.`,
      },
    ];
  }
  if (rest.split("/").includes("..")) {
    return [{ path, reason: `"${uri}" leaves its folder with "..". Write the path out.` }];
  }
  return [];
}

function exampleUri(scheme: string): string {
  return scheme === "pvc" ? "pvc://models/scorer" : `${scheme}://models/scorer`;
}

/** Problems of the CPU and memory of a replica. */
export function resourceProblems(request: Pick<ModelServiceRequest, "resources">): Problem[] {
  const problems: Problem[] = [];
  if (!isCpu(request.resources.cpu)) {
    problems.push({
      path: "resources.cpu",
      reason: `"${request.resources.cpu}" is not a CPU quantity. Write cores or thousandths, for instance "2" or "500m".`,
    });
  }
  if (!isMemory(request.resources.memory)) {
    problems.push({
      path: "resources.memory",
      reason: `"${request.resources.memory}" is not a memory quantity. Write for instance "4Gi".`,
    });
  }
  return problems;
}

function gpuProblems({ gpu, gpuOffers }: ModelServiceRequest): Problem[] {
  if (gpu === undefined) return [];
  if (gpuOffers === undefined) {
    return [
      {
        path: "gpuOffers",
        reason:
          "is missing, so no pool can be found for gpu. Pass the offers of the platform, or leave gpu out.",
      },
    ];
  }
  return below("gpu", placeGpuRequest(gpu, gpuOffers).problems);
}

/** Problems of the fewest and most replicas: bounds that the horizontal pod autoscaler takes. */
export function replicaProblems({ min, max }: ModelServiceRequest["replicas"]): Problem[] {
  if (!Number.isInteger(min) || min < 1) {
    return [
      {
        path: "replicas.min",
        reason: `${min} is not possible: the horizontal pod autoscaler keeps at least 1 replica. Write 1 or more.`,
      },
    ];
  }
  if (!Number.isInteger(max) || max < 1) {
    return [
      {
        path: "replicas.max",
        reason: `${max} is not a limit: KServe takes 0 as "no limit". Write a whole number from ${min}.`,
      },
    ];
  }
  if (min > max) {
    return [
      {
        path: "replicas.min",
        reason: `${min} is more than max ${max}. Lower min or raise max.`,
      },
    ];
  }
  return [];
}

/** Problems of a time in seconds, where it is given. */
export function secondsProblems(path: string, seconds: number | undefined): Problem[] {
  if (seconds === undefined || (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600)) {
    return [];
  }
  return [{ path, reason: `${seconds} is not a time. Write whole seconds from 1 to 3600.` }];
}
