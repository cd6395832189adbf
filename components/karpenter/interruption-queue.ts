import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { nameInArn } from "../internal/arn";
import { PlatformComponent } from "../internal/platform-component";
import { named, type Tags } from "../internal/tags";
import { interruptionEvents, karpenterDefaults } from "./defaults";
import { eventPattern, queuePolicy } from "./plan";

/** Arguments of `InterruptionQueue`. */
export interface InterruptionQueueArgs {
  readonly tags?: Tags;
}

/** The queue from which Karpenter learns that a node will go, and the EventBridge rules that fill it. */
export class InterruptionQueue extends PlatformComponent {
  readonly queueName: pulumi.Output<string>;
  readonly queueArn: pulumi.Output<string>;

  constructor(name: string, args: InterruptionQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("InterruptionQueue", name, args, opts);
    const queue = new aws.sqs.Queue(
      `${name}-queue`,
      {
        messageRetentionSeconds: karpenterDefaults.messageRetentionSeconds,
        sqsManagedSseEnabled: true,
        tags: named(args.tags, `${name}-queue`),
      },
      { parent: this },
    );
    this.queueArn = queue.arn;
    this.queueName = queue.arn.apply(nameInArn);
    this.#createRules(name, queue, args);
    this.registerOutputs({ queueName: this.queueName, queueArn: this.queueArn });
  }

  #createRules(name: string, queue: aws.sqs.Queue, args: InterruptionQueueArgs): void {
    const rules = Object.entries(interruptionEvents).map(([key, event]) => ({
      key,
      rule: new aws.cloudwatch.EventRule(
        `${name}-${key}`,
        {
          description: `${event.detailType}, for Karpenter`,
          eventPattern: eventPattern(event),
          tags: named(args.tags, `${name}-${key}`),
        },
        { parent: this },
      ),
    }));
    const policy = new aws.sqs.QueuePolicy(
      `${name}-policy`,
      {
        queueUrl: queue.id,
        policy: pulumi
          .all([queue.arn, pulumi.all(rules.map(({ rule }) => rule.arn))])
          .apply(([queueArn, ruleArns]) => JSON.stringify(queuePolicy(queueArn, ruleArns))),
      },
      { parent: this },
    );
    for (const { key, rule } of rules) {
      new aws.cloudwatch.EventTarget(
        `${name}-${key}-target`,
        { rule: rule.name, arn: queue.arn },
        // EventBridge drops what the queue refuses.
        { parent: this, dependsOn: [policy] },
      );
    }
  }
}
