import assert from "node:assert/strict";

import { Karpenter } from "../../components";
import { customResource } from "../../components/internal/custom-resource";
import {
  controllerPolicies,
  controllerPolicyNames,
} from "../../components/karpenter/controller-policies";
import { fullest, smallest } from "../../components/karpenter/example";
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
