import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import type * as pulumi from "@pulumi/pulumi";

import { named, type Tags } from "../internal/tags";
import { versions } from "../versions";
import { accessEntries } from "./access";
import { clusterDefaults, controlPlaneLogs } from "./defaults";
import { addonVersion, type AddonVersions } from "./plan";

/** Those arguments of a `Cluster` that shape its control plane. */
export interface ControlPlaneArgs {
  /** VPC of the cluster. */
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets, in two zones or more: the control plane's interfaces and the system pool. */
  readonly privateSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Range of Kubernetes Services, a private network from /12 to /24 that nothing else uses. Changing it replaces the
   * cluster. Default: the one that EKS takes.
   */
  readonly serviceCidr?: string;
  /** Kubernetes minor of the control plane, for instance `1.35`. Default: the pinned one. One up at a time, never down. */
  readonly version?: string;
  /**
   * What happens when the minor leaves standard support: EKS upgrades the cluster by itself (`STANDARD`), or bills extended
   * support for twelve months (`EXTENDED`). Default: `STANDARD`, and a minor that has left it already is refused.
   */
  readonly supportType?: "STANDARD" | "EXTENDED";
  /** Versions of add-ons. Default: the pinned ones, which belong to the pinned minor; another `version` needs all of them. */
  readonly addonVersions?: AddonVersions;
  /**
   * IPv4 ranges that may reach the API server from the internet. Default: none: the endpoint is private, and Pulumi has
   * to run where the VPC can be reached.
   */
  readonly publicAccessCidrs?: readonly string[];
  /** IAM principals with administrator access, by a short name of your own. Default: only the identity that creates the cluster. */
  readonly administrators?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * IAM principals that may look at workloads of every namespace, but not at Secrets or custom resources, by a short name.
   * Default: none.
   */
  readonly viewers?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Days that control-plane logs are kept. Default: 90. */
  readonly logRetentionDays?: pulumi.Input<number>;
  /** Whether EKS refuses to delete the cluster. Default: `true`; a disposable environment says `false`. */
  readonly deletionProtection?: boolean;
  /** Tags of every AWS resource made here. Default: only `Name`. */
  readonly tags?: Tags;
}

/** The control plane with its key and its log group, and the add-ons that nodes need before they are ready. */
export function createControlPlane(
  name: string,
  clusterName: string,
  args: ControlPlaneArgs,
  parent: pulumi.Resource,
): eks.Cluster {
  const key = new aws.kms.Key(
    `${name}-secrets-key`,
    {
      description: `Secrets of the EKS cluster ${clusterName}`,
      enableKeyRotation: true,
      deletionWindowInDays: clusterDefaults.keyDeletionWindowDays,
      tags: named(args.tags, `${name}-secrets-key`),
    },
    { parent },
  );
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-control-plane-logs`,
    {
      name: `/aws/eks/${clusterName}/cluster`,
      retentionInDays: args.logRetentionDays ?? clusterDefaults.logRetentionDays,
      tags: named(args.tags, `${name}-control-plane-logs`),
    },
    { parent },
  );
  return new eks.Cluster(
    `${name}-eks`,
    {
      name: clusterName,
      version: args.version ?? versions.kubernetes,
      authenticationMode: eks.AuthenticationMode.Api,
      accessEntries: accessEntries(args.administrators ?? {}, args.viewers ?? {}),
      vpcId: args.vpcId,
      privateSubnetIds: args.privateSubnetIds,
      ...(args.serviceCidr !== undefined && {
        kubernetesServiceIpAddressRange: args.serviceCidr,
      }),
      ...endpointOf(args.publicAccessCidrs ?? []),
      createOidcProvider: true,
      skipDefaultNodeGroup: true,
      skipDefaultSecurityGroups: true,
      createInstanceRole: false,
      encryptionConfigKeyArn: key.arn,
      enabledClusterLogTypes: [...controlPlaneLogs],
      deletionProtection: args.deletionProtection ?? true,
      upgradePolicy: { supportType: args.supportType ?? clusterDefaults.supportType },
      vpcCniOptions: {
        addonVersion: addonVersion("vpc-cni", args.addonVersions),
        enableNetworkPolicy: true,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      },
      kubeProxyAddonOptions: { version: addonVersion("kube-proxy", args.addonVersions) },
      // CoreDNS waits for a node, and the component waits for CoreDNS: `ClusterAddons` makes it after the system pool.
      corednsAddonOptions: { enabled: false },
      tags: named(args.tags, `${name}-eks`),
    },
    { parent, dependsOn: [logGroup] },
  );
}

type Endpoint = Pick<
  eks.ClusterArgs,
  "endpointPrivateAccess" | "endpointPublicAccess" | "publicAccessCidrs"
>;

function endpointOf(publicAccessCidrs: readonly string[]): Endpoint {
  if (publicAccessCidrs.length === 0) {
    return { endpointPrivateAccess: true, endpointPublicAccess: false };
  }
  return {
    endpointPrivateAccess: true,
    endpointPublicAccess: true,
    publicAccessCidrs: [...publicAccessCidrs],
  };
}
