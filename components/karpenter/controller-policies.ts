import type { PolicyStatement } from "../identity/plan";

/** What the controller's permissions are limited to. */
export interface ControllerScope {
  readonly clusterName: string;
  readonly region: string;
  /** For instance `aws`. */
  readonly partition: string;
  readonly accountId: string;
  /** The one role that the controller may give to nodes. */
  readonly nodeRoleArn: string;
  readonly queueArn: string;
}

/** A policy of a role. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/** The controller's policies; several, because IAM limits one managed policy to 6,144 characters. */
export const controllerPolicyNames = ["nodes", "profiles", "discovery", "interruption"] as const;

type Conditions = NonNullable<PolicyStatement["Condition"]>;

/**
 * The least that Karpenter 1.14 works with: it creates what it tags as a node of this cluster, and changes and deletes
 * only what carries those tags. Source: the CloudFormation template of Karpenter's getting-started guide, without zonal
 * shift, which is off.
 */
export function controllerPolicies(
  scope: ControllerScope,
): Readonly<Record<(typeof controllerPolicyNames)[number], PolicyDocument>> {
  return {
    nodes: document([...launchStatements(scope), ...nodeStatements(scope)]),
    profiles: document(profileStatements(scope)),
    discovery: document(discoveryStatements(scope)),
    interruption: document([
      allow(["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"], [scope.queueArn]),
    ]),
  };
}

const launch = ["ec2:RunInstances", "ec2:CreateFleet"];

/** What a launch makes. */
const launched = [
  "fleet",
  "instance",
  "volume",
  "network-interface",
  "launch-template",
  "spot-instances-request",
];

/** Launching: from anything that a launch refers to, into what is tagged in the same request. */
function launchStatements(scope: ControllerScope): PolicyStatement[] {
  const made = launched.map((kind) => ec2(scope, kind));
  const asked = {
    StringEquals: requestedForCluster(scope),
    StringLike: { "aws:RequestTag/karpenter.sh/nodepool": "*" },
  };
  return [
    allow(launch, [
      // Images and snapshots have no account in their ARN.
      ...["image", "snapshot"].map((kind) => ec2(scope, kind, "")),
      ...["security-group", "subnet", "capacity-reservation", "placement-group"].map((kind) =>
        ec2(scope, kind),
      ),
    ]),
    allow(launch, [ec2(scope, "launch-template")], nodeOf(scope)),
    allow([...launch, "ec2:CreateLaunchTemplate"], made, asked),
    allow(["ec2:CreateTags"], made, {
      ...asked,
      StringEquals: {
        ...asked.StringEquals,
        "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"],
      },
    }),
  ];
}

/** Later changes: three tags of a node that Karpenter launched, and its end. */
function nodeStatements(scope: ControllerScope): PolicyStatement[] {
  return [
    allow(["ec2:CreateTags"], [ec2(scope, "instance")], {
      ...nodeOf(scope),
      StringEqualsIfExists: { "aws:RequestTag/eks:eks-cluster-name": scope.clusterName },
      "ForAllValues:StringEquals": {
        "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"],
      },
    }),
    allow(
      ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
      [ec2(scope, "instance"), ec2(scope, "launch-template")],
      nodeOf(scope),
    ),
  ];
}

