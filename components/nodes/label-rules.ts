import { didYouMean, type Problem } from "../internal/problems";
import { GPU_TAINT, NODE_POOL_LABEL } from "./defaults";
import type { NodeTaint } from "./pool-request";

/** Domains whose labels Kubernetes, EKS, Karpenter and the GPU Operator set themselves. */
const reservedDomains = [
  "kubernetes.io",
  "k8s.io",
  "karpenter.sh",
  "karpenter.k8s.aws",
  "eks.amazonaws.com",
  "nvidia.com",
] as const;

const effects = ["NoSchedule", "NoExecute", "PreferNoSchedule"] as const;

/** The same effects as the EKS API writes them. */
const eksEffects: Readonly<Record<string, (typeof effects)[number]>> = {
  NO_SCHEDULE: "NoSchedule",
  NO_EXECUTE: "NoExecute",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
};

const namePattern = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const domainPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Problems of the labels of a pool. */
export function labelProblems(path: string, labels: Readonly<Record<string, string>>): Problem[] {
  return Object.entries(labels).flatMap(([key, value]) => {
    const at = `${path}.${key}`;
    const reason = keyReason(key) ?? reservedReason(key) ?? valueReason(value);
    return reason === undefined ? [] : [{ path: at, reason }];
  });
}

/** Problems of the taints of a pool: of each, and of those that Kubernetes takes for the same. */
export function taintListProblems(path: string, taints: readonly NodeTaint[]): Problem[] {
  return taints.flatMap((taint, index) => {
    const first = taints.findIndex(
      ({ key, effect }) => key === taint.key && effect === taint.effect,
    );
    const at = `${path}[${index}]`;
    if (first === index) return taintProblems(at, taint);
    return [
      {
        path: at,
        reason: `has the key and effect of ${path}[${first}], and a node has one value for both. Remove one.`,
      },
    ];
  });
}

/** Problems of one taint of a pool. */
export function taintProblems(path: string, taint: NodeTaint): Problem[] {
  const reasons: readonly (readonly [string, string | undefined])[] = [
    ["key", taintKeyReason(taint.key)],
    ["value", taintValueReason(taint.value)],
    ["effect", effectReason(taint.effect)],
  ];
  return reasons.flatMap(([field, reason]) =>
    reason === undefined ? [] : [{ path: `${path}.${field}`, reason }],
  );
}

function taintKeyReason(key: string): string | undefined {
  if (key === GPU_TAINT.key) {
    return `"${key}" is set by the platform on GPU pools. Remove this taint.`;
  }
  const meant = didYouMean(key, [GPU_TAINT.key]);
  if (meant !== "") {
    return `"${key}" is not a taint of this platform.${meant} The platform sets that one on GPU pools itself: remove this taint.`;
  }
  return keyReason(key);
}

function taintValueReason(value: string | undefined): string | undefined {
  if (value === "Exists" || value === "Equal") {
    return `"${value}" is an operator of tolerations, not a value of a taint. Remove it or write the value.`;
  }
  if (value === "") return '"" is no value, and Karpenter refuses it. Leave value out.';
  return value === undefined ? undefined : valueReason(value);
}

function effectReason(effect: string): string | undefined {
  if (effects.some((known) => known === effect)) return undefined;
  const meant = Object.hasOwn(eksEffects, effect) ? eksEffects[effect] : undefined;
  return meant === undefined
    ? `"${effect}" is not an effect.${didYouMean(effect, effects)} Write one of ${effects.join(", ")}.`
    : `"${effect}" is the form of the EKS API. Write ${meant}.`;
}

function keyReason(key: string): string | undefined {
  const parts = key.split("/");
  const name = parts.at(-1) ?? "";
  const domain = parts.length === 2 ? parts[0] : undefined;
  const isKey =
    parts.length <= 2 &&
    namePattern.test(name) &&
    (domain === undefined || (domain.length <= 253 && domainPattern.test(domain)));
  return isKey
    ? undefined
    : `"${key}" is not a key that Kubernetes takes. Write a name, or a domain, "/" and a name, for instance example.com/team.`;
}

function reservedReason(key: string): string | undefined {
  if (key === NODE_POOL_LABEL) return "is set by the platform to the name of the pool. Remove it.";
  const domain = key.split("/")[0] ?? "";
  const reserved = reservedDomains.find(
    (other) => key.includes("/") && (domain === other || domain.endsWith(`.${other}`)),
  );
  return reserved === undefined
    ? undefined
    : `is a label of ${reserved}, which its owner sets. Use a domain of your own, for instance example.com/team.`;
}

function valueReason(value: string): string | undefined {
  return value === "" || namePattern.test(value)
    ? undefined
    : `"${value}" is not a value that Kubernetes takes. Use letters, digits, "-", "_" and ".", start and end with a letter or digit, at most 63 characters.`;
}
