import assert from "node:assert/strict";

import fc from "fast-check";

import { Karpenter } from "../../components";
import { customResource } from "../../components/internal/custom-resource";
import {
  controllerPolicies,
  controllerPolicyNames,
  type ControllerScope,
} from "../../components/karpenter/controller-policies";
import { fullest, smallest } from "../../components/karpenter/example";
import { nameInArn, ownerOf } from "../../components/karpenter/plan";
import { karpenterProblems } from "../../components/karpenter/rules";
import { policyStatements } from "../support/policy-documents";
import { record, resolved, type Recorded } from "../support/recorder";
import { at, ofType, one, refusal, said } from "../support/recorded";

const queueArn = "arn:aws:mock:::k-events-queue";

/** Proves what is registered and what IAM would allow by it. Does not prove that AWS or the chart take it. */
describe("Karpenter", () => {
  let resources: readonly Recorded[] = [];
  before(async () => {
    ({ resources } = await record(() => new Karpenter("k", smallest)));
  });

  it("gives its nodes a role of their own, and lets them join", () => {
    assert.deepEqual(policyStatements([one(resources, "k-node-role")]), [
      {
        owner: "k-node-role",
        effect: "Allow",
        actions: ["sts:AssumeRole"],
        resources: [],
        principal: { Service: "ec2.amazonaws.com" },
        condition: undefined,
      },
    ]);
    const attached = resources.filter(({ name }) => name.startsWith("k-node-role-"));
    assert.deepEqual(
      attached.map(({ inputs }) => inputs.policyArn),
      [
        "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
        "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
        "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
      ],
    );
    const { inputs } = one(resources, "k-node-access");
    assert.deepEqual(
      [inputs.type, inputs.clusterName, inputs.principalArn],
      ["EC2_LINUX", "dev", "arn:aws:mock:::k-node-role"],
    );
  });

  it("passes on each kind of event to a queue that only its rules may fill, over TLS", () => {
    const queue = one(resources, "k-events-queue").inputs;
    assert.deepEqual([queue.sqsManagedSseEnabled, queue.messageRetentionSeconds], [true, 300]);

    const patterns = {
      health: { source: ["aws.health"], "detail-type": ["AWS Health Event"] },
      rebalance: {
        source: ["aws.ec2"],
        "detail-type": ["EC2 Instance Rebalance Recommendation"],
      },
      reservation: {
        source: ["aws.ec2"],
        "detail-type": ["EC2 Capacity Reservation Instance Interruption Warning"],
      },
      spot: { source: ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"] },
      state: { source: ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"] },
    };
    const rules = ofType(resources, "aws:cloudwatch/eventRule:EventRule");
    assert.deepEqual(
      Object.fromEntries(
        rules.map(({ name, inputs }) => [
          name.replace("k-events-", ""),
          JSON.parse(String(inputs.eventPattern)),
        ]),
      ),
      patterns,
    );
    for (const { name } of rules) {
      const target = one(resources, `${name}-target`);
      assert.equal(target.inputs.arn, queueArn);
      assert.deepEqual(target.dependsOn, ["k-events-policy"]);
    }
    assert.deepEqual(JSON.parse(String(one(resources, "k-events-policy").inputs.policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "OwnRulesSend",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: ["sqs:SendMessage"],
          Resource: [queueArn],
          Condition: {
            ArnEquals: {
              "aws:SourceArn": ["spot", "rebalance", "state", "reservation", "health"].map(
                (key) => `arn:aws:mock:::k-events-${key}`,
              ),
            },
          },
        },
        {
          Sid: "DenyWithoutTls",
          Effect: "Deny",
          Principal: "*",
          Action: ["sqs:*"],
          Resource: [queueArn],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("gives the controller its policies through Pod Identity", () => {
    const association = one(resources, "k-controller-role-association").inputs;
    assert.deepEqual(
      [association.namespace, association.serviceAccount],
      ["kube-system", "karpenter"],
    );
    const documents = controllerPolicies({
      clusterName: "dev",
      region: "us-east-1",
      partition: "aws",
      accountId: "",
      nodeRoleArn: "arn:aws:mock:::k-node-role",
      queueArn,
    });
    for (const key of controllerPolicyNames) {
      assert.deepEqual(
        JSON.parse(String(one(resources, `k-controller-${key}`).inputs.policy)),
        documents[key],
      );
      assert.equal(
        one(resources, `k-controller-${key}-attachment`).inputs.policyArn,
        `arn:aws:mock:::k-controller-${key}`,
      );
    }
  });

  it("installs the definitions and then the controller, on the system pool", () => {
    const crds = one(resources, "k-crds").inputs;
    assert.deepEqual(
      [crds.chart, crds.version, crds.name, crds.namespace],
      ["oci://public.ecr.aws/karpenter/karpenter-crd", "1.14.1", "karpenter-crd", "kube-system"],
    );
    const { inputs } = one(resources, "k-release");
    assert.deepEqual(
      [inputs.chart, inputs.version, inputs.name, inputs.namespace, inputs.atomic],
      ["oci://public.ecr.aws/karpenter/karpenter", "1.14.1", "karpenter", "kube-system", true],
    );
    assert.deepEqual(inputs.values, {
      replicas: 2,
      nodeSelector: { "inference-platform.io/node-pool": "system" },
      dnsPolicy: "Default",
      serviceAccount: { name: "karpenter" },
      serviceMonitor: { enabled: true },
      controller: {
        image: { repository: "public.ecr.aws/karpenter/controller" },
        resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } },
      },
      settings: {
        clusterName: "dev",
        interruptionQueue: "k-events-queue",
        featureGates: {
          reservedCapacity: true,
          spotToSpotConsolidation: false,
          nodeRepair: false,
          nodeOverlay: false,
          staticCapacity: false,
          capacityBuffer: false,
        },
      },
    });
  });

  it("takes charts and image from mirrors, the pool and the endpoint from its arguments", async () => {
    const full = await record(() => new Karpenter("k", fullest));
    const { inputs } = one(full.resources, "k-release");
    assert.equal(inputs.chart, "oci://registry.example.com/charts/karpenter");
    assert.equal(
      one(full.resources, "k-crds").inputs.chart,
      "oci://registry.example.com/charts/karpenter-crd",
    );
    assert.equal(
      at(inputs.values, "controller", "image", "repository"),
      "registry.example.com/karpenter/controller",
    );
    assert.equal(
      at(inputs.values, "settings", "clusterEndpoint"),
      "https://EXAMPLE.gr7.us-east-1.eks.amazonaws.com",
    );
    assert.deepEqual(at(inputs.values, "nodeSelector"), {
      "inference-platform.io/node-pool": "core",
    });
    const taggable = full.resources.filter(({ type }) =>
      /:(AccessEntry|EventRule|Policy|Queue|Role|PodIdentityAssociation)$/.test(type),
    );
    assert.equal(taggable.length, 1 + 5 + 4 + 1 + 2 + 1);
    for (const { name, inputs: each } of taggable) {
      assert.equal(at(each, "tags", "project"), "inference-platform", name);
    }
  });

  it("gives the names that an EC2NodeClass needs", async () => {
    const { result } = await record(() => new Karpenter("k", smallest));
    assert.equal(await resolved(result.nodeRoleName), "k-node-role-id");
    assert.equal(await resolved(result.queueName), "k-events-queue");
  });

  it("is refused for a name that AWS has no room for and a pool that cannot exist", async () => {
    const name = "k".repeat(36);
    assert.deepEqual(
      await refusal(() => new Karpenter(name, { ...smallest, systemPool: "Core" })),
      [
        `Karpenter "${name}": 2 inputs are wrong`,
        `name: "${name}" has 36 characters; at most 35 are allowed. Shorten it.`,
        'systemPool: "Core" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
      ],
    );
    assert.deepEqual(said(karpenterProblems("k".repeat(35), {})), []);
  });

  it("makes no name longer than IAM and EventBridge take", async () => {
    const name = "k".repeat(35);
    const longest = await record(() => new Karpenter(name, smallest));
    for (const each of longest.resources.filter(({ type }) => /:(Role|EventRule)$/.test(type))) {
      assert.ok(`${each.name}-0123abc`.length <= 64, each.name);
    }
  });
});

/**
 * Proves the order by what is registered: a resource is created after what it waits for, and deleted before it. That
 * the deletion of a NodePool waits for its nodes is the work of Karpenter's finalizers.
 */
describe("order of Karpenter and its nodes", () => {
  it("ends the NodePools before the controller, and the controller before all that it works with", async () => {
    const { resources } = await record(() => {
      const { ready } = new Karpenter("k", smallest);
      customResource(
        "pool",
        { apiVersion: "karpenter.sh/v1", kind: "NodePool", metadata: { name: "pool" }, spec: {} },
        { dependsOn: [...ready] },
      );
    });
    const made = resources.filter(({ name, component }) => name !== "pool" && !component);
    const names = made.map(({ name }) => name).sort();
    assert.equal(names.length, 29);
    assert.deepEqual(waitsFor(resources, "pool"), names);
    assert.deepEqual(
      waitsFor(resources, "k-release"),
      names.filter((name) => name !== "k-release"),
    );
  });
});

/** Names of the custom resources that a resource waits for, at any remove; a component stands for its descendants. */
function waitsFor(resources: readonly Recorded[], start: string): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const { dependsOn, parent } = one(resources, name);
    for (const next of dependsOn.flatMap((each) => leaves(resources, each))) {
      if (found.has(next)) continue;
      found.add(next);
      visit(next);
    }
    if (parent !== undefined) visit(parent);
  };
  visit(start);
  return [...found].sort();
}

function leaves(resources: readonly Recorded[], name: string): string[] {
  if (!one(resources, name).component) return [name];
  return resources
    .filter(({ parent }) => parent === name)
    .flatMap((child) => leaves(resources, child.name));
}

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
