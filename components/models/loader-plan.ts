import { createHash } from "node:crypto";

import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

import { imageRepository, type Artifacts } from "../internal/artifacts";
import { mebibytes } from "../internal/units";
import { versions } from "../versions";
import { loaderDefaults, MODEL_USER } from "./defaults";
import { loaderScript, MANIFEST, SIGNATURE_BUNDLE } from "./loader-script";
import type { LoadRequest } from "./model-version";

type Container = types.input.core.v1.Container;
type NetworkPolicySpec = types.input.networking.v1.NetworkPolicySpec;

/** Label of the pods of loaders: a policy may let them, and nobody else, write to a repository. */
export const loaderLabels = { "app.kubernetes.io/component": "model-loader" } as const;

/** Name of the script in its ConfigMap. */
export const SCRIPT_FILE = "load-version.sh";

/** What a Job needs from the resources around it. */
export interface LoaderSurroundings {
  readonly namespace: string;
  readonly claimName: Input<string>;
  readonly serviceAccountName: Input<string>;
  readonly scriptConfigMap: Input<string>;
  readonly region: Input<string>;
  readonly artifacts?: Artifacts;
}

const mounts = {
  models: { name: "models", mountPath: "/models" },
  work: { name: "work", mountPath: "/work" },
  script: { name: "script", mountPath: "/loader", readOnly: true },
} as const;

/**
 * The Job that loads one version. Its name carries a hash of all that decides what it does, so that a change is a new Job.
 * No sidecar of the mesh: it has no peer in the mesh, and its init containers run before a sidecar could carry traffic.
 */
export function planJob(
  request: LoadRequest,
  around: LoaderSurroundings,
): types.input.batch.v1.Job & { readonly spec: types.input.batch.v1.JobSpec } {
  return {
    metadata: {
      name: jobName(request, around.artifacts),
      namespace: around.namespace,
      labels: loaderLabels,
      // A Job that failed is made again by the next update.
      annotations: { "pulumi.com/replaceUnready": "true" },
    },
    spec: {
      backoffLimit: loaderDefaults.backoffLimit,
      activeDeadlineSeconds: deadlineSeconds(request),
      ttlSecondsAfterFinished: loaderDefaults.ttlSeconds,
      // Two attempts must not write to one folder.
      podReplacementPolicy: "Failed",
      template: {
        metadata: { labels: { ...loaderLabels, "sidecar.istio.io/inject": "false" } },
        spec: planPod(request, around),
      },
    },
  };
}

/** Name of the Job: at most 63 characters, because pods carry it as a label. */
export function jobName(request: LoadRequest, artifacts: Artifacts | undefined): string {
  const { awsCli, cosign } = versions.images;
  const content = JSON.stringify([
    request,
    loaderScript,
    loaderDefaults,
    awsCli,
    cosign,
    artifacts,
  ]);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  return `load-${request.model.slice(0, 30).replace(/-+$/, "")}-${request.version}-${hash}`;
}

/** Seconds that a Job has, all its attempts together. */
export function deadlineSeconds({ size }: Pick<LoadRequest, "size">): number {
  if (size === undefined) return loaderDefaults.deadlineSeconds;
  return loaderDefaults.startSeconds + Math.ceil(mebibytes(size) / loaderDefaults.slowestMiBps);
}

