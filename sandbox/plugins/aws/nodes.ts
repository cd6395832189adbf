import { readFileSync } from "node:fs";

import { Address4 } from "ip-address";

import {
  findInstanceType,
  type InstanceType,
} from "@inference-platform/components/nodes/instance-types";
import { ApiError, KubernetesApi, type ObjectReference } from "../kubernetes/api";
import { BOTTLEROCKET_SHARES_ANNOTATION } from "../device-plugin";
import { advertiseGpus } from "../gpus";
import { derivedHex } from "../naming";
import {
  asList,
  asProperties,
  asString,
  asStringMap,
  asStrings,
  plain,
  type Properties,
} from "../properties";
import { text } from "./ids";
import { subnet } from "./network";
import type { AwsObject, AwsService } from "./service";

/** What EKS takes where neither the group nor its launch template names a type. */
const defaultInstanceType = "t3.medium";

/** Root volume of a managed node, GiB, unless `diskSize` says otherwise. */
const defaultDiskGiB = 20;

/** AWS keeps the first four addresses of every subnet. */
const reservedAddresses = 4n;

const taintEffects: Readonly<Record<string, string>> = {
  NO_SCHEDULE: "NoSchedule",
  NO_EXECUTE: "NoExecute",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
};

/** Makes the Node objects of a group match its size, labels and taints. */
export async function reconcileNodes(group: AwsObject, aws: AwsService): Promise<void> {
  const api = openApi(aws);
  const existing = await nodesOf(group, api);
  const { desiredSize } = asProperties(group.inputs["scalingConfig"]);
  const desired = Number(desiredSize);
  for (const node of existing.slice(desired)) await removeNode(nameOf(node), api);
  for (const node of existing.slice(0, desired)) await updateNode(node, group, aws, api);
  for (let index = existing.length; index < desired; index++) await addNode(group, index, aws, api);
  await advertiseGpus(aws.paths);
}

/** The inputs of a group with the number of nodes that it really has. */
export async function observeNodes(group: AwsObject, aws: AwsService): Promise<Properties> {
  if (!aws.hasControlPlane) return group.inputs;
  const { length } = await nodesOf(group, openApi(aws));
  const scalingConfig = { ...asProperties(group.inputs["scalingConfig"]), desiredSize: length };
  return { ...group.inputs, scalingConfig };
}

/** Removes the nodes of a group, with the pods on them. */
export async function removeNodes(group: AwsObject, aws: AwsService): Promise<void> {
  if (!aws.hasControlPlane) return;
  const api = openApi(aws);
  for (const node of await nodesOf(group, api)) await removeNode(nameOf(node), api);
}

/** The object of one node of `group` with the address `ip`. */
export function nodeObject(
  group: AwsObject,
  aws: AwsService,
  place: { readonly zone: string; readonly ip: string },
): Properties {
  const type = instanceTypeOf(group, aws);
  const name = nodeName(place.ip, aws.region);
  return plain({
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: { ...nodeLabels(group, type, aws, place.zone), "kubernetes.io/hostname": name },
      annotations: { "kwok.x-k8s.io/node": "fake", ...bottlerocketShares(group, aws) },
    },
    spec: {
      providerID: `aws:///${place.zone}/i-${derivedHex(`${group.id}/${place.ip}`, 17)}`,
      taints: nodeTaints(group),
    },
    status: {
      addresses: [
        { type: "InternalIP", address: place.ip },
        { type: "Hostname", address: name },
      ],
      capacity: capacity(type, diskGiB(group, aws), String(type.vcpu), `${type.memoryMiB}Mi`),
      allocatable: capacity(type, diskGiB(group, aws), type.allocatableCpu, type.allocatableMemory),
    },
  });
}

function capacity(type: InstanceType, disk: number, cpu: string, memory: string): Properties {
  return { cpu, memory, pods: String(type.maxPods), "ephemeral-storage": `${disk}Gi` };
}

/** The last volume of the launch template: the only one of AL2023, the one for images of Bottlerocket. */
function diskGiB(group: AwsObject, aws: AwsService): number {
  const mapping = asList(launchTemplateOf(group, aws)?.["blockDeviceMappings"]).at(-1);
  const { volumeSize } = asProperties(asProperties(mapping)["ebs"]);
  return Number(volumeSize ?? group.inputs["diskSize"] ?? defaultDiskGiB);
}

function bottlerocketShares(group: AwsObject, aws: AwsService): Record<string, string> {
  const userData = asString(launchTemplateOf(group, aws)?.["userData"]) ?? "";
  const settings = Buffer.from(userData, "base64").toString("utf8");
  const [, replicas] = /^replicas = (\d+)$/m.exec(settings) ?? [];
  return replicas === undefined ? {} : { [BOTTLEROCKET_SHARES_ANNOTATION]: replicas };
}

function launchTemplateOf(group: AwsObject, aws: AwsService): Properties | undefined {
  const id = text(asProperties(group.inputs["launchTemplate"]), "id");
  return aws.find("aws:ec2/launchTemplate:LaunchTemplate", id)?.inputs;
}