/** Instance profiles: Karpenter makes one for each node class, with the node role and no other. */
function profileStatements(scope: ControllerScope): PolicyStatement[] {
  const profiles = [instanceProfiles(scope)];
  const owned = {
    [`aws:ResourceTag/kubernetes.io/cluster/${scope.clusterName}`]: "owned",
    "aws:ResourceTag/topology.kubernetes.io/region": scope.region,
  };
  const ownedClass = { "aws:ResourceTag/karpenter.k8s.aws/ec2nodeclass": "*" };
  const asked = {
    ...requestedForCluster(scope),
    "aws:RequestTag/topology.kubernetes.io/region": scope.region,
  };
  const askedClass = { "aws:RequestTag/karpenter.k8s.aws/ec2nodeclass": "*" };
  return [
    allow(["iam:PassRole"], [scope.nodeRoleArn], {
      StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" },
    }),
    allow(["iam:CreateInstanceProfile"], profiles, {
      StringEquals: asked,
      StringLike: askedClass,
    }),
    allow(["iam:TagInstanceProfile"], profiles, {
      StringEquals: { ...owned, ...asked },
      StringLike: { ...ownedClass, ...askedClass },
    }),
    allow(
      [
        "iam:AddRoleToInstanceProfile",
        "iam:RemoveRoleFromInstanceProfile",
        "iam:DeleteInstanceProfile",
      ],
      profiles,
      { StringEquals: owned, StringLike: ownedClass },
    ),
  ];
}

/** Reading. Three statements stay at `*`, as in Karpenter's template: their calls are not about one object. */
function discoveryStatements(scope: ControllerScope): PolicyStatement[] {
  const { partition, region, accountId } = scope;
  return [
    // Describing in EC2 cannot be limited to resources; the region is the limit.
    allow(regionalReads, ["*"], { StringEquals: { "aws:RequestedRegion": region } }),
    // Public parameters: image ids that AWS publishes.
    allow(["ssm:GetParameter"], [`arn:${partition}:ssm:${region}::parameter/aws/service/*`]),
    // Price lists belong to nobody, and are served from other regions than this one.
    allow(["pricing:GetProducts"], ["*"]),
    // Karpenter lists profiles to remove those that no node class uses any more.
    allow(["iam:ListInstanceProfiles"], ["*"]),
    allow(["iam:GetInstanceProfile"], [instanceProfiles(scope)]),
    allow(
      ["eks:DescribeCluster"],
      [`arn:${partition}:eks:${region}:${accountId}:cluster/${scope.clusterName}`],
    ),
  ];
}

const regionalReads = [
  "ec2:DescribeCapacityReservations",
  "ec2:DescribeImages",
  "ec2:DescribeInstances",
  "ec2:DescribeInstanceStatus",
  "ec2:DescribeInstanceTypeOfferings",
  "ec2:DescribeInstanceTypes",
  "ec2:DescribeLaunchTemplates",
  "ec2:DescribePlacementGroups",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSpotPriceHistory",
  "ec2:DescribeSubnets",
];

/** Conditions that hold for what Karpenter made for a node pool of this cluster. */
function nodeOf(scope: ControllerScope): Conditions {
  return {
    StringEquals: { [`aws:ResourceTag/kubernetes.io/cluster/${scope.clusterName}`]: "owned" },
    StringLike: { "aws:ResourceTag/karpenter.sh/nodepool": "*" },
  };
}

/** Tags that a request must give to what it makes. */
function requestedForCluster({ clusterName }: ControllerScope): Record<string, string> {
  return {
    [`aws:RequestTag/kubernetes.io/cluster/${clusterName}`]: "owned",
    "aws:RequestTag/eks:eks-cluster-name": clusterName,
  };
}

/** Every EC2 object of a kind in the region; the account is open because subnets and reservations may be shared. */
function ec2(scope: ControllerScope, kind: string, account = "*"): string {
  return `arn:${scope.partition}:ec2:${scope.region}:${account}:${kind}/*`;
}

/** Every instance profile: Karpenter asks for one by name before it exists, when its path is not known to IAM. */
function instanceProfiles(scope: ControllerScope): string {
  return `arn:${scope.partition}:iam::${scope.accountId}:instance-profile/*`;
}

function allow(
  actions: readonly string[],
  resources: readonly string[],
  conditions?: Conditions,
): PolicyStatement {
  const statement: PolicyStatement = { Effect: "Allow", Action: actions, Resource: resources };
  return conditions === undefined ? statement : { ...statement, Condition: conditions };
}

function document(statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}
