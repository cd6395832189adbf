import assert from "node:assert/strict";

import fc from "fast-check";

import { nameInArn, ownerOf } from "../../components/internal/arn";
import {
  controllerPolicies,
  controllerPolicyNames,
  type ControllerScope,
} from "../../components/karpenter/controller-policies";

const scope: ControllerScope = {
  clusterName: "dev",
  region: "eu-west-1",
  partition: "aws",
  accountId: "111122223333",
  nodeRoleArn: "arn:aws:iam::111122223333:role/nodes",
  queueArn: "arn:aws:sqs:eu-west-1:111122223333:interruption",
};

type Statement = ReturnType<typeof controllerPolicies>["nodes"]["Statement"][number];

const statements: readonly Statement[] = Object.values(controllerPolicies(scope)).flatMap(
  ({ Statement }) => Statement,
);

/** One call, with the condition keys that AWS would fill in. */
interface Call {
  readonly action: string;
  readonly resource: string;
  readonly keys?: Readonly<Record<string, string | readonly string[]>>;
}

const ownTags = {
  "aws:ResourceTag/kubernetes.io/cluster/dev": "owned",
  "aws:ResourceTag/karpenter.sh/nodepool": "gpu",
};
const askedTags = {
  "aws:RequestTag/kubernetes.io/cluster/dev": "owned",
  "aws:RequestTag/eks:eks-cluster-name": "dev",
  "aws:RequestTag/karpenter.sh/nodepool": "gpu",
};
const ownProfile = {
  "aws:ResourceTag/kubernetes.io/cluster/dev": "owned",
  "aws:ResourceTag/topology.kubernetes.io/region": "eu-west-1",
  "aws:ResourceTag/karpenter.k8s.aws/ec2nodeclass": "gpu",
};
const askedProfile = {
  "aws:RequestTag/kubernetes.io/cluster/dev": "owned",
  "aws:RequestTag/eks:eks-cluster-name": "dev",
  "aws:RequestTag/topology.kubernetes.io/region": "eu-west-1",
  "aws:RequestTag/karpenter.k8s.aws/ec2nodeclass": "gpu",
};
const instance = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1";
const template = "arn:aws:ec2:eu-west-1:111122223333:launch-template/lt-1";
const profile = "arn:aws:iam::111122223333:instance-profile/dev_1";

