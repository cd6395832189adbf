import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { accessEntries } from "./access-entries";
import { addons } from "./addons";
import { clusterArguments, type ClusterArguments } from "./arguments";
import { optional } from "./optional";
import { securityGroups } from "./security-groups";
import { ServiceRole } from "./service-role";
import { mergedTags } from "./tags";

/** Thumbprint of the issuer's certificate authority; AWS ignores it for its own issuers. */
const oidcThumbprint = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280";

const nodePolicies = [
  "AmazonEKSWorkerNodePolicy",
  "AmazonEKS_CNI_Policy",
  "AmazonEC2ContainerRegistryReadOnly",
];

/** What the sandbox's cluster gives to the program, in the shape of `eks.Cluster`. */
export interface ClusterState extends pulumi.Inputs {
  readonly eksCluster: aws.eks.Cluster;
  readonly kubeconfig: pulumi.Output<unknown>;
  readonly kubeconfigJson: pulumi.Output<string>;
}

/**
 * `eks:index:Cluster` with the children of the real component, on the simulated AWS. Its kubeconfig is
 * the one of the API server on loopback.
 */
export class Cluster extends pulumi.ComponentResource {
  readonly state: ClusterState;

  constructor(
    name: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
    localKubeconfig: () => string,
  ) {
    super("eks:index:Cluster", name, inputs, options);
    const args = clusterArguments(inputs);
    const subnetIds = clusterSubnets(args);
    const serviceRole = args.serviceRole === undefined ? this.serviceRole(name, args) : undefined;
    const groups =
      args.skipDefaultSecurityGroups === true ? undefined : securityGroups(name, args, this);
    const cluster = this.cluster(name, args, { subnetIds, serviceRole, group: groups?.cluster });
    const instanceRole =
      args.createInstanceRole === true ? this.instanceRole(name, args) : undefined;
    accessEntries(name, cluster.name, args.accessEntries ?? {}, instanceRole, this, cluster);
    addons(name, cluster.name, args, this);
    const oidc = args.createOidcProvider === true ? this.oidcProvider(name, cluster) : undefined;

    // Unlike that of EKS, this kubeconfig holds a private key.
    const kubeconfigJson = pulumi.secret(
      pulumi.all([cluster.endpoint, cluster.certificateAuthority]).apply(() => localKubeconfig()),
    );
    const kubeconfig = kubeconfigJson.apply((text) => JSON.parse(text) as unknown);
    // A secret in it would make all of `core` secret.
    const publicKubeconfig = pulumi.unsecret(kubeconfig).apply((config) => ({
      ...(config as object),
      users: [],
    }));
    const instanceRoles = args.instanceRoles ?? (instanceRole === undefined ? [] : [instanceRole]);
    this.state = {
      eksCluster: cluster,
      kubeconfig,
      kubeconfigJson,
      instanceRoles,
      ...(groups === undefined
        ? {}
        : {
            clusterSecurityGroup: groups.cluster,
            nodeSecurityGroup: groups.node,
            eksClusterIngressRule: groups.ingress,
          }),
      clusterSecurityGroupId: groups?.cluster.id ?? "",
      nodeSecurityGroupId: groups?.node.id ?? "",
      clusterIngressRuleId: groups?.ingress.id ?? "",
      defaultNodeGroupAsgName: "",
      fargateProfileId: "",
      fargateProfileStatus: "",
      autoModeNodeRoleName: "",
      oidcProviderArn: oidc?.arn ?? "",
      oidcProviderUrl: oidc?.url ?? "",
      oidcIssuer: oidc?.url.apply((url) => url.replace(/^https:\/\//, "")) ?? "",
      core: {
        cluster,
        endpoint: cluster.endpoint,
        instanceRoles,
        kubeconfig: publicKubeconfig,
        nodeGroupOptions: {},
        subnetIds,
        vpcId: args.vpcId,
        ...optional("privateSubnetIds", args.privateSubnetIds),
        ...optional("publicSubnetIds", args.publicSubnetIds),
        ...optional("tags", args.tags),
        ...optional("clusterSecurityGroup", groups?.cluster),
        ...optional("oidcProvider", oidc),
        ...optional("clusterIamRole", serviceRole?.role ?? args.serviceRole),
      },
    };
    this.registerOutputs(this.state);
  }

  private serviceRole(name: string, args: ClusterArguments): ServiceRole {
    return new ServiceRole(
      `${name}-eksRole`,
      {
        service: "eks.amazonaws.com",
        description: "Allows EKS to manage clusters on your behalf.",
        managedPolicies: ["AmazonEKSClusterPolicy"],
        assumeRoleActions: ["sts:AssumeRole", "sts:TagSession"],
        tags: args.tags,
      },
      { parent: this },
    );
  }

  private instanceRole(name: string, args: ClusterArguments): aws.iam.Role {
    const { role } = new ServiceRole(
      `${name}-instanceRole`,
      {
        service: "ec2.amazonaws.com",
        managedPolicies: nodePolicies,
        assumeRoleActions: ["sts:AssumeRole"],
        tags: args.tags,
      },
      { parent: this },
    );
    return role;
  }

  private cluster(
    name: string,
    args: ClusterArguments,
    made: {
      readonly subnetIds: pulumi.Output<string[]>;
      readonly serviceRole: ServiceRole | undefined;
      readonly group: aws.ec2.SecurityGroup | undefined;
    },
  ): aws.eks.Cluster {
    const roleArn =
      made.serviceRole?.role.arn ??
      pulumi.output(args.serviceRole).apply((role) => (role as aws.iam.Role).arn);
    return new aws.eks.Cluster(
      `${name}-eksCluster`,
      {
        ...optional("name", args.name),
        roleArn,
        bootstrapSelfManagedAddons: true,
        vpcConfig: {
          subnetIds: made.subnetIds,
          ...optional("endpointPrivateAccess", args.endpointPrivateAccess),
          ...optional("endpointPublicAccess", args.endpointPublicAccess),
          ...optional("publicAccessCidrs", args.publicAccessCidrs),
          ...(made.group === undefined ? {} : { securityGroupIds: [made.group.id] }),
        },
        ...(args.kubernetesServiceIpAddressRange === undefined
          ? {}
          : {
              kubernetesNetworkConfig: {
                serviceIpv4Cidr: args.kubernetesServiceIpAddressRange,
                ipFamily: "ipv4",
              },
            }),
        ...optional("version", args.version),
        ...optional("enabledClusterLogTypes", args.enabledClusterLogTypes),
        tags: mergedTags({ Name: `${name}-eksCluster` }, args.clusterTags, args.tags),
        ...(args.encryptionConfigKeyArn === undefined
          ? {}
          : {
              encryptionConfig: {
                provider: { keyArn: args.encryptionConfigKeyArn },
                resources: ["secrets"],
              },
            }),
        accessConfig: {
          authenticationMode: "API",
          bootstrapClusterCreatorAdminPermissions: true,
        },
        ...optional("upgradePolicy", args.upgradePolicy),
        ...optional("deletionProtection", args.deletionProtection),
      },
      {
        parent: this,
        ignoreChanges: [
          "accessConfig.bootstrapClusterCreatorAdminPermissions",
          "bootstrapSelfManagedAddons",
        ],
        dependsOn: [...(made.serviceRole?.attachments ?? [])],
      },
    );
  }

  private oidcProvider(name: string, cluster: aws.eks.Cluster): aws.iam.OpenIdConnectProvider {
    const issuer = cluster.identities.apply((entries) => entries[0]?.oidcs[0]?.issuer ?? "");
    return new aws.iam.OpenIdConnectProvider(
      `${name}-oidcProvider`,
      { clientIdLists: ["sts.amazonaws.com"], url: issuer, thumbprintLists: [oidcThumbprint] },
      { parent: this },
    );
  }
}

function clusterSubnets(args: ClusterArguments): pulumi.Output<string[]> {
  if (args.subnetIds !== undefined) return pulumi.output(args.subnetIds);
  return pulumi
    .all([args.publicSubnetIds ?? [], args.privateSubnetIds ?? []])
    .apply(([publicIds, privateIds]) => [...publicIds, ...privateIds]);
}