function nodeLabels(
  group: AwsObject,
  type: InstanceType,
  aws: AwsService,
  zone: string,
): Record<string, string> {
  return {
    "eks.amazonaws.com/nodegroup": text(group.inputs, "nodeGroupName"),
    "eks.amazonaws.com/capacityType": text(group.inputs, "capacityType") || "ON_DEMAND",
    "node.kubernetes.io/instance-type": type.instanceType,
    "topology.kubernetes.io/zone": zone,
    "topology.kubernetes.io/region": aws.region,
    "kubernetes.io/arch": type.arch,
    "kubernetes.io/os": "linux",
    ...asStringMap(group.inputs["labels"]),
  };
}

/** Taints in the form of the Kubernetes API; the group has them in the form of EKS. */
export function nodeTaints(group: AwsObject): Properties[] {
  return asList(group.inputs["taints"])
    .map(asProperties)
    .map((taint) => ({
      key: text(taint, "key"),
      ...(asString(taint["value"]) === undefined ? {} : { value: text(taint, "value") }),
      effect: taintEffects[text(taint, "effect")] ?? text(taint, "effect"),
    }));
}

function instanceTypeOf(group: AwsObject, aws: AwsService): InstanceType {
  const name =
    asStrings(group.inputs["instanceTypes"])[0] ??
    asString(launchTemplateOf(group, aws)?.["instanceType"]) ??
    defaultInstanceType;
  const type = findInstanceType(name);
  if (type === undefined) throw new Error(`components/nodes/instance-types.json has no ${name}.`);
  return type;
}

async function addNode(
  group: AwsObject,
  index: number,
  aws: AwsService,
  api: KubernetesApi,
): Promise<void> {
  const subnets = asStrings(group.inputs["subnetIds"]);
  const home = subnet(subnets[index % subnets.length] ?? "", aws);
  const zone = asString(home.inputs["availabilityZone"]) ?? `${aws.region}a`;
  for (;;) {
    const ip = await freeAddress(text(home.inputs, "cidrBlock"), aws, api);
    const object = nodeObject(group, aws, { zone, ip });
    try {
      await api.create(object, nodeReference(nodeName(ip, aws.region)));
      return;
    } catch (error) {
      // Another group of the same update took the address in between.
      if (!(error instanceof ApiError && error.code === 409)) throw error;
    }
  }
}

async function freeAddress(cidr: string, aws: AwsService, api: KubernetesApi): Promise<string> {
  const taken = new Set((await api.list("v1", "Node")).map(nameOf));
  let address = new Address4(cidr).startAddress().bigInt() + reservedAddresses;
  for (;;) {
    const ip = Address4.fromBigInt(address).correctForm();
    if (!taken.has(nodeName(ip, aws.region))) return ip;
    address += 1n;
  }
}

/** Labels and taints of the group; those that the node controllers set stay. */
async function updateNode(
  node: Properties,
  group: AwsObject,
  aws: AwsService,
  api: KubernetesApi,
): Promise<void> {
  const labels = asStringMap(asProperties(node["metadata"])["labels"]);
  const zone = labels["topology.kubernetes.io/zone"] ?? `${aws.region}a`;
  const wanted = nodeLabels(group, instanceTypeOf(group, aws), aws, zone);
  const keptTaints = asList(asProperties(node["spec"])["taints"])
    .map(asProperties)
    .filter((taint) => text(taint, "key").startsWith("node.kubernetes.io/"));
  const dropped = Object.keys(labels).filter((key) => !(key in wanted) && !isSystemLabel(key));
  await api.merge(nodeReference(nameOf(node)), {
    metadata: {
      labels: { ...Object.fromEntries(dropped.map((key) => [key, null])), ...wanted },
    },
    spec: { taints: [...keptTaints, ...nodeTaints(group)] },
  });
}

function isSystemLabel(key: string): boolean {
  return (
    /^(.+\.)?(kubernetes\.io|k8s\.io)\//.test(key) ||
    key.startsWith("nvidia.com/gpu.") ||
    key.startsWith("feature.node.kubernetes.io/")
  );
}

async function removeNode(name: string, api: KubernetesApi): Promise<void> {
  const pods = await api.list("v1", "Pod", { fieldSelector: `spec.nodeName=${name}` });
  for (const pod of pods) {
    const { namespace } = asProperties(pod["metadata"]);
    await api.delete(
      { apiVersion: "v1", kind: "Pod", name: nameOf(pod), namespace: asString(namespace) },
      { gracePeriodSeconds: 0 },
    );
  }
  await api.delete(nodeReference(name), {});
}

async function nodesOf(group: AwsObject, api: KubernetesApi): Promise<Properties[]> {
  const name = text(group.inputs, "nodeGroupName");
  const nodes = await api.list("v1", "Node", {
    labelSelector: `eks.amazonaws.com/nodegroup=${name}`,
  });
  return nodes.sort((left, right) => nameOf(left).localeCompare(nameOf(right)));
}

/** EC2 names private hosts after their address; `us-east-1` has a domain of its own. */
function nodeName(ip: string, region: string): string {
  const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
  return `ip-${ip.replaceAll(".", "-")}.${domain}`;
}

function nodeReference(name: string): ObjectReference {
  return { apiVersion: "v1", kind: "Node", name, namespace: undefined };
}

function nameOf(object: Properties): string {
  return text(asProperties(object["metadata"]), "name");
}

function openApi(aws: AwsService): KubernetesApi {
  return new KubernetesApi(readFileSync(aws.paths.kubeconfig, "utf8"));
}
