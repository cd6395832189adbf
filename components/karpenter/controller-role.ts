import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { WorkloadRole } from "../identity/workload-role";
import { nameInArn, ownerOf } from "../internal/arn";
import { PlatformComponent } from "../internal/platform-component";
import { named, type Tags } from "../internal/tags";
import { controllerPolicies, controllerPolicyNames } from "./controller-policies";
import { KARPENTER_NAMESPACE, KARPENTER_SERVICE_ACCOUNT } from "./defaults";

/** Arguments of `ControllerRole`. */
export interface ControllerRoleArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly region: pulumi.Input<string>;
  /** The one role that the controller may give to nodes. */
  readonly nodeRoleArn: pulumi.Input<string>;
  readonly queueArn: pulumi.Input<string>;
  readonly tags?: Tags;
}

/** The role of Karpenter's controller, through Pod Identity, with its policies. */
export class ControllerRole extends PlatformComponent {
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: ControllerRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ControllerRole", name, args, opts);
    const workload = new WorkloadRole(
      `${name}-role`,
      {
        cluster: { name: args.clusterName },
        namespace: KARPENTER_NAMESPACE,
        serviceAccount: KARPENTER_SERVICE_ACCOUNT,
        tags: args.tags,
      },
      { parent: this },
    );
    this.roleArn = workload.roleArn;
    this.#createPolicies(name, args);
    this.registerOutputs({ roleArn: this.roleArn });
  }

  #createPolicies(name: string, args: ControllerRoleArgs): void {
    const { clusterName, region, nodeRoleArn, queueArn } = args;
    const documents = pulumi
      .output({ clusterName, region, nodeRoleArn, queueArn })
      .apply((known) => controllerPolicies({ ...known, ...ownerOf(known.nodeRoleArn) }));
    for (const key of controllerPolicyNames) {
      const policy = new aws.iam.Policy(
        `${name}-${key}`,
        {
          description: `Karpenter: ${key}`,
          policy: documents.apply((all) => JSON.stringify(all[key])),
          tags: named(args.tags, `${name}-${key}`),
        },
        { parent: this },
      );
      new aws.iam.RolePolicyAttachment(
        `${name}-${key}-attachment`,
        { role: this.roleArn.apply(nameInArn), policyArn: policy.arn },
        { parent: this },
      );
    }
  }
}
