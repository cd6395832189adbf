import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Cluster } from "../../components";
import { fullest, smallest as example } from "../../components/cluster/example";
import { clusterProblems } from "../../components/cluster/rules";
import { versions } from "../../components/versions";
import { policyStatements } from "../support/policy-documents";
import { record, resolved } from "../support/recorder";
import { at, ofType, one, refusal, said } from "../support/recorded";

/** A day on which 1.34 to 1.36 are in standard support, 1.32 and 1.33 in extended support, and 1.31 is over. */
const today = "2026-11-26";
const smallest = { ...example, today };

/** Proves what is asked of the remote component `eks.Cluster`, not what it makes of it. */
describe("Cluster", () => {
  it("is private, protected, encrypted and logged by default", async () => {
    const { resources } = await record(() => new Cluster("dev", smallest));
    const { inputs, dependsOn } = one(resources, "dev-eks");
    assert.equal(inputs.name, "dev");
    assert.equal(inputs.version, versions.kubernetes);
    assert.equal(inputs.endpointPrivateAccess, true);
    assert.equal(inputs.endpointPublicAccess, false);
    assert.equal(inputs.publicAccessCidrs, undefined);
    assert.equal(inputs.authenticationMode, "API");
    assert.deepEqual(inputs.accessEntries, {});
    assert.equal(inputs.encryptionConfigKeyArn, "arn:aws:mock:::dev-secrets-key");
    assert.deepEqual(inputs.enabledClusterLogTypes, [
      "api",
      "audit",
      "authenticator",
      "controllerManager",
      "scheduler",
    ]);
    assert.equal(inputs.deletionProtection, true);
    assert.deepEqual(dependsOn, ["dev-control-plane-logs"]);
    const key = one(resources, "dev-secrets-key").inputs;
    assert.deepEqual([key.enableKeyRotation, key.deletionWindowInDays], [true, 30]);
    const logs = one(resources, "dev-control-plane-logs").inputs;
    assert.deepEqual([logs.name, logs.retentionInDays], ["/aws/eks/dev/cluster", 90]);
  });

  it("opens the endpoint to named ranges only", async () => {
    const { resources } = await record(() => new Cluster("dev", fullest));
    const { inputs } = one(resources, "dev-eks");
    assert.equal(inputs.name, "inference-dev");
    assert.equal(inputs.endpointPrivateAccess, true);
    assert.equal(inputs.endpointPublicAccess, true);
    assert.deepEqual(inputs.publicAccessCidrs, ["198.51.100.0/24"]);
  });

  it("gives access to those it is told, and to nobody else", async () => {
    const { resources } = await record(() => new Cluster("dev", fullest));
    assert.deepEqual(one(resources, "dev-eks").inputs.accessEntries, {
      ci: {
        principalArn: "arn:aws:iam::111122223333:role/ci",
        accessPolicies: {
          admin: {
            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
            accessScope: { type: "cluster" },
          },
        },
      },
      audit: {
        principalArn: "arn:aws:iam::111122223333:role/audit",
        accessPolicies: {
          view: {
            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
            accessScope: { type: "cluster" },
          },
        },
      },
    });
  });

  it("refuses a principal with two entries, and a name with two principals", () => {
    const [ci, audit] = [
      "arn:aws:iam::111122223333:role/ci",
      "arn:aws:iam::111122223333:role/audit",
    ];
    assert.deepEqual(
      said(
        clusterProblems("dev", {
          today,
          administrators: { ci, deploy: ci, ops: audit },
          viewers: { everybody: ci, ops: "arn:aws:iam::111122223333:role/ops" },
        }),
      ),
      [
        "administrators.deploy: arn:aws:iam::111122223333:role/ci has access already (administrators.ci), and EKS has one entry a principal. Remove one of the two.",
        "viewers.everybody: arn:aws:iam::111122223333:role/ci has access already (administrators.ci), and EKS has one entry a principal. Remove one of the two.",
        "viewers.ops: is the name of an administrator too. Choose another name.",
      ],
    );
  });

  it("pins its add-ons, those that need nodes after the system pool", async () => {
    const { resources } = await record(() => new Cluster("dev", smallest));
    assert.deepEqual(
      ofType(resources, "aws:eks/addon:Addon").map(({ inputs }) => [
        inputs.addonName,
        inputs.addonVersion,
      ]),
      [
        ["aws-ebs-csi-driver", versions.addons["aws-ebs-csi-driver"]],
        ["coredns", versions.addons.coredns],
        ["eks-node-monitoring-agent", versions.addons["eks-node-monitoring-agent"]],
        ["eks-pod-identity-agent", versions.addons["eks-pod-identity-agent"]],
        ["metrics-server", versions.addons["metrics-server"]],
      ],
    );
    assert.deepEqual(one(resources, "dev-addons").dependsOn, ["dev-system"]);
    const { inputs } = one(resources, "dev-eks");
    assert.equal(at(inputs, "vpcCniOptions", "addonVersion"), versions.addons["vpc-cni"]);
    assert.equal(at(inputs, "vpcCniOptions", "enableNetworkPolicy"), true);
    assert.equal(at(inputs, "kubeProxyAddonOptions", "version"), versions.addons["kube-proxy"]);
    assert.equal(at(inputs, "corednsAddonOptions", "enabled"), false);
    assert.equal(inputs.skipDefaultNodeGroup, true);
  });

  it("watches tainted GPU nodes too", async () => {
    const { resources } = await record(() => new Cluster("dev", smallest));
    const { configurationValues } = one(resources, "dev-addons-eks-node-monitoring-agent").inputs;
    assert.deepEqual(JSON.parse(String(configurationValues)), {
      dcgmAgent: { tolerations: [{ operator: "Exists" }] },
    });
  });

  it("takes other versions: control plane, nodes, support and add-ons each its own", async () => {
    const { resources } = await record(() => new Cluster("dev", fullest));
    const control = one(resources, "dev-eks").inputs;
    assert.equal(control.version, "1.35");
    assert.deepEqual(control.upgradePolicy, { supportType: "EXTENDED" });
    assert.equal(one(resources, "dev-system-nodes").inputs.version, "1.34");
    assert.equal(
      one(resources, "dev-addons-aws-ebs-csi-driver").inputs.addonVersion,
      "v1.66.0-eksbuild.1",
    );
    assert.equal(one(resources, "dev-addons-coredns").inputs.addonVersion, versions.addons.coredns);
  });

  it("takes the versions of vpc-cni and kube-proxy that it is told", async () => {
    const addonVersions = {
      "vpc-cni": "v1.23.1-eksbuild.1",
      "kube-proxy": "v1.35.3-eksbuild.30",
    };
    const { resources } = await record(() => new Cluster("dev", { ...smallest, addonVersions }));
    const { inputs } = one(resources, "dev-eks");
    assert.equal(at(inputs, "vpcCniOptions", "addonVersion"), "v1.23.1-eksbuild.1");
    assert.equal(at(inputs, "kubeProxyAddonOptions", "version"), "v1.35.3-eksbuild.30");
  });

  it("gives the nodes the minor of the control plane, and the cluster standard support", async () => {
    const { resources } = await record(() => new Cluster("dev", smallest));
    assert.equal(one(resources, "dev-system-nodes").inputs.version, versions.kubernetes);
    assert.deepEqual(one(resources, "dev-eks").inputs.upgradePolicy, { supportType: "STANDARD" });
  });

  it("starts the system pool after the policies of its role, and ends it before them", async () => {
    const { resources } = await record(() => new Cluster("dev", smallest));
    assert.deepEqual(one(resources, "dev-system").dependsOn, [
      "dev-node-role-AmazonEC2ContainerRegistryPullOnly",
      "dev-node-role-AmazonEKSWorkerNodePolicy",
      "dev-node-role-AmazonEKS_CNI_Policy",
    ]);
  });

  it("tells node pools what they need to join", async () => {
    const { result } = await record(() => new Cluster("dev", { ...fullest, vpcId: "vpc-7" }));
    const { name, version, nodeRoleArn, securityGroupId, vpcId } = result.nodePoolCluster;
    assert.deepEqual(
      await resolved(pulumi.all([name, version, nodeRoleArn, securityGroupId, vpcId])),
      ["inference-dev", "1.34", "arn:aws:mock:::dev-node-role", "sg-dev-eks", "vpc-7"],
    );
  });

  it("brings the EFS driver with a role of its own through Pod Identity", async () => {
    const { resources } = await record(() => new Cluster("dev", fullest));
    const driver = one(resources, "dev-addons-aws-efs-csi-driver");
    assert.equal(driver.inputs.addonVersion, versions.addons["aws-efs-csi-driver"]);
    assert.deepEqual(driver.inputs.podIdentityAssociations, [
      { roleArn: "arn:aws:mock:::dev-addons-efs-role", serviceAccount: "efs-csi-controller-sa" },
    ]);
    assert.deepEqual(driver.dependsOn, [
      "dev-addons-efs-AmazonEFSCSIDriverPolicy",
      "dev-addons-eks-pod-identity-agent",
    ]);
    assert.equal(
      one(resources, "dev-addons-efs-AmazonEFSCSIDriverPolicy").inputs.policyArn,
      "arn:aws:iam::aws:policy/service-role/AmazonEFSCSIDriverPolicy",
    );
    const [trust] = policyStatements([one(resources, "dev-addons-efs-role")]);
    assert.deepEqual(trust?.condition, {
      StringEquals: {
        "aws:RequestTag/kubernetes-namespace": "kube-system",
        "aws:RequestTag/kubernetes-service-account": "efs-csi-controller-sa",
      },
    });
  });

  it("brings the S3 driver with a role for the named prefixes through web identity", async () => {
    const { resources } = await record(() => new Cluster("dev", fullest));
    const driver = one(resources, "dev-addons-aws-mountpoint-s3-csi-driver");
    assert.equal(driver.inputs.serviceAccountRoleArn, "arn:aws:mock:::dev-addons-s3-role");
    assert.deepEqual(JSON.parse(String(driver.inputs.configurationValues)), {
      node: { tolerateAllTaints: true },
    });
    assert.deepEqual(driver.dependsOn, ["dev-addons-s3-buckets"]);
    const [trust] = policyStatements([one(resources, "dev-addons-s3-role")]);
    assert.deepEqual(trust?.actions, ["sts:AssumeRoleWithWebIdentity"]);
    assert.match(
      JSON.stringify(trust.condition),
      /system:serviceaccount:kube-system:s3-csi-driver-sa/,
    );
    const [list, read] = policyStatements([one(resources, "dev-addons-s3-buckets")]);
    assert.deepEqual(list?.resources, ["arn:aws:s3:::datasets"]);
    assert.deepEqual(list.condition, { StringLike: { "s3:prefix": ["public/*"] } });
    assert.deepEqual(
      [read?.actions, read?.resources],
      [["s3:GetObject"], ["arn:aws:s3:::datasets/public/*"]],
    );
  });

  it("gives the EBS driver its own role through Pod Identity", async () => {
    const { resources } = await record(() => new Cluster("dev", smallest));
    const driver = one(resources, "dev-addons-aws-ebs-csi-driver");
    assert.deepEqual(driver.inputs.podIdentityAssociations, [
      {
        roleArn: "arn:aws:mock:::dev-addons-ebs-role",
        serviceAccount: "ebs-csi-controller-sa",
      },
    ]);
    assert.deepEqual(driver.dependsOn, [
      "dev-addons-ebs-AmazonEBSCSIDriverPolicy",
      "dev-addons-eks-pod-identity-agent",
    ]);
  });

  it("gives nodes three managed policies", async () => {
    const { resources } = await record(() => new Cluster("dev", smallest));
    assert.deepEqual(
      ofType(resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        .filter(({ parent }) => parent === "dev")
        .map(({ name }) => name),
      [
        "dev-node-role-AmazonEC2ContainerRegistryPullOnly",
        "dev-node-role-AmazonEKS_CNI_Policy",
        "dev-node-role-AmazonEKSWorkerNodePolicy",
      ],
    );
  });

  it("encrypts volumes, on its own API server, when the driver is there", async () => {
    const { resources } = await record(() => new Cluster("dev", smallest));
    const { inputs, provider, dependsOn } = one(resources, "dev-storage-class");
    assert.deepEqual(inputs.parameters, { type: "gp3", encrypted: "true" });
    assert.equal(inputs.volumeBindingMode, "WaitForFirstConsumer");
    assert.equal(provider, "dev-kubernetes");
    assert.deepEqual(dependsOn, ["dev-addons"]);
    assert.deepEqual(one(resources, "dev-kubernetes").inputs.enableServerSideApply, "true");
  });

  it("is refused for its name, its ranges and its system pool", async () => {
    assert.deepEqual(
      await refusal(
        () => new Cluster("dev", { ...smallest, clusterName: "a b", publicAccessCidrs: ["home"] }),
      ),
      [
        'Cluster "dev": 2 inputs are wrong',
        'clusterName: "a b" is not a name that EKS takes. Use letters, digits, "-" and "_", start with a letter or digit, at most 100 characters.',
        'publicAccessCidrs[0]: "home" is not an IPv4 CIDR. Write for instance 198.51.100.7/32.',
      ],
    );
    assert.deepEqual(
      await refusal(
        () =>
          new Cluster("dev", {
            ...smallest,
            systemPool: { instanceTypes: ["m7i.large"], scaling: { min: 3, max: 2 } },
          }),
      ),
      [
        'Cluster "dev": one input is wrong',
        "systemPool.scaling.min: 3 is more than max 2. Lower min or raise max.",
      ],
    );
  });
});

describe("nodes of another minor", () => {
  it("need an image of it, which is asked for before anything is registered", async () => {
    const pool = { ...smallest.systemPool, imageRelease: "1.35.7-20260911" };
    assert.deepEqual(
      await refusal(
        () => new Cluster("dev", { ...smallest, nodeVersion: "1.34", systemPool: pool }),
      ),
      [
        'Cluster "dev": one input is wrong',
        'systemPool.imageRelease: "1.35.7-20260911" is not for Kubernetes 1.34. Write a release for it: what AWS gives in /aws/service/eks/optimized-ami/1.34/amazon-linux-2023/<architecture>/<standard or nvidia>/recommended/release_version.',
      ],
    );
  });
});
