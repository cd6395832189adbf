import * as aws from "@pulumi/aws";
import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Artifacts } from "../internal/artifacts";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { createRelease } from "../internal/release";
import { named, type Tags } from "../internal/tags";
import { createNodeRole } from "../nodes/node-role";
import { versions } from "../versions";
import { ControllerRole } from "./controller-role";
import { KARPENTER_NAMESPACE, KARPENTER_SERVICE_ACCOUNT, karpenterDefaults } from "./defaults";
import { InterruptionQueue } from "./interruption-queue";
import { karpenterValues } from "./plan";
import { karpenterProblems } from "./rules";

/** The cluster for which Karpenter launches nodes. */
export interface KarpenterCluster {
  /** Name of the EKS cluster. */
  readonly name: pulumi.Input<string>;
  /** URL of its API server, which new nodes are given. Default: Karpenter asks EKS when it starts. */
  readonly endpoint?: pulumi.Input<string>;
}

/** Arguments of `Karpenter`. What shapes the graph is plain. */
export interface KarpenterArgs {
  readonly cluster: KarpenterCluster;
  /** Region of the cluster: nothing is launched or changed elsewhere. */
  readonly region: pulumi.Input<string>;
  /** Pool on which the controller runs: a managed group of two nodes or more. Default: `system`. */
  readonly systemPool?: string;
  /** Mirrors of charts and images. Default: the original places. */
  readonly artifacts?: Artifacts;
  /** Tags of every AWS resource made here. Default: only `Name`. */
  readonly tags?: Tags;
}

/**
 * The Karpenter controller: resource definitions, interruption queue, the controller's role, a role for the nodes that it
 * launches, and the chart. Launches nothing by itself: that takes a NodePool and an EC2NodeClass.
 *
 * Needs the add-on `eks-pod-identity-agent`, and the ServiceMonitor resource definition for its metrics.
 *
 * @throws pulumi.InputPropertiesError for a name that is too long for AWS or a pool that cannot exist.
 */
export class Karpenter extends PlatformComponent {
  /** Name of the role of the nodes, for `spec.role` of an EC2NodeClass. */
  readonly nodeRoleName: pulumi.Output<string>;
  /** Name of the interruption queue. */
  readonly queueName: pulumi.Output<string>;
  /**
   * `dependsOn` of every NodePool and EC2NodeClass: nodes can join when these exist, and a destroy drains the nodes
   * while the controller, its permissions and its queue are still there.
   */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: KarpenterArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`Karpenter "${name}"`, karpenterProblems(name, args));
    super("Karpenter", name, args, opts);

    // A role apart from that of the managed groups: EKS makes an access entry for theirs, and a second one is refused.
    const { role: nodeRole, attachments } = createNodeRole(name, args.tags, this);
    const access = new aws.eks.AccessEntry(
      `${name}-node-access`,
      {
        clusterName: args.cluster.name,
        principalArn: nodeRole.arn,
        type: "EC2_LINUX",
        tags: named(args.tags, `${name}-node-access`),
      },
      { parent: this },
    );
    const interruption = new InterruptionQueue(
      `${name}-events`,
      { tags: args.tags },
      { parent: this },
    );
    const controllerRole = new ControllerRole(
      `${name}-controller`,
      {
        clusterName: args.cluster.name,
        region: args.region,
        nodeRoleArn: nodeRole.arn,
        queueArn: interruption.queueArn,
        tags: args.tags,
      },
      { parent: this },
    );
    const needed = [nodeRole, ...attachments, access, interruption, controllerRole];
    const release = this.#createReleases(name, args, interruption.queueName, needed);

    // The id of a role is its name.
    this.nodeRoleName = nodeRole.id;
    this.queueName = interruption.queueName;
    this.ready = [release, ...needed];
    this.registerOutputs({ nodeRoleName: this.nodeRoleName, queueName: this.queueName });
  }

  #createReleases(
    name: string,
    args: KarpenterArgs,
    queueName: pulumi.Output<string>,
    needed: readonly pulumi.Resource[],
  ): kubernetes.helm.v3.Release {
    const { artifacts } = args;
    const crds = createRelease(
      `${name}-crds`,
      {
        release: "karpenter-crd",
        namespace: KARPENTER_NAMESPACE,
        chart: versions.charts.karpenterCrd,
        artifacts,
        values: {},
      },
      { parent: this },
    );
    return createRelease(
      `${name}-release`,
      {
        release: KARPENTER_SERVICE_ACCOUNT,
        namespace: KARPENTER_NAMESPACE,
        chart: versions.charts.karpenter,
        artifacts,
        values: karpenterValues({
          clusterName: args.cluster.name,
          clusterEndpoint: args.cluster.endpoint,
          queueName,
          systemPool: args.systemPool ?? karpenterDefaults.systemPool,
          artifacts,
        }),
      },
      { parent: this, dependsOn: [crds, ...needed] },
    );
  }
}
