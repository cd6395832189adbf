import { createHash } from "node:crypto";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** An IAM role that an AWS service assumes, with managed policies: `eks:index:ServiceRole`. */
export class ServiceRole extends pulumi.ComponentResource {
  readonly role: aws.iam.Role;
  readonly attachments: readonly aws.iam.RolePolicyAttachment[];

  constructor(
    name: string,
    args: {
      readonly service: string;
      readonly description?: string;
      /** For instance `AmazonEKSClusterPolicy`. */
      readonly managedPolicies: readonly string[];
      readonly assumeRoleActions: readonly string[];
      readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
    },
    options: pulumi.ComponentResourceOptions,
  ) {
    super("eks:index:ServiceRole", name, {}, options);
    this.role = new aws.iam.Role(
      `${name}-role`,
      {
        ...(args.description === undefined ? {} : { description: args.description }),
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Action: args.assumeRoleActions,
              Effect: "Allow",
              Principal: { Service: [args.service] },
            },
          ],
        }),
        ...(args.tags === undefined ? {} : { tags: args.tags }),
      },
      { parent: this },
    );
    this.attachments = args.managedPolicies.map((policy) => {
      const policyArn = `arn:aws:iam::aws:policy/${policy}`;
      const suffix = createHash("sha1").update(policyArn).digest("hex").slice(0, 8);
      return new aws.iam.RolePolicyAttachment(
        `${name}-${suffix}`,
        { policyArn, role: this.role.name },
        { parent: this },
      );
    });
    this.registerOutputs({ role: this.role });
  }
}