function planPod(request: LoadRequest, around: LoaderSurroundings): types.input.core.v1.PodSpec {
  const { claimName, serviceAccountName, scriptConfigMap } = around;
  return {
    serviceAccountName,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: "Never",
    securityContext: {
      runAsNonRoot: true,
      runAsUser: MODEL_USER,
      runAsGroup: MODEL_USER,
      // For EBS, whose new file system belongs to root; the drivers of EFS and FSx leave owners alone.
      fsGroup: MODEL_USER,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    initContainers: [
      scriptContainer("manifest", request, around, [mounts.work]),
      ...(request.signature === undefined ? [] : [signatureContainer(around)]),
    ],
    containers: [scriptContainer("files", request, around, [mounts.work, mounts.models])],
    volumes: [
      { name: mounts.models.name, persistentVolumeClaim: { claimName } },
      { name: mounts.work.name, emptyDir: { sizeLimit: loaderDefaults.workSize } },
      { name: mounts.script.name, configMap: { name: scriptConfigMap } },
    ],
  };
}

function scriptContainer(
  step: "manifest" | "files",
  request: LoadRequest,
  around: LoaderSurroundings,
  volumeMounts: types.input.core.v1.VolumeMount[],
): Container {
  return {
    ...hardened(step, image("awsCli", around.artifacts)),
    command: ["sh", `${mounts.script.mountPath}/${SCRIPT_FILE}`, step],
    env: [
      ...Object.entries(scriptValues(request)).map(([name, value]) => ({
        name,
        value: literal(value),
      })),
      { name: "AWS_REGION", value: around.region },
      // Without Pod Identity, the CLI must not fall back to the role of the node.
      { name: "AWS_EC2_METADATA_DISABLED", value: "true" },
    ],
    volumeMounts: [...volumeMounts, mounts.script],
  };
}

/** The values of the script: see its head. */
function scriptValues(request: LoadRequest): Record<string, string> {
  return {
    SOURCE: request.source,
    MANIFEST_SHA256: request.manifestSha256,
    SIGNED: String(request.signature !== undefined),
    PUBLIC_KEY: request.signature?.publicKey ?? "",
    REPOSITORY: mounts.models.mountPath,
    MODEL: request.model,
    VERSION: String(request.version),
    CONFIG: request.config,
    WORK: mounts.work.mountPath,
    HOME: mounts.work.mountPath,
  };
}

/** Kubernetes replaces `$(NAME)` in the value of a variable, and takes `$$` for `$`. */
function literal(value: string): string {
  return value.replaceAll("$", () => "$$");
}

/** The image of cosign has no shell: its entry point is the command. It sees the manifest and not the volume. */
function signatureContainer({ artifacts }: LoaderSurroundings): Container {
  const { mountPath } = mounts.work;
  return {
    ...hardened("signature", image("cosign", artifacts)),
    args: [
      "verify-blob",
      "--key",
      `${mountPath}/cosign.pub`,
      "--bundle",
      `${mountPath}/${SIGNATURE_BUNDLE}`,
      "--private-infrastructure",
      `${mountPath}/${MANIFEST}`,
    ],
    env: [{ name: "HOME", value: mountPath }],
    volumeMounts: [{ ...mounts.work, readOnly: true }],
  };
}

function image(name: "awsCli" | "cosign", artifacts: Artifacts | undefined): string {
  const { repository, tag } = versions.images[name];
  return `${imageRepository(repository, artifacts)}:${tag}`;
}

function hardened(
  name: string,
  from: string,
): Pick<Container, "name" | "image" | "resources" | "securityContext"> {
  return {
    name,
    image: from,
    resources: {
      requests: { ...loaderDefaults.requests },
      limits: { ...loaderDefaults.limits },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  };
}

/**
 * What the pods of loaders may reach: DNS, the Pod Identity agent, and HTTPS everywhere but at link-local addresses, where
 * the metadata of the node are. A tenant opens the first two for all its pods; here they keep the policy whole elsewhere.
 */
export function loaderNetworkPolicy(): NetworkPolicySpec {
  return {
    podSelector: { matchLabels: loaderLabels },
    policyTypes: ["Ingress", "Egress"],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
          },
        ],
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
      },
      {
        to: [{ ipBlock: { cidr: "169.254.170.23/32" } }],
        ports: [{ protocol: "TCP", port: 80 }],
      },
      {
        to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }],
        ports: [{ protocol: "TCP", port: 443 }],
      },
    ],
  };
}
