import { readFileSync } from "node:fs";

import {
  findInstanceType,
  nearestInstanceTypes,
} from "@inference-platform/components/nodes/instance-types";
import { readApiServer } from "../kubernetes/kubeconfig";
import { derivedHex } from "../naming";
import { asProperties, asStrings, type Properties } from "../properties";
import { idFrom, randomId, text } from "./ids";
import { subnet } from "./network";
import { observeNodes, reconcileNodes, removeNodes } from "./nodes";
import { AwsError, type ResourceTypes } from "./resource-type";
import type { AwsObject, AwsService } from "./service";

const clusterType = "aws:eks/cluster:Cluster";
const nodeGroupType = "aws:eks/nodeGroup:NodeGroup";

/** Clusters and what belongs to them. A node group brings Node objects to the API server. */
export const eks: ResourceTypes = {
  [clusterType]: {
    required: ["roleArn", "vpcConfig"],
    replaceOn: ["name", "roleArn", "kubernetesNetworkConfig", "bootstrapSelfManagedAddons"],
    nameProperty: "name",
    id: idFrom("name"),
    computed: clusterOutputs,
    guardDelete: guardCluster,
  },
  "aws:eks/addon:Addon": {
    required: ["addonName", "clusterName"],
    replaceOn: ["addonName", "clusterName", "namespaceConfig"],
    id: idFrom("clusterName", "addonName"),
    validate: requireCluster,
    computed: ({ inputs, createdAt }, aws) => ({
      arn: aws.arn(
        "eks",
        `addon/${text(inputs, "clusterName")}/${text(inputs, "addonName")}/${uuid(inputs)}`,
      ),
      createdAt,
      modifiedAt: createdAt,
    }),
  },
  [nodeGroupType]: {
    required: ["clusterName", "nodeRoleArn", "scalingConfig", "subnetIds"],
    replaceOn: [
      "amiType",
      "capacityType",
      "clusterName",
      "diskSize",
      "instanceTypes",
      "nodeGroupName",
      "nodeGroupNamePrefix",
      "nodeRoleArn",
      "remoteAccess",
      "subnetIds",
    ],
    nameProperty: "nodeGroupName",
    id: idFrom("clusterName", "nodeGroupName"),
    validate: validateNodeGroup,
    computed: ({ id, inputs }, aws) => {
      const name = text(inputs, "nodeGroupName");
      return {
        arn: aws.arn("eks", `nodegroup/${id.replace(":", "/")}/${uuid(inputs)}`),
        status: "ACTIVE",
        resources: [{ autoscalingGroups: [{ name: `eks-${name}-${uuid(inputs)}` }] }],
      };
    },
    apply: reconcileNodes,
    observe: observeNodes,
    undo: removeNodes,
  },
  "aws:eks/accessEntry:AccessEntry": {
    required: ["clusterName", "principalArn"],
    replaceOn: ["clusterName", "principalArn", "type"],
    id: idFrom("clusterName", "principalArn"),
    validate: requireCluster,
    computed: ({ id, inputs, createdAt }, aws) => ({
      accessEntryArn: aws.arn(
        "eks",
        `access-entry/${text(inputs, "clusterName")}/${derivedHex(id, 16)}`,
      ),
      createdAt,
      modifiedAt: createdAt,
    }),
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    required: ["accessScope", "clusterName", "policyArn", "principalArn"],
    replaceOn: ["accessScope", "clusterName", "policyArn", "principalArn"],
    id: (inputs) =>
      ["clusterName", "principalArn", "policyArn"].map((name) => text(inputs, name)).join("#"),
    validate: requireAccessEntry,
    computed: ({ createdAt }) => ({ associatedAt: createdAt, modifiedAt: createdAt }),
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    required: ["clusterName", "namespace", "roleArn", "serviceAccount"],
    replaceOn: ["clusterName", "namespace", "serviceAccount"],
    id: randomId("a"),
    validate: requireCluster,
    computed: ({ id, inputs }, aws) => ({
      associationArn: aws.arn("eks", `podidentityassociation/${text(inputs, "clusterName")}/${id}`),
      associationId: id,
    }),
  },
};

