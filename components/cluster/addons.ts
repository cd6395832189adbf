import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { WorkloadRole } from "../identity/workload-role";
import { PlatformComponent } from "../internal/platform-component";
import { named, type Tags } from "../internal/tags";
import { versions } from "../versions";

/** Arguments of `ClusterAddons`. */
export interface ClusterAddonsArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly tags?: Tags;
}

/**
 * The EKS add-ons whose pods need nodes: Pod Identity, DNS, the metrics that horizontal autoscalers read, and EBS volumes,
 * each at its pinned version.
 */
export class ClusterAddons extends PlatformComponent {
  constructor(name: string, args: ClusterAddonsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ClusterAddons", name, args, opts);

    const podIdentity = this.#createAddon(name, args, "eks-pod-identity-agent", {});
    this.#createAddon(name, args, "coredns", {});
    this.#createAddon(name, args, "metrics-server", {});
    const ebsRole = new WorkloadRole(
      `${name}-ebs`,
      {
        cluster: { name: args.clusterName },
        namespace: "kube-system",
        serviceAccount: "ebs-csi-controller-sa",
        associate: false,
        managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"],
        tags: args.tags,
      },
      { parent: this },
    );
    this.#createAddon(
      name,
      args,
      "aws-ebs-csi-driver",
      {
        podIdentityAssociations: [
          { roleArn: ebsRole.roleArn, serviceAccount: "ebs-csi-controller-sa" },
        ],
      },
      [podIdentity, ...ebsRole.ready],
    );
    this.registerOutputs({});
  }

  #createAddon(
    name: string,
    args: ClusterAddonsArgs,
    addonName: keyof typeof versions.addons,
    more: Partial<aws.eks.AddonArgs>,
    dependsOn: readonly pulumi.Resource[] = [],
  ): aws.eks.Addon {
    return new aws.eks.Addon(
      `${name}-${addonName}`,
      {
        clusterName: args.clusterName,
        addonName,
        addonVersion: versions.addons[addonName],
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
        tags: named(args.tags, `${name}-${addonName}`),
        ...more,
      },
      { parent: this, dependsOn: [...dependsOn] },
    );
  }
}
