import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { AddonOptions, ClusterArguments } from "./arguments";
import { optional } from "./optional";

/** kube-proxy, CoreDNS and the VPC CNI, under the conditions of the real component. */
export function addons(
  name: string,
  clusterName: pulumi.Output<string>,
  args: ClusterArguments,
  parent: pulumi.Resource,
): void {
  const make = (addonName: string, options: AddonOptions, owner: pulumi.Resource): void => {
    new aws.eks.Addon(
      `${name}-${addonName}`,
      {
        clusterName,
        addonName,
        preserve: true,
        resolveConflictsOnCreate: options.resolveConflictsOnCreate ?? "OVERWRITE",
        resolveConflictsOnUpdate: options.resolveConflictsOnUpdate ?? "OVERWRITE",
        addonVersion: requireVersion(addonName, options),
        ...optional("configurationValues", configuration(options)),
        ...optional("serviceAccountRoleArn", options.serviceAccountRoleArn),
        ...optional("tags", args.tags),
      },
      { parent: owner },
    );
  };
  if (args.kubeProxyAddonOptions?.enabled !== false) {
    make("kube-proxy", args.kubeProxyAddonOptions ?? {}, parent);
  }
  const coredns = args.corednsAddonOptions;
  if (coredns?.enabled === true || coredns?.configurationValues !== undefined) {
    make("coredns", coredns, parent);
  }
  if (args.useDefaultVpcCni === true) return;
  const component = new pulumi.ComponentResource(
    "eks:index:VpcCniAddon",
    `${name}-vpc-cni`,
    {},
    { parent },
  );
  make("vpc-cni", args.vpcCniOptions ?? {}, component);
}

/** The real component would take the newest version there is; nobody knows it here. */
function requireVersion(addonName: string, options: AddonOptions): pulumi.Input<string> {
  const version = options.version ?? options.addonVersion;
  if (version !== undefined) return version;
  const option = {
    "kube-proxy": "kubeProxyAddonOptions.version",
    coredns: "corednsAddonOptions.version",
  }[addonName];
  throw new pulumi.InputPropertyError({
    propertyPath: option ?? "vpcCniOptions.addonVersion",
    reason: `the sandbox does not know the newest version of ${addonName}: pin one`,
  });
}

function configuration(options: AddonOptions): pulumi.Output<string> | undefined {
  const { configurationValues, enableNetworkPolicy, enablePrefixDelegation } = options;
  const switches = {
    ...(enableNetworkPolicy === undefined
      ? {}
      : { enableNetworkPolicy: pulumi.output(enableNetworkPolicy).apply(String) }),
    ...(enablePrefixDelegation === undefined
      ? {}
      : {
          env: {
            ENABLE_PREFIX_DELEGATION: pulumi.output(enablePrefixDelegation).apply(String),
          },
        }),
  };
  if (configurationValues === undefined && Object.keys(switches).length === 0) return undefined;
  return pulumi
    .all([pulumi.output(configurationValues ?? {}), pulumi.output(switches)])
    .apply(([values, added]) => JSON.stringify({ ...added, ...values }));
}
