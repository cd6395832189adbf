import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { WorkloadRole, type IdentityCluster } from "../identity/workload-role";
import { PlatformComponent } from "../internal/platform-component";
import { named, type Tags } from "../internal/tags";
import { csiDriverPolicies } from "./defaults";
import { addonVersion, type AddonName, type AddonVersions, type StorageDrivers } from "./plan";
import { createS3Driver, S3_DRIVER_ADDON } from "./s3-driver";

/** Arguments of `ClusterAddons`. */
export interface ClusterAddonsArgs {
  /** Its OIDC provider and issuer are needed for the driver of S3. */
  readonly cluster: IdentityCluster;
  readonly storageDrivers?: StorageDrivers;
  readonly addonVersions?: AddonVersions;
  readonly tags?: Tags;
}

/**
 * The EKS add-ons whose pods need nodes: Pod Identity, DNS, the conditions of nodes that automatic repair acts on, the
 * metrics that horizontal autoscalers read, and the CSI drivers.
 */
export class ClusterAddons extends PlatformComponent {
  readonly #name: string;
  readonly #args: ClusterAddonsArgs;
  readonly #podIdentity: aws.eks.Addon;

  constructor(name: string, args: ClusterAddonsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ClusterAddons", name, args, opts);
    this.#name = name;
    this.#args = args;
    const { efs, mountpointS3 } = args.storageDrivers ?? {};

    this.#podIdentity = this.#createAddon("eks-pod-identity-agent");
    this.#createAddon("coredns");
    this.#createNodeMonitoring();
    this.#createAddon("metrics-server");
    this.#createVolumeDriver("aws-ebs-csi-driver", "ebs");
    if (efs === true) this.#createVolumeDriver("aws-efs-csi-driver", "efs");
    if (mountpointS3 !== undefined) {
      createS3Driver(
        { role: `${name}-s3`, addon: `${name}-${S3_DRIVER_ADDON}` },
        {
          ...args,
          buckets: mountpointS3.buckets,
          addonVersion: addonVersion(S3_DRIVER_ADDON, args.addonVersions),
        },
        this,
      );
    }
    this.registerOutputs({});
  }

  #createNodeMonitoring(): void {
    this.#createAddon("eks-node-monitoring-agent", {
      // The agent tolerates every taint, its DCGM server none: without this, no GPU fault is seen on a tainted GPU node.
      configurationValues: JSON.stringify({ dcgmAgent: { tolerations: [{ operator: "Exists" }] } }),
    });
  }

  /** A driver whose controller gets its role through Pod Identity. */
  #createVolumeDriver(
    addonName: "aws-ebs-csi-driver" | "aws-efs-csi-driver",
    short: "ebs" | "efs",
  ): void {
    const serviceAccount = `${short}-csi-controller-sa`;
    const role = new WorkloadRole(
      `${this.#name}-${short}`,
      {
        cluster: this.#args.cluster,
        namespace: "kube-system",
        serviceAccount,
        associate: false,
        managedPolicyArns: [csiDriverPolicies[addonName]],
        tags: this.#args.tags,
      },
      { parent: this },
    );
    this.#createAddon(
      addonName,
      { podIdentityAssociations: [{ roleArn: role.roleArn, serviceAccount }] },
      [this.#podIdentity, ...role.ready],
    );
  }

  #createAddon(
    addonName: AddonName,
    more: Partial<aws.eks.AddonArgs> = {},
    dependsOn: readonly pulumi.Resource[] = [],
  ): aws.eks.Addon {
    const name = `${this.#name}-${addonName}`;
    return new aws.eks.Addon(
      name,
      {
        clusterName: this.#args.cluster.name,
        addonName,
        addonVersion: addonVersion(addonName, this.#args.addonVersions),
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
        tags: named(this.#args.tags, name),
        ...more,
      },
      { parent: this, dependsOn: [...dependsOn] },
    );
  }
}
