import { GPU_TAINT } from "@inference-platform/components/nodes/defaults";
import type { Field, Read } from "../frame/field";
import { podField, type Pod } from "../frame/pods";

/** Whether a pod tolerates the GPU taint, where that is decided, and by which toleration. */
export type Tolerance =
  | { readonly state: "tolerates"; readonly by: Field }
  | { readonly state: "refuses"; readonly tolerations: Field }
  | { readonly state: "unknown"; readonly field: Field };

/**
 * Kubernetes' own rule: a toleration matches a taint by key (an empty key with `Exists` matches
 * all), by value (`Exists` any, `Equal`, the default, the same) and by effect (none given matches all).
 */
export function gpuTolerance(pod: Pod): Tolerance {
  const tolerations = podField(pod, "tolerations");
  const list = tolerations.items();
  if (list.state === "unknown") {
    return { state: "unknown", field: tolerations };
  }
  const verdicts = (list.state === "known" ? list.value : []).map((toleration) => ({
    toleration,
    verdict: matchesGpuTaint(toleration),
  }));
  const match = verdicts.find(({ verdict }) => verdict === "yes");
  if (match !== undefined) {
    return { state: "tolerates", by: match.toleration };
  }
  const open = verdicts.find(({ verdict }) => verdict === "unknown");
  return open === undefined
    ? { state: "refuses", tolerations }
    : { state: "unknown", field: open.toleration };
}

type Verdict = "yes" | "no" | "unknown";

function matchesGpuTaint(toleration: Field): Verdict {
  if (toleration.read().state === "unknown") {
    return "unknown";
  }
  const operator = toleration.at("operator").string();
  const exists: Verdict = verdict(operator, (value) => value === "Exists", "no");
  const verdicts = [
    verdict(toleration.at("key").string(), (key) => key === "" || key === GPU_TAINT.key, exists),
    either(
      exists,
      verdict(toleration.at("value").string(), (value) => value === GPU_TAINT.value, "no"),
    ),
    verdict(
      toleration.at("effect").string(),
      (effect) => effect === "" || effect === GPU_TAINT.effect,
      "yes",
    ),
  ];
  if (verdicts.includes("no")) {
    return "no";
  }
  return verdicts.includes("unknown") ? "unknown" : "yes";
}

function verdict(
  read: Read<string>,
  matches: (value: string) => boolean,
  whenAbsent: Verdict,
): Verdict {
  switch (read.state) {
    case "known":
      return matches(read.value) ? "yes" : "no";
    case "absent":
      return whenAbsent;
    case "unknown":
      return "unknown";
  }
}

function either(first: Verdict, second: Verdict): Verdict {
  if (first === "yes" || second === "yes") {
    return "yes";
  }
  return first === "unknown" || second === "unknown" ? "unknown" : "no";
}
