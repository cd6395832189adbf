import { asList, asProperties, type Properties, type PropertyChange } from "../properties";

/** Fields that no kind can change: another value is another object. */
const identityFields = ["apiVersion", "kind", "metadata.name", "metadata.namespace"];

/** Fields that the API server refuses to change, by kind. */
const fieldsByKind: Readonly<Record<string, readonly string[]>> = {
  Deployment: ["spec.selector"],
  DaemonSet: ["spec.selector"],
  StatefulSet: [
    "spec.selector",
    "spec.serviceName",
    "spec.podManagementPolicy",
    "spec.volumeClaimTemplates",
  ],
  Job: ["spec.selector", "spec.template", "spec.completionMode", "spec.completions"],
  PersistentVolumeClaim: [
    "spec.accessModes",
    "spec.dataSource",
    "spec.dataSourceRef",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeMode",
    "spec.volumeName",
  ],
  PersistentVolume: ["spec.csi", "spec.hostPath", "spec.local", "spec.nfs", "spec.volumeMode"],
  StorageClass: ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"],
  Secret: ["type"],
  Service: ["spec.clusterIP", "spec.clusterIPs"],
  RoleBinding: ["roleRef"],
  ClusterRoleBinding: ["roleRef"],
  PriorityClass: ["value", "preemptionPolicy"],
  RuntimeClass: ["handler"],
};

/** Fields of a Secret or ConfigMap with `immutable: true`. */
const frozenFields = ["data", "binaryData", "stringData"];

/** Whether a change of this field needs a new object. */
export function needsReplacement(change: PropertyChange, oldInputs: Properties): boolean {
  const path = change.path.filter((key) => typeof key === "string").join(".");
  const kind = typeof oldInputs["kind"] === "string" ? oldInputs["kind"] : "";
  const fields = [
    ...identityFields,
    ...(fieldsByKind[kind] ?? []),
    ...(oldInputs["immutable"] === true ? frozenFields : []),
  ];
  const inside = fields.some((field) => path === field || path.startsWith(`${field}.`));
  return inside && !claimIsOnlyBound(change, kind, oldInputs);
}

/** A claim without a volume name gets one when it is bound: naming that volume changes nothing. */
function claimIsOnlyBound(change: PropertyChange, kind: string, oldInputs: Properties): boolean {
  const spec = asProperties(oldInputs["spec"]);
  return (
    kind === "PersistentVolumeClaim" &&
    change.path.at(-1) === "volumeName" &&
    spec["volumeName"] === undefined &&
    asList(spec["accessModes"]).length > 0
  );
}
