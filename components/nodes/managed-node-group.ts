import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { named } from "../internal/tags";
import { createEfaSecurityGroup } from "./efa";
import { planManagedPool, type ManagedPoolPlan, type VolumePlan } from "./managed-plan";
import type { ManagedNodePoolArgs } from "./pool-args";

/** Registers a managed node group with its launch template; gives its name. */
export function createManagedNodeGroup(
  name: string,
  args: ManagedNodePoolArgs,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const plan = planManagedPool(args);
  const template = createLaunchTemplate(name, args, plan, parent);
  const { min, max, desired } = args.scaling;
  const group = new aws.eks.NodeGroup(
    `${name}-nodes`,
    {
      clusterName: args.cluster.name,
      version: args.cluster.version,
      releaseVersion: plan.imageRelease,
      nodeRoleArn: args.cluster.nodeRoleArn,
      subnetIds: args.subnetIds,
      amiType: plan.amiType,
      capacityType: plan.capacityType,
      // A Capacity Block wants the type in the launch template, and EKS takes it in one place only.
      ...(plan.capacityType === "CAPACITY_BLOCK" ? {} : { instanceTypes: [...args.instanceTypes] }),
      scalingConfig: { minSize: min, maxSize: max, desiredSize: desired ?? min },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
      launchTemplate: {
        id: template.id,
        version: template.latestVersion.apply((version) => version.toString()),
      },
      labels: plan.labels,
      taints: plan.eksTaints.map((taint) => ({ ...taint })),
      tags: named(args.tags, name),
    },
    { parent, ...(desired === undefined && { ignoreChanges: ["scalingConfig.desiredSize"] }) },
  );
  return group.nodeGroupName;
}

function createLaunchTemplate(
  name: string,
  args: ManagedNodePoolArgs,
  plan: ManagedPoolPlan,
  parent: pulumi.Resource,
): aws.ec2.LaunchTemplate {
  const tags = named(args.tags, name);
  return new aws.ec2.LaunchTemplate(
    `${name}-template`,
    {
      updateDefaultVersion: true,
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
      },
      blockDeviceMappings: plan.volumes.map(blockDevice),
      ...(plan.userData !== undefined && {
        userData: Buffer.from(plan.userData).toString("base64"),
      }),
      ...capacityOf(args, plan),
      ...(plan.efaInterfaces.length > 0 && createEfa(name, args, plan, parent)),
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
      tags,
    },
    { parent },
  );
}

function blockDevice(volume: VolumePlan): aws.types.input.ec2.LaunchTemplateBlockDeviceMapping {
  return {
    deviceName: volume.deviceName,
    ebs: {
      volumeType: "gp3",
      volumeSize: volume.sizeGiB,
      encrypted: "true",
      deleteOnTermination: "true",
      ...(volume.throughputMiBps !== undefined && { throughput: volume.throughputMiBps }),
      ...(volume.snapshotId !== undefined && { snapshotId: volume.snapshotId }),
    },
  };
}

function capacityOf(args: ManagedNodePoolArgs, plan: ManagedPoolPlan): aws.ec2.LaunchTemplateArgs {
  const { reservation } = plan;
  if ("preference" in reservation) {
    // A spot instance cannot use a reservation, and EC2 refuses to be asked.
    if (plan.capacityType === "SPOT") return {};
    return {
      capacityReservationSpecification: { capacityReservationPreference: reservation.preference },
    };
  }
  const target = {
    capacityReservationSpecification: {
      capacityReservationTarget: { capacityReservationId: reservation.targetId },
    },
  };
  if (plan.capacityType !== "CAPACITY_BLOCK") return target;
  const [instanceType] = args.instanceTypes;
  return { ...target, instanceMarketOptions: { marketType: "capacity-block" }, instanceType };
}

/** EFA wants nodes close together: one placement group, and so one zone. */
function createEfa(
  name: string,
  args: ManagedNodePoolArgs,
  plan: ManagedPoolPlan,
  parent: pulumi.Resource,
): Pick<aws.ec2.LaunchTemplateArgs, "networkInterfaces" | "placement"> {
  const placement = new aws.ec2.PlacementGroup(
    `${name}-placement`,
    { strategy: "cluster", tags: named(args.tags, `${name}-placement`) },
    { parent },
  );
  const securityGroup = createEfaSecurityGroup(name, args, parent);
  return {
    placement: { groupName: placement.name },
    networkInterfaces: plan.efaInterfaces.map((face) => ({
      ...face,
      securityGroups: [args.cluster.securityGroupId, securityGroup.id],
      deleteOnTermination: "true",
    })),
  };
}
