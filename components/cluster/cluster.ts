import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { PlatformComponent } from "../internal/platform-component";
import { below, refuse } from "../internal/problems";
import { NodePool } from "../nodes/node-pool";
import { createNodeRole } from "../nodes/node-role";
import type { NodePoolCluster } from "../nodes/pool-args";
import type { PoolScaling } from "../nodes/pool-request";
import { imageVersionProblems } from "../nodes/image-rules";
import { nodePoolProblems } from "../nodes/rules";
import { versions } from "../versions";
import { ClusterAddons } from "./addons";
import { createControlPlane, type ControlPlaneArgs } from "./control-plane";
import { STORAGE_CLASS } from "./defaults";
import type { StorageDrivers } from "./plan";
import { clusterProblems } from "./rules";

/** The pool on which the platform's own software runs: a managed node group, whatever the other pools are. */
export interface SystemPoolArgs {
  /** EC2 types without accelerators, all of one architecture. */
  readonly instanceTypes: readonly string[];
  readonly scaling: PoolScaling;
  /** `onDemand` or `spot`. Default: `onDemand`. */
  readonly capacity?: "onDemand" | "spot";
  /** Root volume in GiB. Default: that of a `NodePool` without GPUs. */
  readonly diskSizeGiB?: number;
  /** Release of the AL2023 image, for instance `1.35.7-20260911`. Default: the pinned one, which is for the pinned minor. */
  readonly imageRelease?: string;
}

/** Arguments of `Cluster`. What shapes the graph is plain. */
export interface ClusterArgs extends ControlPlaneArgs {
  /** Name of the cluster in EKS. Default: the name of the component. Changing it replaces the cluster. */
  readonly clusterName?: string;
  /**
   * Kubernetes minor of the nodes: up to three older than the control plane, so that an upgrade can be two changes, the
   * control plane first. Default: `version`.
   */
  readonly nodeVersion?: string;
  /**
   * Minor of the control plane that runs now; with it, an upgrade that EKS would refuse ends here, and a minor that runs
   * already is accepted after its support has ended. Default: a new cluster.
   */
  readonly deployedVersion?: string;
  /** Day, `YYYY-MM-DD`, on which support is judged. Default: today in UTC. For tests, which must not change with the calendar. */
  readonly today?: string;
  /** CSI drivers besides that of EBS. Default: none. */
  readonly storageDrivers?: StorageDrivers;
  /** The pool that comes up before everything else: two nodes or more, so that one can be repaired. */
  readonly systemPool: SystemPoolArgs;
}

/**
 * An EKS cluster that is ready for workloads: API authentication, private endpoint, customer key for secrets, all
 * control-plane logs, pinned add-ons, a system node pool, and the provider of its API server.
 *
 * @throws pulumi.InputPropertiesError for a name that EKS refuses, versions that do not fit, are out of support or cannot
 * be reached by an upgrade, a range that is none, a principal with two entries, or a system pool that cannot work.
 */
export class Cluster extends PlatformComponent {
  /** Name in EKS. */
  readonly clusterName: pulumi.Output<string>;
  /** Kubernetes minor of the control plane. */
  readonly kubernetesVersion: string;
  /** Provider of the cluster's API server: server-side apply, the kubeconfig of the creating identity. */
  readonly provider: kubernetes.Provider;
  /** ARN of the OIDC provider in IAM, for web identity. */
  readonly oidcProviderArn: pulumi.Output<string>;
  /** Issuer without `https://`. */
  readonly oidcIssuer: pulumi.Output<string>;
  /** What further node pools need to join. */
  readonly nodePoolCluster: NodePoolCluster;
  /** Name of the storage class of the platform's volumes. */
  readonly storageClassName: pulumi.Output<string>;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const clusterName = args.clusterName ?? name;
    const nodeVersion = args.nodeVersion ?? args.version ?? versions.kubernetes;
    refuse(`Cluster "${name}"`, [
      ...clusterProblems(name, args),
      ...below("systemPool", [
        ...nodePoolProblems({ ...args.systemPool, pool: "system" }),
        ...imageVersionProblems(args.systemPool, nodeVersion),
      ]),
    ]);
    super("Cluster", name, args, opts);

    this.kubernetesVersion = args.version ?? versions.kubernetes;
    const { role: nodeRole, attachments } = createNodeRole(name, args.tags, this);
    const cluster = createControlPlane(name, clusterName, args, this);
    this.provider = new kubernetes.Provider(
      `${name}-kubernetes`,
      { kubeconfig: cluster.kubeconfigJson, enableServerSideApply: true },
      { parent: this },
    );
    this.clusterName = cluster.eksCluster.apply(({ name: known }) => known);
    this.nodePoolCluster = {
      name: this.clusterName,
      version: nodeVersion,
      nodeRoleArn: nodeRole.arn,
      securityGroupId: cluster.eksCluster
        .apply(({ vpcConfig }) => vpcConfig)
        .apply(({ clusterSecurityGroupId }) => clusterSecurityGroupId),
      vpcId: args.vpcId,
    };
    const systemPool = new NodePool(
      `${name}-system`,
      {
        ...args.systemPool,
        cluster: this.nodePoolCluster,
        pool: "system",
        subnetIds: args.privateSubnetIds,
        tags: args.tags,
      },
      // Nodes without these policies cannot join, and on a destroy leave their network interfaces behind.
      { parent: this, dependsOn: [...attachments] },
    );
    const addons = new ClusterAddons(
      `${name}-addons`,
      {
        cluster: {
          name: this.clusterName,
          oidcProviderArn: cluster.oidcProviderArn,
          oidcIssuer: cluster.oidcIssuer,
        },
        storageDrivers: args.storageDrivers,
        addonVersions: args.addonVersions,
        tags: args.tags,
      },
      { parent: this, dependsOn: [systemPool] },
    );
    const storageClass = this.#createStorageClass(name, addons);

    this.oidcProviderArn = cluster.oidcProviderArn;
    this.oidcIssuer = cluster.oidcIssuer;
    this.storageClassName = storageClass.metadata.name;
    this.registerOutputs({
      clusterName: this.clusterName,
      kubernetesVersion: this.kubernetesVersion,
      oidcProviderArn: this.oidcProviderArn,
      oidcIssuer: this.oidcIssuer,
      storageClassName: this.storageClassName,
    });
  }

  #createStorageClass(name: string, addons: ClusterAddons): kubernetes.storage.v1.StorageClass {
    return new kubernetes.storage.v1.StorageClass(
      `${name}-storage-class`,
      {
        metadata: { name: STORAGE_CLASS },
        provisioner: "ebs.csi.aws.com",
        parameters: { type: "gp3", encrypted: "true" },
        reclaimPolicy: "Delete",
        allowVolumeExpansion: true,
        volumeBindingMode: "WaitForFirstConsumer",
      },
      { parent: this, provider: this.provider, dependsOn: [addons] },
    );
  }
}
