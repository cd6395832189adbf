import type { BadInput } from "./bad-input";

const pools = "inference-platform:nodePools";
const cluster = "inference-platform:cluster";

/** Kubernetes versions that EKS would not run so, on 24 November 2026. */
export const versionInputs: readonly BadInput[] = [
  [
    "a version in extended support",
    { "cluster.version": "1.33" },
    [
      `${cluster}.version: 1.33 left standard support on 2026-07-29, and with supportType "STANDARD" EKS upgrades such a cluster by itself. Write one of 1.34, 1.35, 1.36, or pay for extended support until 2027-07-29 with supportType "EXTENDED".`,
      `${cluster}.addonVersions: lacks vpc-cni, kube-proxy, coredns, eks-pod-identity-agent, eks-node-monitoring-agent, metrics-server, aws-ebs-csi-driver: the pinned versions are for Kubernetes 1.35, not 1.33. Name each, as "aws eks describe-addon-versions --kubernetes-version 1.33" gives it.`,
    ],
  ],
  [
    "a version that this package does not know",
    { "cluster.version": "1.29" },
    [
      `${cluster}.version: "1.29" is not a Kubernetes minor that this package knows. Nearest: 1.31. Write one of 1.31, 1.32, 1.33, 1.34, 1.35, 1.36.`,
      `${cluster}.addonVersions: lacks vpc-cni, kube-proxy, coredns, eks-pod-identity-agent, eks-node-monitoring-agent, metrics-server, aws-ebs-csi-driver: the pinned versions are for Kubernetes 1.35, not 1.29. Name each, as "aws eks describe-addon-versions --kubernetes-version 1.29" gives it.`,
    ],
  ],
  [
    "a patch version",
    { "cluster.version": "1.35.3" },
    [
      `${cluster}.version: "1.35.3" is not a Kubernetes minor that this package knows. Nearest: 1.35. Write one of 1.31, 1.32, 1.33, 1.34, 1.35, 1.36.`,
      `${cluster}.addonVersions: lacks vpc-cni, kube-proxy, coredns, eks-pod-identity-agent, eks-node-monitoring-agent, metrics-server, aws-ebs-csi-driver: the pinned versions are for Kubernetes 1.35, not 1.35.3. Name each, as "aws eks describe-addon-versions --kubernetes-version 1.35.3" gives it.`,
    ],
  ],
  [
    "a version without quotes",
    { "cluster.version": 1.35 },
    [`${cluster}.version: is not text. Write a Kubernetes minor in quotes, for instance "1.35".`],
  ],
  [
    "nodes newer than the control plane",
    { "cluster.nodeVersion": "1.36" },
    [
      `${cluster}.nodeVersion: 1.36 is newer than the control plane, 1.35. Upgrade the control plane first, or write 1.35.`,
    ],
  ],
  [
    "nodes four minors older than the control plane",
    { "cluster.nodeVersion": "1.31" },
    [
      `${cluster}.nodeVersion: 1.31 is 4 minors older than the control plane, 1.35; a kubelet may be 3 older at most (Kubernetes version skew policy). Write 1.32 to 1.35.`,
    ],
  ],
  [
    "older nodes without an image of their own",
    { "cluster.nodeVersion": "1.34" },
    [
      "inference-platform:systemPool.imageRelease: is missing, and the pinned one, 1.35.7-20260911, is not for Kubernetes 1.34. Write a release for it: what AWS gives in /aws/service/eks/optimized-ami/1.34/amazon-linux-2023/<architecture>/<standard or nvidia>/recommended/release_version.",
      `${pools}.gpu.imageRelease: is missing, and the pinned one, 1.35.7-20260911, is not for Kubernetes 1.34. Write a release for it: what AWS gives in /aws/service/eks/optimized-ami/1.34/amazon-linux-2023/<architecture>/<standard or nvidia>/recommended/release_version.`,
      `${pools}.shared.imageRelease: is missing, and the pinned one, 1.35.7-20260911, is not for Kubernetes 1.34. Write a release for it: what AWS gives in /aws/service/eks/optimized-ami/1.34/amazon-linux-2023/<architecture>/<standard or nvidia>/recommended/release_version.`,
      `${pools}.elastic.imageRelease: is missing, and the pinned one, 1.35.7-20260911, is not for Kubernetes 1.34. Write a release for it: what AWS gives in /aws/service/eks/optimized-ami/1.34/amazon-linux-2023/<architecture>/<standard or nvidia>/recommended/release_version.`,
    ],
  ],
];