/** Proves the policies by the rules of IAM for the operators that they use. */
describe("permissions of the Karpenter controller", () => {
  const granted: readonly Call[] = [
    { action: "ec2:RunInstances", resource: "arn:aws:ec2:eu-west-1::image/ami-1" },
    { action: "ec2:CreateFleet", resource: "arn:aws:ec2:eu-west-1:444455556666:subnet/subnet-1" },
    { action: "ec2:RunInstances", resource: template, keys: ownTags },
    { action: "ec2:RunInstances", resource: instance, keys: askedTags },
    { action: "ec2:CreateLaunchTemplate", resource: template, keys: askedTags },
    {
      action: "ec2:CreateTags",
      resource: instance,
      keys: { ...askedTags, "ec2:CreateAction": "CreateFleet" },
    },
    {
      action: "ec2:CreateTags",
      resource: instance,
      keys: { ...ownTags, "aws:TagKeys": ["Name", "karpenter.sh/nodeclaim"] },
    },
    { action: "ec2:TerminateInstances", resource: instance, keys: ownTags },
    { action: "ec2:DeleteLaunchTemplate", resource: template, keys: ownTags },
    {
      action: "iam:PassRole",
      resource: scope.nodeRoleArn,
      keys: { "iam:PassedToService": "ec2.amazonaws.com" },
    },
    { action: "iam:CreateInstanceProfile", resource: profile, keys: askedProfile },
    {
      action: "iam:TagInstanceProfile",
      resource: profile,
      keys: { ...ownProfile, ...askedProfile },
    },
    { action: "iam:AddRoleToInstanceProfile", resource: profile, keys: ownProfile },
    { action: "iam:DeleteInstanceProfile", resource: profile, keys: ownProfile },
    { action: "iam:GetInstanceProfile", resource: profile },
    {
      action: "ec2:DescribeCapacityReservations",
      resource: "*",
      keys: { "aws:RequestedRegion": "eu-west-1" },
    },
    {
      action: "ssm:GetParameter",
      resource: "arn:aws:ssm:eu-west-1::parameter/aws/service/eks/optimized-ami/x",
    },
    { action: "pricing:GetProducts", resource: "*" },
    {
      action: "eks:DescribeCluster",
      resource: "arn:aws:eks:eu-west-1:111122223333:cluster/dev",
    },
    { action: "sqs:ReceiveMessage", resource: scope.queueArn },
  ];
  const refused: readonly (Call & { readonly because: string })[] = [
    { because: "no tags", action: "ec2:RunInstances", resource: instance },
    {
      because: "another cluster's name",
      action: "ec2:RunInstances",
      resource: instance,
      keys: { ...askedTags, "aws:RequestTag/eks:eks-cluster-name": "prod" },
    },
    {
      because: "a template of somebody else",
      action: "ec2:CreateFleet",
      resource: template,
      keys: { "aws:ResourceTag/kubernetes.io/cluster/dev": "owned" },
    },
    {
      because: "another region",
      action: "ec2:RunInstances",
      resource: "arn:aws:ec2:eu-west-2:111122223333:instance/i-1",
      keys: askedTags,
    },
    {
      because: "a node of another cluster",
      action: "ec2:TerminateInstances",
      resource: instance,
      keys: {
        "aws:ResourceTag/kubernetes.io/cluster/prod": "owned",
        "aws:ResourceTag/karpenter.sh/nodepool": "gpu",
      },
    },
    {
      because: "a managed node, which has no pool of Karpenter",
      action: "ec2:TerminateInstances",
      resource: instance,
      keys: { "aws:ResourceTag/kubernetes.io/cluster/dev": "owned" },
    },
    {
      because: "the tags that make an instance a node",
      action: "ec2:CreateTags",
      resource: instance,
      keys: { ...ownTags, "aws:TagKeys": ["Name", "karpenter.sh/nodepool"] },
    },
    {
      because: "tagging what it does not create",
      action: "ec2:CreateTags",
      resource: instance,
      keys: { ...askedTags, "aws:TagKeys": Object.keys(askedTags) },
    },
    {
      because: "another role",
      action: "iam:PassRole",
      resource: "arn:aws:iam::111122223333:role/admin",
      keys: { "iam:PassedToService": "ec2.amazonaws.com" },
    },
    {
      because: "another service",
      action: "iam:PassRole",
      resource: scope.nodeRoleArn,
      keys: { "iam:PassedToService": "lambda.amazonaws.com" },
    },
    {
      because: "a profile of somebody else",
      action: "iam:AddRoleToInstanceProfile",
      resource: profile,
      keys: askedProfile,
    },
    {
      because: "taking over a profile of somebody else",
      action: "iam:TagInstanceProfile",
      resource: profile,
      keys: askedProfile,
    },
    {
      because: "reading in another region",
      action: "ec2:DescribeInstances",
      resource: "*",
      keys: { "aws:RequestedRegion": "eu-west-2" },
    },
    {
      because: "a parameter of the account",
      action: "ssm:GetParameter",
      resource: "arn:aws:ssm:eu-west-1:111122223333:parameter/password",
    },
    {
      because: "another cluster",
      action: "eks:DescribeCluster",
      resource: "arn:aws:eks:eu-west-1:111122223333:cluster/prod",
    },
    { because: "sending", action: "sqs:SendMessage", resource: scope.queueArn },
    {
      because: "another queue",
      action: "sqs:ReceiveMessage",
      resource: "arn:aws:sqs:eu-west-1:111122223333:orders",
    },
  ];

  for (const call of granted) {
    it(`grants ${call.action} on ${call.resource}`, () => {
      assert.ok(statements.some((statement) => allows(statement, call)));
    });
  }

  for (const { because, ...call } of refused) {
    it(`refuses ${call.action}: ${because}`, () => {
      assert.deepEqual(
        statements.filter((statement) => allows(statement, call)),
        [],
      );
    });
  }

  it("stays at every resource for these calls only", () => {
    const open = statements.filter(({ Resource }) => Resource.includes("*"));
    assert.deepEqual(
      open.map(({ Action, Condition }) => [Action.join(" "), Condition]),
      [
        // EC2 describes every object or none: the region is the limit.
        [
          "ec2:DescribeCapacityReservations ec2:DescribeImages ec2:DescribeInstances ec2:DescribeInstanceStatus ec2:DescribeInstanceTypeOfferings ec2:DescribeInstanceTypes ec2:DescribeLaunchTemplates ec2:DescribePlacementGroups ec2:DescribeSecurityGroups ec2:DescribeSpotPriceHistory ec2:DescribeSubnets",
          { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
        ],
        // Price lists have no ARN, and come from another region.
        ["pricing:GetProducts", undefined],
        // A list comes before any profile is known.
        ["iam:ListInstanceProfiles", undefined],
      ],
    );
  });

  it("names every action in full, and every role and queue", () => {
    for (const { Action, Resource, Effect } of statements) {
      assert.equal(Effect, "Allow");
      for (const action of Action) assert.match(action, /^[a-z0-9]+:[A-Za-z]+$/);
      for (const resource of Resource) {
        assert.match(resource, /^(\*|arn:aws:[a-z0-9]+:(eu-west-1)?:(\*|\d{12})?:[^*]+\*?)$/);
      }
    }
  });

  it("fits into managed policies for every name that a cluster can have", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/),
        fc.constantFrom("us-east-1", "ap-northeast-3", "us-gov-west-1"),
        fc.constantFrom("aws", "aws-us-gov"),
        (clusterName, region, partition) => {
          const documents = controllerPolicies({ ...scope, clusterName, region, partition });
          for (const key of controllerPolicyNames) {
            assert.ok(JSON.stringify(documents[key]).length <= 6144, key);
          }
        },
      ),
      { numRuns: 200, examples: [["c".repeat(100), "ap-northeast-3", "aws-us-gov"]] },
    );
  });

  it("reads owner and name from ARNs", () => {
    assert.deepEqual(ownerOf("arn:aws-us-gov:iam::111122223333:role/team/nodes"), {
      partition: "aws-us-gov",
      accountId: "111122223333",
    });
    assert.equal(nameInArn("arn:aws:iam::111122223333:role/team/nodes"), "nodes");
    assert.equal(nameInArn("arn:aws:sqs:eu-west-1:111122223333:queue"), "queue");
  });
});

/** Whether one statement allows a call. An operator that the policies do not use is an error. */
function allows(statement: Statement, { action, resource, keys = {} }: Call): boolean {
  return (
    statement.Action.includes(action) &&
    statement.Resource.some((pattern) => matches(pattern, resource)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, tests]) =>
      Object.entries(tests).every(([key, expected]) =>
        holds(operator, [expected].flat(), keys[key]),
      ),
    )
  );
}

function holds(
  operator: string,
  expected: readonly string[],
  actual: string | readonly string[] | undefined,
): boolean {
  const values = actual === undefined ? [] : [actual].flat();
  switch (operator) {
    case "StringEquals":
      return values.length === 1 && expected.includes(String(values[0]));
    case "StringLike":
      return values.length === 1 && expected.some((each) => matches(each, String(values[0])));
    case "StringEqualsIfExists":
    case "ForAllValues:StringEquals":
      return values.every((value) => expected.includes(value));
    default:
      throw new Error(`unknown operator ${operator}`);
  }
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(text);
}
