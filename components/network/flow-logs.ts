import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { servicePrincipalTrust } from "../identity/trust";
import { PlatformComponent } from "../internal/platform-component";
import { named, type Tags } from "../internal/tags";

/** Arguments of `FlowLogs`. */
export interface FlowLogsArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly retentionDays: pulumi.Input<number>;
  readonly tags?: Tags;
}

/** Flow logs of a VPC in CloudWatch, with a role that can write to that one log group. */
export class FlowLogs extends PlatformComponent {
  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("FlowLogs", name, args, opts);
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-log-group`,
      { retentionInDays: args.retentionDays, tags: named(args.tags, `${name}-log-group`) },
      { parent: this },
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        assumeRolePolicy: servicePrincipalTrust("vpc-flow-logs.amazonaws.com"),
        tags: named(args.tags, `${name}-role`),
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: role.id,
        policy: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
              Resource: [logGroup.arn.apply((arn) => `${arn}:*`)],
            },
          ],
        },
      },
      { parent: this },
    );
    new aws.ec2.FlowLog(
      `${name}-flow-log`,
      {
        vpcId: args.vpcId,
        trafficType: "ALL",
        logDestination: logGroup.arn,
        iamRoleArn: role.arn,
        tags: named(args.tags, `${name}-flow-log`),
      },
      { parent: this, dependsOn: [policy] },
    );
    this.registerOutputs({});
  }
}
