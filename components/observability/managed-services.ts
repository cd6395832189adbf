import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../internal/problems";
import { PlatformComponent } from "../internal/platform-component";
import { named, type Tags } from "../internal/tags";

/** How people sign in to Amazon Managed Grafana. */
export const grafanaSignIns = ["AWS_SSO", "SAML"] as const;

/** Services of AWS beside what runs in the cluster. */
export interface ManagedServices {
  /**
   * A workspace of Amazon Managed Service for Prometheus that receives every sample. Rules stay in the cluster's
   * Prometheus: they are evaluated once, and what they record arrives in the workspace like any other series. Default:
   * `false`.
   */
  readonly prometheus?: boolean;
  /** A workspace of Amazon Managed Grafana that reads the workspace of Prometheus, and nothing else. Default: none. */
  readonly grafana?: {
    /** IAM Identity Center or a SAML provider of yours, which is set up in the workspace. */
    readonly signIn: (typeof grafanaSignIns)[number];
  };
}

/** Problems of the managed services. */
export function managedServiceProblems({ prometheus, grafana }: ManagedServices): Problem[] {
  if (grafana === undefined || prometheus === true) return [];
  return [
    {
      path: "managed.grafana",
      reason: "has nothing to read without managed.prometheus. Set that to true, or remove this.",
    },
  ];
}

/** Arguments of `ManagedMetrics`. */
export interface ManagedMetricsArgs {
  readonly grafana: ManagedServices["grafana"];
  /** Days that the logs of the workspace are kept. */
  readonly logRetentionDays: number;
  readonly tags: Tags | undefined;
}

/** A workspace of Amazon Managed Service for Prometheus, encrypted with a key of its own, and Grafana before it. */
export class ManagedMetrics extends PlatformComponent {
  readonly workspaceArn: pulumi.Output<string>;
  /** URL that Prometheus writes to. */
  readonly remoteWriteUrl: pulumi.Output<string>;

  constructor(name: string, args: ManagedMetricsArgs, opts: pulumi.ComponentResourceOptions) {
    super("ManagedMetrics", name, args, opts);
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Metrics of ${name}`,
        enableKeyRotation: true,
        tags: named(args.tags, `${name}-key`),
      },
      { parent: this },
    );
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-log-group`,
      {
        // Services of AWS may only write to groups of this prefix without a resource policy each.
        name: `/aws/vendedlogs/prometheus/${name}`,
        retentionInDays: args.logRetentionDays,
        tags: named(args.tags, `${name}-log-group`),
      },
      { parent: this },
    );
    const workspace = new aws.amp.Workspace(
      `${name}-workspace`,
      {
        alias: name,
        kmsKeyArn: key.arn,
        loggingConfiguration: { logGroupArn: logGroup.arn.apply((arn) => `${arn}:*`) },
        tags: named(args.tags, name),
      },
      { parent: this },
    );
    this.workspaceArn = workspace.arn;
    this.remoteWriteUrl = workspace.prometheusEndpoint.apply(
      (endpoint) => `${endpoint}api/v1/remote_write`,
    );
    if (args.grafana !== undefined) this.#createGrafana(name, args.grafana, args.tags);
    this.registerOutputs({
      workspaceArn: this.workspaceArn,
      remoteWriteUrl: this.remoteWriteUrl,
    });
  }

  #createGrafana(
    name: string,
    { signIn }: NonNullable<ManagedServices["grafana"]>,
    tags: Tags | undefined,
  ): void {
    const role = new aws.iam.Role(
      `${name}-grafana-role`,
      {
        assumeRolePolicy: this.workspaceArn.apply(grafanaTrust),
        tags: named(tags, `${name}-grafana-role`),
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-grafana-policy`,
      {
        role: role.id,
        policy: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: [...readActions], Resource: [this.workspaceArn] }],
        },
      },
      { parent: this },
    );
    new aws.grafana.Workspace(
      `${name}-grafana`,
      {
        name,
        accountAccessType: "CURRENT_ACCOUNT",
        authenticationProviders: [signIn],
        permissionType: "CUSTOMER_MANAGED",
        dataSources: ["PROMETHEUS"],
        roleArn: role.arn,
        tags: named(tags, `${name}-grafana`),
      },
      { parent: this, dependsOn: [policy] },
    );
  }
}

/** What reading one workspace needs. */
const readActions = [
  "aps:DescribeWorkspace",
  "aps:QueryMetrics",
  "aps:GetLabels",
  "aps:GetSeries",
  "aps:GetMetricMetadata",
] as const;

/** Trust in Managed Grafana, for workspaces of the account of this workspace only. */
function grafanaTrust(workspaceArn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "grafana.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": workspaceArn.split(":")[4] } },
      },
    ],
  });
}
