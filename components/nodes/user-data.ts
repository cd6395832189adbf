import { modelFolderScript } from "./model-folder";
import type { CommonPoolRequest } from "./pool-request";

type UserDataRequest = Pick<
  CommonPoolRequest,
  "parallelImagePull" | "localNvme" | "sharing" | "modelCache"
>;

const boundary = "inference-platform";

/**
 * User data of an AL2023 node: a `NodeConfig` of nodeadm in a MIME part and, where models are kept, a script in another,
 * which EKS and Karpenter merge with their own; `undefined` where nothing differs from the image.
 *
 * @param disks who sets up the local disks: nodeadm is told here, Karpenter does it of itself.
 */
export function al2023UserData(
  request: UserDataRequest,
  disks: "nodeadm" | "karpenter" = "nodeadm",
): string | undefined {
  const localNvme = request.localNvme === true;
  const spec = {
    ...(request.parallelImagePull === true && { featureGates: { FastImagePull: true } }),
    ...(localNvme && disks === "nodeadm" && { instance: { localStorage: { strategy: "RAID0" } } }),
  };
  const config = { apiVersion: "node.eks.aws/v1alpha1", kind: "NodeConfig", spec };
  const parts = [
    ...(Object.keys(spec).length > 0
      ? [{ type: "application/node.eks.aws", text: JSON.stringify(config, null, 2) }]
      : []),
    ...(request.modelCache === true
      ? [{ type: 'text/x-shellscript; charset="us-ascii"', text: modelFolderScript(localNvme) }]
      : []),
  ];
  if (parts.length === 0) return undefined;
  return [
    "MIME-Version: 1.0",
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    "",
    ...parts.flatMap(({ type, text }) => [`--${boundary}`, `Content-Type: ${type}`, "", text]),
    `--${boundary}--`,
    "",
  ].join("\n");
}

/** User data of a Bottlerocket node: settings in TOML; `undefined` where nothing differs from the image. */
export function bottlerocketUserData(request: UserDataRequest): string | undefined {
  const lines = [
    ...(request.parallelImagePull === true ? parallelPullSettings : []),
    ...(request.localNvme === true ? localNvmeSettings : []),
    ...timeSlicingSettings(request.sharing?.timeSlicing),
  ];
  return lines.length === 0 ? undefined : [...lines, ""].join("\n");
}

/** Bottlerocket 1.44 and later. */
const parallelPullSettings = [
  "[settings.container-runtime]",
  'snapshotter = "soci"',
  "[settings.container-runtime-plugins.soci-snapshotter]",
  'pull-mode = "parallel-pull-unpack"',
];

/** The directories that Karpenter binds for `instanceStorePolicy: RAID0`. */
const localNvmeSettings = [
  "[settings.bootstrap-commands.000-mount-instance-storage]",
  'commands = [["apiclient", "ephemeral-storage", "init"], ["apiclient", "ephemeral-storage", "bind", "--dirs", "/var/lib/containerd", "/var/lib/kubelet", "/var/log/pods"]]',
  "essential = true",
  'mode = "always"',
];

function timeSlicingSettings(shares: number | undefined): string[] {
  if (shares === undefined) return [];
  return [
    "[settings.kubelet-device-plugins.nvidia]",
    'device-sharing-strategy = "time-slicing"',
    "[settings.kubelet-device-plugins.nvidia.time-slicing]",
    `replicas = ${shares}`,
    "rename-by-default = true",
    "fail-requests-greater-than-one = true",
  ];
}
