import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { named, type Tags } from "../internal/tags";
import { nodePoolDefaults } from "./defaults";
import { planNodePool, type NodePoolPlan, type NodeTaint, type PoolScaling } from "./plan";
import { nodePoolProblems } from "./rules";

/** The cluster that a pool joins. */
export interface NodePoolCluster {
  /** Name of the EKS cluster. */
  readonly name: pulumi.Input<string>;
  /** Kubernetes minor of the nodes, for instance `1.35`. Default of the platform: that of the control plane. */
  readonly version: pulumi.Input<string>;
  /** ARN of the role that the nodes carry. */
  readonly nodeRoleArn: pulumi.Input<string>;
}

/** Arguments of `NodePool`. What shapes the graph is plain. */
export interface NodePoolArgs {
  readonly cluster: NodePoolCluster;
  /** Name of the pool: value of the node label `inference-platform.io/node-pool`, by which pods select it. */
  readonly pool: string;
  /** Private subnets of the nodes. One subnet pins the pool to one zone. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** EC2 types, all of one architecture; on spot, several similar ones make a launch likelier. */
  readonly instanceTypes: readonly string[];
  /** Whether pods of this pool hold GPUs. Default: `false`. Said aloud, so that a typing error cannot buy GPUs. */
  readonly gpu?: boolean;
  /** `onDemand` or `spot` (cheaper, taken away on two minutes' notice). Default: `onDemand`. */
  readonly capacity?: "onDemand" | "spot";
  /** Sizes in nodes. `desired` counts at creation only: an autoscaler owns it afterwards. */
  readonly scaling: PoolScaling;
  /** Root volume in GiB (gp3, encrypted). Default: 50, on GPU pools 200: two versions of a Triton image. */
  readonly diskSizeGiB?: number;
  /** More node labels. Default: none. */
  readonly labels?: Readonly<Record<string, string>>;
  /** More taints. GPU pools always carry `nvidia.com/gpu=present:NoSchedule`. Default: none. */
  readonly taints?: readonly NodeTaint[];
  /** Tags of the group, its launch template, instances and volumes. Default: only `Name`. */
  readonly tags?: Tags;
}

/**
 * A managed node group: AL2023 (the NVIDIA image on GPU pools), encrypted root volume, instance metadata for the node
 * only, no public address, automatic repair of broken nodes.
 *
 * @throws pulumi.InputPropertiesError naming every wrong type, size, disk and taint; nothing is registered then.
 */
export class NodePool extends PlatformComponent {
  /** Name of the pool, as pods select it. */
  readonly pool: string;
  /** Name of the managed node group. */
  readonly nodeGroupName: pulumi.Output<string>;
  /** Whether the pool carries GPUs and so the GPU taint. */
  readonly gpu: boolean;

  constructor(name: string, args: NodePoolArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`NodePool "${name}"`, nodePoolProblems(args));
    super("NodePool", name, args, opts);
    const plan = planNodePool(args);

    const template = this.#createLaunchTemplate(name, args, plan);
    const group = this.#createNodeGroup(name, args, plan, template);

    this.pool = args.pool;
    this.gpu = plan.gpu;
    this.nodeGroupName = group.nodeGroupName;
    this.registerOutputs({
      pool: this.pool,
      nodeGroupName: this.nodeGroupName,
      gpu: this.gpu,
    });
  }

  #createLaunchTemplate(
    name: string,
    args: NodePoolArgs,
    plan: NodePoolPlan,
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
        blockDeviceMappings: [
          {
            deviceName: "/dev/xvda",
            ebs: {
              volumeType: "gp3",
              volumeSize: plan.diskSizeGiB,
              encrypted: "true",
              deleteOnTermination: "true",
            },
          },
        ],
        tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
        tags,
      },
      { parent: this },
    );
  }

  #createNodeGroup(
    name: string,
    args: NodePoolArgs,
    plan: NodePoolPlan,
    template: aws.ec2.LaunchTemplate,
  ): aws.eks.NodeGroup {
    const { min, max } = args.scaling;
    return new aws.eks.NodeGroup(
      `${name}-nodes`,
      {
        clusterName: args.cluster.name,
        version: args.cluster.version,
        nodeRoleArn: args.cluster.nodeRoleArn,
        subnetIds: args.subnetIds,
        amiType: plan.amiType,
        capacityType:
          (args.capacity ?? nodePoolDefaults.capacity) === "spot" ? "SPOT" : "ON_DEMAND",
        instanceTypes: [...args.instanceTypes],
        scalingConfig: { minSize: min, maxSize: max, desiredSize: args.scaling.desired ?? min },
        updateConfig: { maxUnavailable: 1 },
        nodeRepairConfig: { enabled: true },
        launchTemplate: {
          id: template.id,
          version: template.latestVersion.apply((version) => version.toString()),
        },
        labels: plan.labels,
        taints: plan.taints.map((taint) => ({ ...taint })),
        tags: named(args.tags, name),
      },
      { parent: this, ignoreChanges: ["scalingConfig.desiredSize"] },
    );
  }
}
