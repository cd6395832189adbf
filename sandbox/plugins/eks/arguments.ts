import * as pulumi from "@pulumi/pulumi";

/** Versions and settings of an add-on that the cluster brings. */
export interface AddonOptions {
  readonly enabled?: boolean;
  readonly version?: pulumi.Input<string>;
  readonly addonVersion?: pulumi.Input<string>;
  readonly configurationValues?: pulumi.Input<object>;
  readonly resolveConflictsOnCreate?: pulumi.Input<string>;
  readonly resolveConflictsOnUpdate?: pulumi.Input<string>;
  readonly serviceAccountRoleArn?: pulumi.Input<string>;
  readonly enableNetworkPolicy?: pulumi.Input<boolean>;
  readonly enablePrefixDelegation?: pulumi.Input<boolean>;
}

/** One entry of `accessEntries`. */
export interface AccessEntry {
  readonly principalArn: pulumi.Input<string>;
  readonly type?: pulumi.Input<string>;
  readonly kubernetesGroups?: pulumi.Input<pulumi.Input<string>[]>;
  readonly username?: pulumi.Input<string>;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  readonly accessPolicies?: Readonly<
    Record<
      string,
      {
        readonly policyArn: pulumi.Input<string>;
        readonly accessScope: pulumi.Input<{
          readonly type: pulumi.Input<string>;
          readonly namespaces?: pulumi.Input<pulumi.Input<string>[]>;
        }>;
      }
    >
  >;
}

/** The arguments of `eks.Cluster` that the sandbox understands, with the meaning they have there. */
export interface ClusterArguments {
  readonly accessEntries?: Readonly<Record<string, AccessEntry>>;
  readonly authenticationMode?: string;
  readonly clusterTags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  readonly corednsAddonOptions?: AddonOptions;
  readonly createInstanceRole?: boolean;
  readonly createOidcProvider?: boolean;
  readonly deletionProtection?: pulumi.Input<boolean>;
  readonly enabledClusterLogTypes?: pulumi.Input<pulumi.Input<string>[]>;
  readonly encryptionConfigKeyArn?: pulumi.Input<string>;
  readonly endpointPrivateAccess?: pulumi.Input<boolean>;
  readonly endpointPublicAccess?: pulumi.Input<boolean>;
  readonly instanceRoles?: pulumi.Input<pulumi.Resource[]>;
  readonly kubeProxyAddonOptions?: AddonOptions;
  readonly kubernetesServiceIpAddressRange?: pulumi.Input<string>;
  readonly name?: pulumi.Input<string>;
  readonly nodeAssociatePublicIpAddress?: boolean;
  readonly privateSubnetIds?: pulumi.Input<pulumi.Input<string>[]>;
  readonly publicAccessCidrs?: pulumi.Input<pulumi.Input<string>[]>;
  readonly publicSubnetIds?: pulumi.Input<pulumi.Input<string>[]>;
  readonly serviceRole?: pulumi.Input<pulumi.Resource>;
  readonly skipDefaultNodeGroup?: boolean;
  readonly skipDefaultSecurityGroups?: boolean;
  readonly subnetIds?: pulumi.Input<pulumi.Input<string>[]>;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  readonly upgradePolicy?: pulumi.Input<{ readonly supportType?: pulumi.Input<string> }>;
  readonly useDefaultVpcCni?: boolean;
  readonly version?: pulumi.Input<string>;
  readonly vpcCniOptions?: AddonOptions;
  readonly vpcId?: pulumi.Input<string>;
}

const argumentNames: Readonly<Record<keyof ClusterArguments, true>> = {
  accessEntries: true,
  authenticationMode: true,
  clusterTags: true,
  corednsAddonOptions: true,
  createInstanceRole: true,
  createOidcProvider: true,
  deletionProtection: true,
  enabledClusterLogTypes: true,
  encryptionConfigKeyArn: true,
  endpointPrivateAccess: true,
  endpointPublicAccess: true,
  instanceRoles: true,
  kubeProxyAddonOptions: true,
  kubernetesServiceIpAddressRange: true,
  name: true,
  nodeAssociatePublicIpAddress: true,
  privateSubnetIds: true,
  publicAccessCidrs: true,
  publicSubnetIds: true,
  serviceRole: true,
  skipDefaultNodeGroup: true,
  skipDefaultSecurityGroups: true,
  subnetIds: true,
  tags: true,
  upgradePolicy: true,
  useDefaultVpcCni: true,
  version: true,
  vpcCniOptions: true,
  vpcId: true,
};

/** Settings of the VPC CNI that the sandbox passes on. */
const vpcCniNames = new Set([
  "addonVersion",
  "configurationValues",
  "enableNetworkPolicy",
  "enablePrefixDelegation",
  "logLevel",
  "resolveConflictsOnCreate",
  "resolveConflictsOnUpdate",
  "serviceAccountRoleArn",
]);

/**
 * The arguments of a cluster.
 *
 * @throws InputPropertiesError naming every argument that the sandbox would have to ignore, and every
 *   one that its cluster cannot do without.
 */
export function clusterArguments(inputs: pulumi.Inputs): ClusterArguments {
  const args = inputs as ClusterArguments & Readonly<Record<string, unknown>>;
  const given = Object.keys(inputs).filter((key) => inputs[key] !== undefined);
  const unknown = given
    .filter((key) => !(key in argumentNames))
    .map((propertyPath) => ({
      propertyPath,
      reason:
        "the sandbox's eks.Cluster does not know this argument: add it to sandbox/plugins/eks",
    }));
  const unknownCni = Object.keys(args.vpcCniOptions ?? {})
    .filter((key) => !vpcCniNames.has(key))
    .map((key) => ({
      propertyPath: `vpcCniOptions.${key}`,
      reason: "the sandbox's eks.Cluster does not know this option: add it to sandbox/plugins/eks",
    }));
  const errors = [...unknown, ...unknownCni, ...unsupportedShapes(args)];
  if (errors.length === 0) return args;
  const message = "the sandbox cannot make this eks.Cluster";
  throw new pulumi.InputPropertiesError({ message, errors });
}

interface PropertyError {
  readonly propertyPath: string;
  readonly reason: string;
}

function unsupportedShapes(args: ClusterArguments): PropertyError[] {
  const errors: PropertyError[] = [];
  if (args.authenticationMode !== "API") {
    errors.push({
      propertyPath: "authenticationMode",
      reason: `is ${args.authenticationMode ?? "not set"}: the sandbox has access entries only, set "API"`,
    });
  }
  if (args.skipDefaultNodeGroup !== true) {
    errors.push({
      propertyPath: "skipDefaultNodeGroup",
      reason: "the sandbox makes no default node group: set true and add a managed node group",
    });
  }
  if (
    args.subnetIds !== undefined &&
    (args.publicSubnetIds ?? args.privateSubnetIds) !== undefined
  ) {
    errors.push({
      propertyPath: "subnetIds",
      reason: "give either subnetIds or publicSubnetIds and privateSubnetIds, not both",
    });
  }
  return errors;
}
