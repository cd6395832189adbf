import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { nodeObject, nodeTaints } from "../../sandbox/plugins/aws/nodes";
import { AwsPlugin } from "../../sandbox/plugins/aws/plugin";
import { AwsService, type AwsObject } from "../../sandbox/plugins/aws/service";
import type { CreateAnswer } from "../../sandbox/plugins/plugin";
import { shown, valueAt, type Properties } from "../../sandbox/plugins/properties";
import { sandboxPaths, type SandboxPaths } from "../../sandbox/paths";

const vpcType = "aws:ec2/vpc:Vpc";
const subnetType = "aws:ec2/subnet:Subnet";
const roleType = "aws:iam/role:Role";
const clusterType = "aws:eks/cluster:Cluster";
const nodeGroupType = "aws:eks/nodeGroup:NodeGroup";
const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });

describe("plugins: simulated AWS", () => {
  let paths: SandboxPaths;
  let aws: AwsService;
  let plugin: AwsPlugin;

  beforeEach(() => {
    paths = sandboxPaths("test", fs.mkdtempSync(path.join(os.tmpdir(), "aws-")));
    aws = new AwsService(paths);
    plugin = new AwsPlugin(aws);
    aws.configure({ "aws:config:region": "eu-central-1" });
  });

  afterEach(() => {
    fs.rmSync(path.dirname(paths.root), { recursive: true });
  });

  const create = (type: string, inputs: Properties): Promise<CreateAnswer> =>
    plugin.create({
      ...about(type),
      inputs,
      secrets: [],
      preview: false,
      timeoutSeconds: undefined,
    });
  const remove = (type: string, id: string): Promise<void> =>
    plugin.delete({ ...about(type), id, inputs: {}, outputs: {}, timeoutSeconds: undefined });

  it("gives a VPC the outputs of AWS and reads the same ones back", async () => {
    aws.configure({ "aws:config:defaultTags": '{"tags":{"env":"dev","team":"ml"}}' });
    const { id, outputs } = await create(vpcType, {
      cidrBlock: "10.0.0.0/16",
      tags: { team: "x" },
    });
    assert.match(id, /^vpc-[0-9a-f]{17}$/);
    assert.equal(outputs["arn"], `arn:aws:ec2:eu-central-1:111122223333:vpc/${id}`);
    assert.deepEqual(outputs["tagsAll"], { env: "dev", team: "x" });
    const read = await plugin.read({ ...about(vpcType), id, inputs: {} });
    assert.deepEqual(read?.outputs, outputs);
  });

  it("answers a read of a deleted object with nothing, and deletes it twice without complaint", async () => {
    const { id } = await create(vpcType, { cidrBlock: "10.0.0.0/16" });
    await remove(vpcType, id);
    await remove(vpcType, id);
    assert.equal(await plugin.read({ ...about(vpcType), id, inputs: {} }), undefined);
  });

  it("shows what was changed behind the program's back", async () => {
    const { id } = await create(vpcType, { cidrBlock: "10.0.0.0/16", enableDnsSupport: true });
    const object = aws.find(vpcType, id) as AwsObject;
    aws.put(vpcType, { ...object, inputs: { ...object.inputs, enableDnsSupport: false } });
    const read = await plugin.read({ ...about(vpcType), id, inputs: {} });
    assert.ok(read);
    assert.equal(read.inputs["enableDnsSupport"], false);
    assert.equal(read.outputs["enableDnsSupport"], false);
  });

  it("removes what an interrupted create left, and nothing that the state knows", async () => {
    const known = await create(vpcType, { cidrBlock: "10.0.0.0/16" });
    const orphan = await create(vpcType, { cidrBlock: "10.1.0.0/16" });
    const { urn } = about(vpcType);
    assert.deepEqual(await plugin.removeUnrecorded(urn, [known.id]), [`${vpcType} ${orphan.id}`]);
    assert.deepEqual(await plugin.removeUnrecorded(urn, [known.id]), []);
    assert.deepEqual(
      aws.list(vpcType).map(({ id }) => id),
      [known.id],
    );
  });

  it("changes nothing in a preview", async () => {
    const inputs = { cidrBlock: "10.0.0.0/16" };
    const request = { ...about(vpcType), inputs, secrets: [], preview: true };
    const answer = await plugin.create({ ...request, timeoutSeconds: undefined });
    assert.deepEqual(answer, { id: "", outputs: inputs });
    assert.deepEqual(aws.list(vpcType), []);
  });

  it("refuses subnets outside their VPC, overlapping ones and those of no VPC", async () => {
    const { id } = await create(vpcType, { cidrBlock: "10.0.0.0/16" });
    const first = await create(subnetType, { vpcId: id, cidrBlock: "10.0.0.0/20" });
    await assert.rejects(create(subnetType, { vpcId: id, cidrBlock: "10.1.0.0/20" }), {
      message: `InvalidSubnet.Range: The CIDR '10.1.0.0/20' is invalid: it is not within the range 10.0.0.0/16 of ${id}. (simulated AWS)`,
    });
    await assert.rejects(create(subnetType, { vpcId: id, cidrBlock: "10.0.8.0/24" }), {
      message: `InvalidSubnet.Conflict: The CIDR '10.0.8.0/24' conflicts with another subnet: ${first.id} has 10.0.0.0/20. (simulated AWS)`,
    });
    await assert.rejects(create(subnetType, { vpcId: "vpc-0", cidrBlock: "10.0.0.0/20" }), {
      message: "InvalidVpcID.NotFound: The vpc ID 'vpc-0' does not exist. (simulated AWS)",
    });
    await assert.rejects(remove(vpcType, id), {
      message: `DependencyViolation: The vpc '${id}' has dependencies and cannot be deleted: ${first.id}. (simulated AWS)`,
    });
  });

  it("lets subnets lie in an associated range, and keeps the range while they do", async () => {
    const associationType = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation";
    const { id: vpcId } = await create(vpcType, { cidrBlock: "10.0.0.0/16" });
    const pods = { vpcId, cidrBlock: "100.64.0.0/19" };
    await assert.rejects(create(subnetType, pods), {
      message: `InvalidSubnet.Range: The CIDR '100.64.0.0/19' is invalid: it is not within the range 10.0.0.0/16 of ${vpcId}. (simulated AWS)`,
    });
    await assert.rejects(create(associationType, { vpcId, cidrBlock: "10.0.128.0/17" }), {
      message: `InvalidVpc.Conflict: The CIDR '10.0.128.0/17' conflicts with the range 10.0.0.0/16 of ${vpcId}. (simulated AWS)`,
    });
    const range = await create(associationType, { vpcId, cidrBlock: "100.64.0.0/16" });
    assert.match(range.id, /^vpc-cidr-assoc-[0-9a-f]{17}$/);
    const subnet = await create(subnetType, pods);
    await assert.rejects(remove(associationType, range.id), {
      message: `InvalidCidrBlock.InUse: The vpc ${vpcId} currently has a subnet within CIDR block 100.64.0.0/16: ${subnet.id}. (simulated AWS)`,
    });
    await remove(subnetType, subnet.id);
    await remove(associationType, range.id);
    assert.deepEqual(aws.list(associationType), []);
  });

  it("makes a name up once, keeps it, and keeps a name of the program", async () => {
    const inputs = { assumeRolePolicy: trust };
    const fresh = await plugin.check({ ...about(roleType), inputs, oldInputs: undefined });
    const name = shown(fresh.inputs["name"]);
    assert.match(name, /^thing-[0-9a-f]{7}$/);
    const again = await plugin.check({ ...about(roleType), inputs, oldInputs: fresh.inputs });
    assert.equal(again.inputs["name"], name);
    const named = { ...inputs, name: "mine" };
    const given = await plugin.check({
      ...about(roleType),
      inputs: named,
      oldInputs: fresh.inputs,
    });
    assert.equal(given.inputs["name"], "mine");
  });

  it("names each missing input", async () => {
    const { failures } = await plugin.check({
      ...about(roleType),
      inputs: {},
      oldInputs: undefined,
    });
    const reason = "aws:iam/role:Role needs assumeRolePolicy: give a value.";
    assert.deepEqual(failures, [{ property: "assumeRolePolicy", reason }]);
  });

  it("replaces for what AWS cannot change, and deletes first where the name is fixed", async () => {
    const oldInputs = { cidrBlock: "10.0.0.0/16", tags: { a: "b" } };
    const diff = await plugin.diff({
      ...about(vpcType),
      id: "vpc-1",
      oldInputs,
      inputs: { cidrBlock: "10.1.0.0/16", tags: { a: "c" } },
    });
    assert.deepEqual(diff, {
      changes: [
        { path: ["cidrBlock"], kind: "update", replace: true },
        { path: ["tags", "a"], kind: "update", replace: false },
      ],
      deleteBeforeReplace: false,
    });
    const role = { ...about(roleType), id: "x", oldInputs: {}, inputs: { name: "mine" } };
    assert.equal((await plugin.diff(role)).deleteBeforeReplace, true);
    const autoNamed = { ...role, inputs: { name: "thing-0123abc" } };
    assert.equal((await plugin.diff(autoNamed)).deleteBeforeReplace, false);
  });

  it("counts the versions of a launch template", async () => {
    const type = "aws:ec2/launchTemplate:LaunchTemplate";
    const { id, outputs } = await create(type, { name: "lt" });
    const updated = await plugin.update({
      ...about(type),
      id,
      inputs: { name: "lt", instanceType: "g6.xlarge" },
      secrets: [],
      preview: false,
      timeoutSeconds: undefined,
      oldInputs: {},
      oldOutputs: outputs,
    });
    assert.deepEqual([outputs["latestVersion"], updated["latestVersion"]], [1, 2]);
  });

  it("gives a queue, its policy and the rule that fills it what AWS gives", async () => {
    const queue = await create("aws:sqs/queue:Queue", { name: "events", tags: { team: "ml" } });
    const url = "https://sqs.eu-central-1.amazonaws.com/111122223333/events";
    const queueArn = "arn:aws:sqs:eu-central-1:111122223333:events";
    assert.equal(queue.id, url);
    assert.deepEqual(
      ["arn", "url", "name", "tagsAll"].map((key) => queue.outputs[key]),
      [queueArn, url, "events", { team: "ml" }],
    );
    const policy = await create("aws:sqs/queuePolicy:QueuePolicy", {
      queueUrl: url,
      policy: trust,
    });
    assert.equal(policy.id, url);
    const rule = await create("aws:cloudwatch/eventRule:EventRule", { name: "spot" });
    assert.deepEqual(
      [rule.id, rule.outputs["arn"]],
      ["spot", "arn:aws:events:eu-central-1:111122223333:rule/spot"],
    );
    const type = "aws:cloudwatch/eventTarget:EventTarget";
    const target = await create(type, { rule: "spot", arn: queueArn });
    assert.match(target.id, /^spot-[0-9a-f]{10}$/);
    const moved = await plugin.diff({
      ...about(type),
      id: target.id,
      oldInputs: { rule: "spot", arn: queueArn },
      inputs: { rule: "health", arn: queueArn },
    });
    assert.deepEqual(moved.changes, [{ path: ["rule"], kind: "update", replace: true }]);
  });

  it("attaches a policy to a role that exists, and to no other", async () => {
    const policy = await create("aws:iam/policy:Policy", { name: "nodes", policy: trust });
    const arn = "arn:aws:iam::111122223333:policy/nodes";
    assert.deepEqual([policy.id, policy.outputs["arn"]], [arn, arn]);
    const type = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
    await assert.rejects(create(type, { role: "karpenter", policyArn: arn }), {
      message: "NoSuchEntity: The role with name karpenter cannot be found. (simulated AWS)",
    });
    await create(roleType, { name: "karpenter", assumeRolePolicy: trust });
    const { id } = await create(type, { role: "karpenter", policyArn: arn });
    assert.equal(id, `karpenter/${arn}`);
  });

  it("makes one access entry for a role", async () => {
    const type = "aws:eks/accessEntry:AccessEntry";
    const inputs = { clusterName: "c", principalArn: "arn:aws:iam::1:role/n", type: "EC2_LINUX" };
    await assert.rejects(create(type, inputs), {
      message: "ResourceNotFoundException: No cluster found for name: c. (simulated AWS)",
    });
    aws.put(clusterType, entry("c", { name: "c" }));
    const { id } = await create(type, inputs);
    assert.equal(id, "c:arn:aws:iam::1:role/n");
    await assert.rejects(create(type, inputs), {
      message: `EntityAlreadyExists: ${type} ${id} already exists. (simulated AWS)`,
    });
  });

  it("makes no cluster without a control plane", async () => {
    const message =
      "ServerException: No control plane runs for the stack test: start the sandbox before an update. (simulated AWS)";
    const inputs = { name: "c", roleArn: "arn", vpcConfig: {} };
    await assert.rejects(create(clusterType, inputs), { message });
    assert.deepEqual(aws.list(clusterType), []);
  });

  it("keeps a protected cluster and one with node groups", async () => {
    aws.put(clusterType, entry("c", { name: "c", deletionProtection: true }));
    await assert.rejects(remove(clusterType, "c"), {
      message:
        "InvalidRequestException: The cluster c has deletion protection enabled. Disable it with deletionProtection: false first. (simulated AWS)",
    });
    aws.put(clusterType, entry("c", { name: "c" }));
    aws.put(nodeGroupType, entry("c:g", { clusterName: "c", nodeGroupName: "g" }));
    await assert.rejects(remove(clusterType, "c"), {
      message:
        "ResourceInUseException: Cluster has nodegroups attached: delete g first. (simulated AWS)",
    });
  });

  it("refuses node groups of no cluster, of unknown types and of impossible sizes", async () => {
    const group = (changes: Properties): Properties => ({
      clusterName: "c",
      nodeGroupName: "g",
      nodeRoleArn: "arn",
      subnetIds: [],
      instanceTypes: ["g6.xlarge"],
      scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 1 },
      ...changes,
    });
    await assert.rejects(create(nodeGroupType, group({})), {
      message: "ResourceNotFoundException: No cluster found for name: c. (simulated AWS)",
    });
    aws.put(clusterType, entry("c", { name: "c" }));
    await assert.rejects(create(nodeGroupType, group({ instanceTypes: ["g6.xlrge"] })), {
      message: /do not exist: \[g6\.xlrge\]\. Nearest: g6\.xlarge, /,
    });
    const scalingConfig = { minSize: 2, desiredSize: 1, maxSize: 3 };
    await assert.rejects(create(nodeGroupType, group({ scalingConfig })), {
      message:
        "InvalidParameterException: Node group sizes must satisfy minSize <= desiredSize <= maxSize and maxSize >= 1, but are 2, 1, 3. (simulated AWS)",
    });
    await assert.rejects(create(nodeGroupType, group({ subnetIds: ["subnet-9"] })), {
      message: "InvalidSubnetID.NotFound: The subnet ID 'subnet-9' does not exist. (simulated AWS)",
    });
    assert.deepEqual(aws.list(nodeGroupType), []);
  });

  it("describes a node by its instance type, without GPUs", () => {
    const inputs = {
      clusterName: "c",
      nodeGroupName: "g",
      instanceTypes: ["g6.xlarge"],
      capacityType: "SPOT",
      labels: { pool: "gpu" },
      taints: [{ key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" }],
    };
    const node = nodeObject(entry("c:g", inputs), aws, { zone: "eu-central-1b", ip: "10.0.1.4" });
    const name = "ip-10-0-1-4.eu-central-1.compute.internal";
    assert.deepEqual(valueAt(node, ["metadata", "labels"]), {
      "eks.amazonaws.com/nodegroup": "g",
      "eks.amazonaws.com/capacityType": "SPOT",
      "node.kubernetes.io/instance-type": "g6.xlarge",
      "topology.kubernetes.io/zone": "eu-central-1b",
      "topology.kubernetes.io/region": "eu-central-1",
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/os": "linux",
      pool: "gpu",
      "kubernetes.io/hostname": name,
    });
    assert.deepEqual(valueAt(node, ["status", "allocatable"]), {
      cpu: "3920m",
      memory: "14162Mi",
      pods: "58",
      "ephemeral-storage": "20Gi",
    });
    assert.deepEqual(nodeTaints(entry("c:g", inputs)), [
      { key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" },
    ]);
  });

  it("names what it does not simulate, and where to add it", async () => {
    await assert.rejects(create("aws:rds/cluster:Cluster", {}), {
      message:
        "the simulated AWS has no aws:rds/cluster:Cluster: add it to sandbox/plugins/aws/rds.ts, or to the file of a related service",
    });
    await assert.rejects(plugin.invoke("aws:ec2/getAmi:getAmi", {}), {
      message:
        "the simulated AWS has no function aws:ec2/getAmi:getAmi: add it to sandbox/plugins/aws/invokes.ts",
    });
  });

  it("renders policy documents as IAM takes them", async () => {
    const { json } = await plugin.invoke("aws:iam/getPolicyDocument:getPolicyDocument", {
      statements: [
        {
          actions: ["sts:AssumeRole", "sts:TagSession"],
          principals: [
            { type: "Service", identifiers: ["pods.eks.amazonaws.com"] },
            { type: "Service", identifiers: ["ec2.amazonaws.com"] },
          ],
          conditions: [{ test: "StringEquals", variable: "aws:x", values: ["y"] }],
        },
      ],
    });
    assert.deepEqual(JSON.parse(shown(json)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Principal: { Service: ["pods.eks.amazonaws.com", "ec2.amazonaws.com"] },
          Condition: { StringEquals: { "aws:x": "y" } },
        },
      ],
    });
  });

  it("has three zones in the region of the provider", async () => {
    const zones = await plugin.invoke("aws:index/getAvailabilityZones:getAvailabilityZones", {});
    assert.deepEqual(zones["names"], ["eu-central-1a", "eu-central-1b", "eu-central-1c"]);
    assert.deepEqual(zones["zoneIds"], ["euc1-az1", "euc1-az2", "euc1-az3"]);
  });
});

function about(type: string): { urn: string; type: string; name: string } {
  return { urn: `urn:pulumi:test::test::${type}::thing`, type, name: "thing" };
}

function entry(id: string, inputs: Properties): AwsObject {
  return {
    id,
    urn: "urn:pulumi:test::test::x::y",
    inputs,
    revision: 1,
    createdAt: "2026-01-01T00:00:00.000Z",
  };
}
