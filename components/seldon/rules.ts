import { nameProblems } from "../internal/names";
import type { Problem } from "../internal/problems";
import { isMemory } from "../internal/units";
import type { SeldonModelRequest, SeldonReplicas } from "./plan";

/** Problems of a model of Seldon whose values are known. */
export function seldonModelProblems(request: SeldonModelRequest): Problem[] {
  return [
    ...nameProblems("model", request.model),
    ...nameProblems("namespace", request.namespace),
    ...(request.storageUri === undefined ? [] : uriProblems(request.storageUri)),
    ...memoryProblems(request.memory),
    ...placeProblems(request),
    ...replicaProblems(request.replicas),
    ...countProblems("artifactVersion", request.artifactVersion, 1),
    ...parameterProblems(request.parameters ?? {}),
  ];
}

/** Problems of a whole number, where it is given, in the range of an unsigned 32-bit field. */
export function countProblems(path: string, count: number | undefined, least: number): Problem[] {
  const most = 4_294_967_295;
  if (count === undefined || (Number.isInteger(count) && count >= least && count <= most)) {
    return [];
  }
  return [{ path, reason: `${count} is not possible. Write a whole number from ${least}.` }];
}

/** rclone reads the word before `://` as the name of a remote, which a Secret of the installation configures. */
function uriProblems(uri: string): Problem[] {
  const path = "storageUri";
  if (/^[A-Za-z0-9][\w.+-]*:\/\/[^/\s]\S*$/.test(uri) && !uri.split("/").includes("..")) return [];
  return [
    {
      path,
      reason: `${JSON.stringify(uri)} is not the URI of a model. Write the name of an rclone remote, a bucket and a path without "..", for instance s3://models/scorer.`,
    },
  ];
}

function memoryProblems(memory: string): Problem[] {
  if (isMemory(memory)) return [];
  return [
    {
      path: "memory",
      reason: `"${memory}" is not a memory quantity. Write for instance "500Mi".`,
    },
  ];
}

function placeProblems({ requirements = [], server }: SeldonModelRequest): Problem[] {
  const blank = requirements.flatMap((requirement, index) =>
    /^\S+$/.test(requirement)
      ? []
      : [
          {
            path: `requirements[${index}]`,
            reason: `"${requirement}" is not a capability of a server. Write one word, for instance sklearn.`,
          },
        ],
  );
  if (server !== undefined) return [...blank, ...nameProblems("server", server)];
  if (requirements.length > 0) return blank;
  return [
    {
      path: "requirements",
      reason:
        "is missing, so a server could be chosen that cannot load the model. Write what it must be able to load, for instance sklearn, or name the server.",
    },
  ];
}

function replicaProblems(replicas: SeldonReplicas | undefined): Problem[] {
  if (typeof replicas !== "object") return countProblems("replicas", replicas, 1);
  const problems = [
    ...countProblems("replicas.min", replicas.min, 1),
    ...countProblems("replicas.max", replicas.max, 1),
  ];
  if (problems.length > 0 || replicas.min <= replicas.max) return problems;
  return [
    {
      path: "replicas.min",
      reason: `${replicas.min} is more than max ${replicas.max}. Lower min or raise max.`,
    },
  ];
}

function parameterProblems(parameters: Readonly<Record<string, string>>): Problem[] {
  return Object.keys(parameters)
    .filter((name) => name.trim() !== name || name === "")
    .map((name) => ({
      path: `parameters.${name}`,
      reason: `"${name}" is not the name of a parameter. Write it without blanks.`,
    }));
}
