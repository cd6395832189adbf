import { stringify } from "yaml";

import { manifestDocuments } from "../toolchain/manifests";

/** What a cloud would set in Kubernetes objects and a stage of kwok sets here. */
export const simulated: readonly { readonly what: string; readonly how: string }[] = [
  {
    what: "Nodes and the containers of pods",
    how: "kwok keeps nodes ready and marks pods as running; no container runs",
  },
  {
    what: "EC2 instances that Karpenter launches",
    how: "each is a node of kwok; spot costs 35 % of on-demand, zone and image ids are made up, and what EC2 lacks is what `capacity` says",
  },
  {
    what: "Pods of istiod, of the controllers of KServe and LeaderWorkerSet, and of Karpenter",
    how: "the same programs run as processes beside the cluster",
  },
  {
    what: "Agents of local model caches",
    how: "kwok says of each model that its node is to keep that it is downloaded; nothing is, and no download Job runs",
  },
  {
    what: "KEDA",
    how: "its resource definitions are real and check every ScaledObject; its operator does not run, so that none of them scales anything",
  },
  {
    what: "Load balancers of Services",
    how: "a made-up host name below elb.sandbox.invalid; no address answers",
  },
  {
    what: "Volumes of a CSI driver (EBS, EFS, S3)",
    how: "a PersistentVolume without storage is made for each claim and removed with it",
  },
];

/** Annotation that Kubernetes puts on a claim when a CSI driver shall make its volume. */
const provisioner = "volume.kubernetes.io/storage-provisioner";
/** Annotation of a volume that a driver has made. */
const provisionedBy = "pv.kubernetes.io/provisioned-by";

const exists = (key: string): object => ({ key, operator: "Exists" });
const missing = (key: string): object => ({ key, operator: "DoesNotExist" });
const is = (key: string, value: string): object => ({ key, operator: "In", values: [value] });

/** The stand-ins for the cloud, as kwok's Stage objects. */
export const cloudStages: readonly object[] = [
  stage("service-load-balancer", "Service", {
    selector: {
      matchExpressions: [
        missing(".metadata.deletionTimestamp"),
        is(".spec.type", "LoadBalancer"),
        missing(".status.loadBalancer.ingress.[].hostname"),
      ],
    },
    next: {
      statusTemplate: [
        "loadBalancer:",
        "  ingress:",
        '  - hostname: {{ printf "%s.%s.elb.sandbox.invalid" .metadata.name .metadata.namespace | Quote }}',
      ].join("\n"),
    },
  }),
  stage("volume-provision", "PersistentVolumeClaim", {
    selector: {
      matchExpressions: [
        missing(".metadata.deletionTimestamp"),
        exists(`.metadata.annotations["${provisioner}"]`),
        missing(".spec.volumeName"),
        is(".status.phase", "Pending"),
      ],
    },
    steps: [{ apply: { template: volumeTemplate() } }],
  }),
  stage("volume-delete", "PersistentVolume", {
    selector: {
      matchExpressions: [
        missing(".metadata.deletionTimestamp"),
        exists(`.metadata.annotations["${provisionedBy}"]`),
        is(".spec.persistentVolumeReclaimPolicy", "Delete"),
        is(".status.phase", "Released"),
      ],
    },
    steps: [{ delete: true }],
  }),
];

/** What stands for the agents of KServe's local model cache, as a Stage of kwok. */
export const localModelStage: object = stage(
  "local-model-download",
  "LocalModelNode",
  {
    selector: {
      matchExpressions: [
        missing(".metadata.deletionTimestamp"),
        {
          key: "[.spec.localModels[]?.modelName] - (.status.modelStatus // {} | keys) | length",
          operator: "NotIn",
          values: ["0"],
        },
      ],
    },
    next: {
      statusTemplate: [
        "modelStatus:",
        "{{ range .spec.localModels }}",
        "  {{ .modelName | Quote }}: ModelDownloaded",
        "{{ end }}",
      ].join("\n"),
    },
  },
  "serving.kserve.io/v1alpha1",
);

/** Text of kwok's configuration file: its own stages for nodes and pods, and ours for the cloud. */
export async function kwokConfiguration(): Promise<string> {
  const stages = [...(await manifestDocuments("kwok-stages")), ...cloudStages];
  return stages.map((object) => stringify(object)).join("---\n");
}

function stage(name: string, kind: string, spec: object, apiGroup = "v1"): object {
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name },
    spec: { resourceRef: { apiGroup, kind }, ...spec },
  };
}

/** The volume names its claim; the volume controller of Kubernetes then binds the two, as with a real driver. */
function volumeTemplate(): string {
  return [
    "apiVersion: v1",
    "kind: PersistentVolume",
    "metadata:",
    "  name: pvc-{{ .metadata.uid }}",
    "  annotations:",
    `    ${provisionedBy}: {{ index .metadata.annotations "${provisioner}" | Quote }}`,
    "spec:",
    "  accessModes:",
    "  {{ YAML .spec.accessModes 2 }}",
    "  capacity:",
    "  {{ YAML .spec.resources.requests 2 }}",
    "  persistentVolumeReclaimPolicy: Delete",
    "  storageClassName: {{ .spec.storageClassName | Quote }}",
    '  volumeMode: {{ default "Filesystem" .spec.volumeMode | Quote }}',
    "  claimRef:",
    "    apiVersion: v1",
    "    kind: PersistentVolumeClaim",
    "    name: {{ .metadata.name | Quote }}",
    "    namespace: {{ .metadata.namespace | Quote }}",
    "    uid: {{ .metadata.uid | Quote }}",
    "  csi:",
    `    driver: {{ index .metadata.annotations "${provisioner}" | Quote }}`,
    "    volumeHandle: sandbox-{{ .metadata.uid }}",
  ].join("\n");
}
