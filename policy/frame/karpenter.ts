import {
  instanceTypes,
  type InstanceType,
} from "@inference-platform/components/nodes/instance-types";
import type { Field } from "./field";

/** One requirement of a Karpenter NodePool whose parts are known. */
export interface Requirement {
  readonly field: Field;
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** The requirements of a NodePool, and the fields that hide whether there are more. */
export interface Requirements {
  readonly known: readonly Requirement[];
  readonly unknown: readonly Field[];
}

/** `spec.template.spec.requirements` of a NodePool. */
export function requirementsOf(nodePool: Field): Requirements {
  const list = nodePool.at("spec", "template", "spec", "requirements");
  const items = list.items();
  if (items.state !== "known") {
    return { known: [], unknown: items.state === "unknown" ? [list] : [] };
  }
  const read = items.value.map(readRequirement);
  return {
    known: read.filter((entry): entry is Requirement => "key" in entry),
    unknown: read.flatMap((entry) => ("key" in entry ? [] : [entry.hidden])),
  };
}

function readRequirement(field: Field): Requirement | { readonly hidden: Field } {
  const key = field.at("key").string();
  const operator = field.at("operator").string();
  const list = field.at("values").items();
  const values = list.state === "known" ? list.value.map((value) => value.text()) : [];
  const parts = [key, operator, list, ...values];
  if (parts.some(({ state }) => state === "unknown")) {
    return { hidden: field };
  }
  return {
    field,
    key: key.state === "known" ? key.value : "",
    operator: operator.state === "known" ? operator.value : "",
    values: values.flatMap((value) => (value.state === "known" ? [value.value] : [])),
  };
}

/** Well-known labels that Karpenter derives from an instance type; `undefined` where the type has none. */
type LabelOf = (type: InstanceType) => string | undefined;

const family = "karpenter.k8s.aws/instance-family";
const instanceType = "node.kubernetes.io/instance-type";
const gpuName = "karpenter.k8s.aws/instance-gpu-name";

/** Keys that pin a pool to types of the table: other keys leave it open to types that the table lacks. */
export const pinningKeys: readonly string[] = [instanceType, family, gpuName];

const labels: Readonly<Record<string, LabelOf>> = {
  [instanceType]: (type) => type.instanceType,
  [family]: (type) => type.family,
  [gpuName]: (type) => type.gpuName ?? undefined,
  "karpenter.k8s.aws/instance-category": (type) => /^[a-z]+/.exec(type.family)?.[0],
  "karpenter.k8s.aws/instance-generation": (type) => /\d+/.exec(type.family)?.[0],
  "karpenter.k8s.aws/instance-size": (type) => type.instanceType.split(".")[1],
  "karpenter.k8s.aws/instance-cpu": (type) => String(type.vcpu),
  "karpenter.k8s.aws/instance-memory": (type) => String(type.memoryMiB),
  "karpenter.k8s.aws/instance-gpu-count": (type) =>
    type.gpuCount > 0 ? String(type.gpuCount) : undefined,
  "karpenter.k8s.aws/instance-gpu-manufacturer": (type) =>
    type.gpuCount > 0 ? "nvidia" : undefined,
  "karpenter.k8s.aws/instance-gpu-memory": (type) =>
    type.gpuMemoryMiBPerGpu === null ? undefined : String(type.gpuMemoryMiBPerGpu),
  "kubernetes.io/arch": (type) => type.arch,
};

/** The types of the table that a pool with these requirements may launch. */
export function launchableTypes(requirements: readonly Requirement[]): readonly InstanceType[] {
  return instanceTypes.filter((type) =>
    requirements.every((requirement) => admits(requirement, type)),
  );
}

function admits({ key, operator, values }: Requirement, type: InstanceType): boolean {
  const labelOf = labels[key];
  if (labelOf === undefined) {
    return true;
  }
  const label = labelOf(type);
  const [bound] = values;
  switch (operator) {
    case "In":
      return label !== undefined && values.includes(label);
    case "NotIn":
      return label === undefined || !values.includes(label);
    case "Exists":
      return label !== undefined;
    case "DoesNotExist":
      return label === undefined;
    case "Gt":
      return label !== undefined && Number(label) > Number(bound);
    case "Gte":
      return label !== undefined && Number(label) >= Number(bound);
    case "Lt":
      return label !== undefined && Number(label) < Number(bound);
    case "Lte":
      return label !== undefined && Number(label) <= Number(bound);
    default:
      return true;
  }
}

/**
 * Whether a pool is meant for GPUs: by a GPU limit, or by what its requirements name; the field that
 * decides it where that is unknown during preview.
 */
export function isGpuNodePool(nodePool: Field, requirements: Requirements): boolean | Field {
  const limits = nodePool.at("spec", "limits");
  const limit = limits.at("nvidia.com/gpu");
  const quantity = limit.text();
  if (requirements.known.some(namesGpu) || (quantity.state === "known" && quantity.value !== "0")) {
    return true;
  }
  if (quantity.state === "unknown") {
    return limits.read().state === "unknown" ? limits : limit;
  }
  return requirements.unknown[0] ?? false;
}

function namesGpu({ key, operator, values }: Requirement): boolean {
  return (
    operator !== "NotIn" &&
    operator !== "DoesNotExist" &&
    (key.startsWith("karpenter.k8s.aws/instance-gpu-") || values.some((value) => names(key, value)))
  );
}

function names(key: string, value: string): boolean {
  const isTypeOrFamily = key === instanceType || key === family;
  return (
    (isTypeOrFamily && /^[gp]\d|^gr\d/.test(value)) ||
    (key === "karpenter.k8s.aws/instance-category" && /^(?:g|gr|p)$/.test(value))
  );
}
