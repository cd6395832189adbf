import type { Problem } from "../internal/problems";
import { MODEL_FOLDER } from "./defaults";
import { planPool } from "./plan";
import type { NodePoolRequest } from "./pool-request";

/** Where nodeadm and Karpenter mount the local NVMe disks as RAID 0. */
const NVME_FOLDER = "/mnt/k8s-disks/0";

/** The agent's image runs as 65532 (distroless `nonroot`), download Jobs in group 1000 (`localmodel.securityContext.fsGroup`). */
const writable = "install -d -o 65532 -g 1000 -m 2775";

/** Problems of a pool whose nodes shall keep models. Expects one that is valid otherwise. */
export function modelFolderProblems(pool: NodePoolRequest): Problem[] {
  const { operatingSystem, taints } = planPool(pool);
  const path = "modelCache";
  const keepingOut = taints.filter(({ effect }) => effect !== "PreferNoSchedule");
  return [
    ...(operatingSystem === "bottlerocket"
      ? [
          {
            path,
            reason: `Bottlerocket has no ${MODEL_FOLDER}, and nothing can make it: its root is read-only. Use a pool with al2023.`,
          },
        ]
      : []),
    ...(keepingOut.length > 0
      ? [
          {
            path,
            reason: `its nodes have the taint ${keepingOut.map(({ key, effect }) => `${key}:${effect}`).join(" and ")}, and the download Jobs of KServe 0.20 tolerate none. Use a pool without GPUs and taints.`,
          },
        ]
      : []),
  ];
}

/**
 * Script of cloud-init that makes the folder of models before the kubelet starts. With local NVMe it lies there: nodeadm
 * mounts the disks after cloud-init and before the kubelet, so that the folder is a part of the kubelet's start.
 */
export function modelFolderScript(localNvme: boolean): string {
  if (!localNvme) return ["#!/bin/bash", `${writable} ${MODEL_FOLDER}`].join("\n");
  const target = `${NVME_FOLDER}${MODEL_FOLDER}`;
  return [
    "#!/bin/bash",
    "set -o errexit",
    "mkdir -p /etc/systemd/system/kubelet.service.d",
    "cat > /etc/systemd/system/kubelet.service.d/50-model-folder.conf <<'END'",
    "[Unit]",
    `RequiresMountsFor=${NVME_FOLDER}`,
    "[Service]",
    `ExecStartPre=/usr/bin/${writable} ${target}`,
    `ExecStartPre=/usr/bin/mkdir -p ${MODEL_FOLDER}`,
    `ExecStartPre=/bin/sh -c 'mountpoint -q ${MODEL_FOLDER} || mount --bind ${target} ${MODEL_FOLDER}'`,
    "END",
    "systemctl daemon-reload",
  ].join("\n");
}