/** The cluster's API server is the one on loopback: its endpoint and certificate are the real ones. */
function clusterOutputs({ id, inputs, createdAt }: AwsObject, aws: AwsService): Properties {
  const server = apiServer(aws);
  return {
    arn: aws.arn("eks", `cluster/${id}`),
    clusterId: id,
    createdAt,
    endpoint: server.endpoint,
    certificateAuthority: { data: server.certificateAuthority },
    identities: [
      {
        oidcs: [
          {
            issuer: `https://oidc.eks.${aws.region}.amazonaws.com/id/${derivedHex(id, 32).toUpperCase()}`,
          },
        ],
      },
    ],
    platformVersion: "eks.1",
    status: "ACTIVE",
    vpcConfig: {
      ...asProperties(inputs["vpcConfig"]),
      clusterSecurityGroupId: `sg-${derivedHex(`${id}/cluster-security-group`, 17)}`,
    },
  };
}

function apiServer(aws: AwsService): { endpoint: string; certificateAuthority: string } {
  if (!aws.hasControlPlane) {
    throw new AwsError(
      "ServerException",
      `No control plane runs for the stack ${aws.paths.stack}: start the sandbox before an update.`,
    );
  }
  const { server, certificateAuthority } = readApiServer(
    readFileSync(aws.paths.kubeconfig, "utf8"),
  );
  return { endpoint: server, certificateAuthority };
}

function guardCluster({ id, inputs }: AwsObject, aws: AwsService): void {
  if (inputs["deletionProtection"] === true) {
    throw new AwsError(
      "InvalidRequestException",
      `The cluster ${id} has deletion protection enabled. Disable it with deletionProtection: false first.`,
    );
  }
  const group = aws.list(nodeGroupType).find((entry) => entry.inputs["clusterName"] === id);
  if (group === undefined) return;
  throw new AwsError(
    "ResourceInUseException",
    `Cluster has nodegroups attached: delete ${text(group.inputs, "nodeGroupName")} first.`,
  );
}

function requireCluster(inputs: Properties, aws: AwsService): void {
  const name = text(inputs, "clusterName");
  if (aws.find(clusterType, name) !== undefined) return;
  throw new AwsError("ResourceNotFoundException", `No cluster found for name: ${name}.`);
}

function requireAccessEntry(inputs: Properties, aws: AwsService): void {
  requireCluster(inputs, aws);
  const id = idFrom("clusterName", "principalArn")(inputs);
  if (aws.find("aws:eks/accessEntry:AccessEntry", id) !== undefined) return;
  throw new AwsError(
    "ResourceNotFoundException",
    `The specified principalArn could not be found: ${text(inputs, "principalArn")} has no access entry.`,
  );
}

function validateNodeGroup(inputs: Properties, aws: AwsService): void {
  requireCluster(inputs, aws);
  for (const id of asStrings(inputs["subnetIds"])) subnet(id, aws);
  for (const name of asStrings(inputs["instanceTypes"])) {
    if (findInstanceType(name) !== undefined) continue;
    throw new AwsError(
      "InvalidParameterException",
      `The following supplied instance types do not exist: [${name}]. Nearest: ${nearestInstanceTypes(name).join(", ")}.`,
    );
  }
  const { minSize, desiredSize, maxSize } = asProperties(inputs["scalingConfig"]);
  const [minimum, desired, maximum] = [Number(minSize), Number(desiredSize), Number(maxSize)];
  if (minimum <= desired && desired <= maximum && maximum >= 1) return;
  throw new AwsError(
    "InvalidParameterException",
    `Node group sizes must satisfy minSize <= desiredSize <= maxSize and maxSize >= 1, but are ${minimum}, ${desired}, ${maximum}.`,
  );
}

function uuid(inputs: Properties): string {
  const hex = derivedHex(
    ["clusterName", "nodeGroupName", "addonName"].map((name) => text(inputs, name)).join("/"),
    32,
  );
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
