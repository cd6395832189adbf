import type { Field } from "./field";
import { kindOf, type ResourceSelector } from "./resource-type";

/** A pod that a resource leads to. */
export interface Pod {
  /** Where the PodSpec is. */
  readonly spec: Field;
  /** PodSpec whose fields count where `spec` does not set them: the stable predictor of a canary. */
  readonly base?: Field;
  /** A template that starts no pod of its own, as a ServingRuntime. */
  readonly isTemplate: boolean;
}

/** Kinds that lead to pods and that this reader knows. */
export const podBearing: readonly ResourceSelector[] = [
  { apiGroup: "core", kinds: ["Pod"] },
  { apiGroup: "apps", kinds: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"] },
  { apiGroup: "batch", kinds: ["Job", "CronJob"] },
  {
    apiGroup: "serving.kserve.io",
    kinds: ["InferenceService", "ServingRuntime", "ClusterServingRuntime"],
  },
  { apiGroup: "leaderworkerset.x-k8s.io", kinds: ["LeaderWorkerSet"] },
];

/** Where an InferenceService may hold a container besides `containers`: the model, or an old framework key. */
const modelKeys = [
  "model",
  "sklearn",
  "xgboost",
  "tensorflow",
  "pytorch",
  "triton",
  "onnx",
  "huggingface",
  "pmml",
  "lightgbm",
  "paddle",
  "art",
] as const;

const containerLists = ["containers", "initContainers", "ephemeralContainers"] as const;

/** The pods of a resource of type `token`; none for a kind that is not in `podBearing`. */
export function podsOf(token: string, props: Field): readonly Pod[] {
  switch (kindOf(token)) {
    case "Pod":
      return [pod(props.at("spec"))];
    case "Deployment":
    case "StatefulSet":
    case "DaemonSet":
    case "ReplicaSet":
    case "Job":
      return [pod(props.at("spec", "template", "spec"))];
    case "CronJob":
      return [pod(props.at("spec", "jobTemplate", "spec", "template", "spec"))];
    case "LeaderWorkerSet":
      return groupPods(props.at("spec", "leaderWorkerTemplate"));
    case "InferenceService":
      return inferenceServicePods(props.at("spec"));
    case "ServingRuntime":
    case "ClusterServingRuntime":
      return withWorkers({ spec: props.at("spec"), isTemplate: true });
    default:
      return [];
  }
}

function pod(spec: Field): Pod {
  return { spec, isTemplate: false };
}

/** Without a template of its own the leader is made from that of the workers. */
function groupPods(group: Field): readonly Pod[] {
  return ["leaderTemplate", "workerTemplate"]
    .map((template) => group.at(template))
    .filter((template) => template.isSet())
    .map((template) => pod(template.at("spec")));
}

function inferenceServicePods(spec: Field): readonly Pod[] {
  const components = ["predictor", "transformer", "explainer"]
    .map((component) => spec.at(component))
    .filter((component) => component.isSet());
  const canaries = spec.at("canary").items();
  return [
    ...components.flatMap((component) => withWorkers(pod(component))),
    ...(canaries.state === "known" ? canaries.value : []).map((canary) => ({
      spec: canary.at("predictor"),
      base: spec.at("predictor"),
      isTemplate: false,
    })),
  ];
}

function withWorkers(head: Pod): readonly Pod[] {
  const workers = head.spec.at("workerSpec");
  return workers.isSet() ? [head, { ...head, spec: workers }] : [head];
}

/** A field of the PodSpec, or of the PodSpec that this one is laid over. */
export function podField(subject: Pod, key: string): Field {
  const own = subject.spec.at(key);
  return own.isSet() || subject.base === undefined ? own : subject.base.at(key);
}

/** The containers of a pod, init containers apart, and the lists that are unknown during preview. */
export interface PodContainers {
  readonly serving: readonly Field[];
  readonly init: readonly Field[];
  readonly unknown: readonly Field[];
}

export function containersOf(subject: Pod): PodContainers {
  const lists = containerLists.map((key) => ({ key, field: subject.spec.at(key) }));
  const models = modelKeys.map((key) => subject.spec.at(key)).filter((model) => model.isSet());
  const known = (key: string): readonly Field[] =>
    lists.filter((list) => list.key === key).flatMap(({ field }) => elements(field));
  return {
    serving: [...models, ...known("containers"), ...known("ephemeralContainers")],
    init: known("initContainers"),
    unknown: [subject.spec, ...lists.map(({ field }) => field)].filter(
      (field, index) =>
        field.read().state === "unknown" && (index === 0 || subject.spec.read().state === "known"),
    ),
  };
}

function elements(list: Field): readonly Field[] {
  const read = list.items();
  return read.state === "known" ? read.value : [];
}
