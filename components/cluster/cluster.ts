import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { servicePrincipalTrust } from "../identity/trust";
import { PlatformComponent } from "../internal/platform-component";
import { below, refuse } from "../internal/problems";
import { named, type Tags } from "../internal/tags";
import { NodePool, type NodePoolArgs, type NodePoolCluster } from "../nodes/node-pool";
import { nodePoolProblems } from "../nodes/rules";
import { versions } from "../versions";
import { ClusterAddons } from "./addons";
import { clusterDefaults, controlPlaneLogs, nodeRolePolicies, STORAGE_CLASS } from "./defaults";
import { clusterProblems } from "./rules";

/** The pool on which the platform's own software runs. */
export type SystemPoolArgs = Pick<
  NodePoolArgs,
  "instanceTypes" | "scaling" | "capacity" | "diskSizeGiB"
>;

/** Arguments of `Cluster`. What shapes the graph is plain. */
export interface ClusterArgs {
  /** Name of the cluster in EKS. Default: the name of the component. Changing it replaces the cluster. */
  readonly clusterName?: string;
  /** VPC of the cluster. */
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets, in two zones or more: the control plane's interfaces and the system pool. */
  readonly privateSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** The pool that comes up before everything else: two nodes or more, so that one can be repaired. */
  readonly systemPool: SystemPoolArgs;
  /**
   * IPv4 ranges that may reach the API server from the internet. Default: none: the endpoint is private, and Pulumi has
   * to run where the VPC can be reached.
   */
  readonly publicAccessCidrs?: readonly string[];
  /** IAM principals with administrator access, by a short name of your own. Default: only the identity that creates the cluster. */
  readonly administrators?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Days that control-plane logs are kept. Default: 90. */
  readonly logRetentionDays?: pulumi.Input<number>;
  /** Whether EKS refuses to delete the cluster. Default: `true`; a disposable environment says `false`. */
  readonly deletionProtection?: boolean;
  /** Tags of every AWS resource made here. Default: only `Name`. */
  readonly tags?: Tags;
}

/**
 * An EKS cluster that is ready for workloads: API authentication, private endpoint, customer key for secrets, all
 * control-plane logs, pinned add-ons, a system node pool, and the provider of its API server.
 *
 * @throws pulumi.InputPropertiesError for a name that EKS refuses, a range that is none, or a system pool that cannot work.
 */
export class Cluster extends PlatformComponent {
  /** Name in EKS. */
  readonly clusterName: pulumi.Output<string>;
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

  readonly #tags: (suffix: string) => Record<string, pulumi.Input<string>>;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const clusterName = args.clusterName ?? name;
    refuse(`Cluster "${name}"`, [
      ...clusterProblems(name, args),
      ...below("systemPool", nodePoolProblems({ ...args.systemPool, pool: "system" })),
    ]);
    super("Cluster", name, args, opts);
    this.#tags = (suffix) => named(args.tags, `${name}-${suffix}`);

    const nodeRole = this.#createNodeRole(name);
    const cluster = this.#createControlPlane(name, clusterName, args);
    this.provider = new kubernetes.Provider(
      `${name}-kubernetes`,
      { kubeconfig: cluster.kubeconfigJson, enableServerSideApply: true },
      { parent: this },
    );
    this.clusterName = cluster.eksCluster.apply(({ name: known }) => known);
    this.nodePoolCluster = {
      name: this.clusterName,
      version: versions.kubernetes,
      nodeRoleArn: nodeRole.arn,
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
      { parent: this },
    );
    const addons = new ClusterAddons(
      `${name}-addons`,
      {
        clusterName: this.clusterName,
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
      oidcProviderArn: this.oidcProviderArn,
      oidcIssuer: this.oidcIssuer,
      storageClassName: this.storageClassName,
    });
  }

  #createControlPlane(name: string, clusterName: string, args: ClusterArgs): eks.Cluster {
    const key = new aws.kms.Key(
      `${name}-secrets-key`,
      {
        description: `Secrets of the EKS cluster ${clusterName}`,
        enableKeyRotation: true,
        deletionWindowInDays: clusterDefaults.keyDeletionWindowDays,
        tags: this.#tags("secrets-key"),
      },
      { parent: this },
    );
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-control-plane-logs`,
      {
        name: `/aws/eks/${clusterName}/cluster`,
        retentionInDays: args.logRetentionDays ?? clusterDefaults.logRetentionDays,
        tags: this.#tags("control-plane-logs"),
      },
      { parent: this },
    );
    const publicAccessCidrs = args.publicAccessCidrs ?? [];
    const isPublic = publicAccessCidrs.length > 0;
    return new eks.Cluster(
      `${name}-eks`,
      {
        name: clusterName,
        version: versions.kubernetes,
        authenticationMode: eks.AuthenticationMode.Api,
        accessEntries: administratorEntries(args.administrators ?? {}),
        vpcId: args.vpcId,
        privateSubnetIds: args.privateSubnetIds,
        endpointPrivateAccess: true,
        endpointPublicAccess: isPublic,
        ...(isPublic ? { publicAccessCidrs: [...publicAccessCidrs] } : {}),
        createOidcProvider: true,
        skipDefaultNodeGroup: true,
        skipDefaultSecurityGroups: true,
        createInstanceRole: false,
        encryptionConfigKeyArn: key.arn,
        enabledClusterLogTypes: [...controlPlaneLogs],
        deletionProtection: args.deletionProtection ?? true,
        upgradePolicy: { supportType: "STANDARD" },
        vpcCniOptions: {
          addonVersion: versions.addons["vpc-cni"],
          enableNetworkPolicy: true,
          resolveConflictsOnCreate: "OVERWRITE",
          resolveConflictsOnUpdate: "OVERWRITE",
        },
        kubeProxyAddonOptions: { version: versions.addons["kube-proxy"] },
        // CoreDNS waits for a node, and the component waits for CoreDNS: `ClusterAddons` makes it after the system pool.
        corednsAddonOptions: { enabled: false },
        tags: this.#tags("eks"),
      },
      { parent: this, dependsOn: [logGroup] },
    );
  }

  #createNodeRole(name: string): aws.iam.Role {
    const role = new aws.iam.Role(
      `${name}-node-role`,
      {
        assumeRolePolicy: servicePrincipalTrust("ec2.amazonaws.com"),
        tags: this.#tags("node-role"),
      },
      { parent: this },
    );
    for (const policyArn of nodeRolePolicies) {
      new aws.iam.RolePolicyAttachment(
        `${name}-node-role-${policyArn.split("/").slice(-1).join("")}`,
        { role: role.name, policyArn },
        { parent: this },
      );
    }
    return role;
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

function administratorEntries(
  administrators: Readonly<Record<string, pulumi.Input<string>>>,
): NonNullable<eks.ClusterArgs["accessEntries"]> {
  return Object.fromEntries(
    Object.entries(administrators).map(([key, principalArn]) => [
      key,
      {
        principalArn,
        accessPolicies: {
          admin: {
            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
            accessScope: { type: "cluster" },
          },
        },
      },
    ]),
  );
}
