import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Cluster } from "../../components";
import { fullest, smallest as example } from "../../components/cluster/example";
import {
  currentDay,
  findKubernetesVersion,
  kubernetesVersions,
  minorNumber,
  supportOn,
} from "../../components/cluster/kubernetes-versions";
import { clusterProblems } from "../../components/cluster/rules";
import {
  upgradeProblems,
  versionProblems,
  type VersionRuleInput,
} from "../../components/cluster/version-rules";
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

describe("versions of a cluster", () => {
  const known = "Write one of 1.31, 1.32, 1.33, 1.34, 1.35, 1.36.";

  it("are known for the pinned minor, in order, with one year between the two ends of support", () => {
    assert.notEqual(findKubernetesVersion(versions.kubernetes), undefined);
    const numbers = kubernetesVersions.map(({ minor }) => minorNumber(minor) ?? NaN);
    assert.deepEqual(numbers, [31, 32, 33, 34, 35, 36]);
    for (const { standardSupportEnds, extendedSupportEnds } of kubernetesVersions) {
      const [year = "", ...rest] = standardSupportEnds.split("-");
      assert.equal(extendedSupportEnds, [String(Number(year) + 1), ...rest].join("-"));
    }
  });

  it("change their support at the beginning of a day", () => {
    const version = findKubernetesVersion("1.34");
    assert.ok(version !== undefined);
    assert.deepEqual(
      ["2026-12-01", "2026-12-02", "2027-12-01", "2027-12-02"].map((day) =>
        supportOn(day, version),
      ),
      ["standard", "extended", "extended", "ended"],
    );
  });

  it("are judged today where no day is said", () => {
    assert.match(currentDay(), /^\d{4}-\d{2}-\d{2}$/);
    assert.ok(Math.abs(Date.parse(currentDay()) - Date.now()) <= 2 * 24 * 60 * 60 * 1000);
  });

  const cases: Readonly<Record<string, { args: VersionRuleInput; problems: readonly string[] }>> = {
    "nothing said": { args: {}, problems: [] },
    "the newest": { args: { version: "1.36" }, problems: [] },
    "too old to be known": {
      args: { version: "1.29" },
      problems: [
        `version: "1.29" is not a Kubernetes minor that this package knows. Nearest: 1.31. ${known}`,
      ],
    },
    "too new to be known": {
      args: { version: "1.40" },
      problems: [
        `version: "1.40" is not a Kubernetes minor that this package knows. Nearest: 1.36. ${known}`,
      ],
    },
    "a patch": {
      args: { version: "v1.35.3" },
      problems: [
        `version: "v1.35.3" is not a Kubernetes minor that this package knows. Nearest: 1.35. ${known}`,
      ],
    },
    latest: {
      args: { version: "latest" },
      problems: [`version: "latest" is not a Kubernetes minor that this package knows. ${known}`],
    },
    "extended support unasked": {
      args: { version: "1.33" },
      problems: [
        'version: 1.33 left standard support on 2026-07-29, and with supportType "STANDARD" EKS upgrades such a cluster by itself. Write one of 1.34, 1.35, 1.36, or pay for extended support until 2027-07-29 with supportType "EXTENDED".',
      ],
    },
    "extended support asked for": {
      args: { version: "1.33", supportType: "EXTENDED" },
      problems: [],
    },
    "ended, extended support or not": {
      args: { version: "1.31", supportType: "EXTENDED" },
      problems: [
        "version: EKS ended all support of 1.31 on 2026-11-26. Write one of 1.34, 1.35, 1.36.",
      ],
    },
    "a package that time has left behind": {
      args: { version: "1.36", today: "2028-08-02" },
      problems: [
        "version: EKS ended all support of 1.36 on 2028-08-02. Take a newer release of this package: it knows no minor in standard support on 2028-08-02.",
      ],
    },
    "no day": {
      args: { today: "24.11.2026" },
      problems: ['today: "24.11.2026" is not a day. Write it as 2026-11-24.'],
    },
    "a day that no calendar has": {
      args: { today: "2026-13-01" },
      problems: ['today: "2026-13-01" is not a day. Write it as 2026-11-24.'],
    },
    "nodes newer than the control plane": {
      args: { version: "1.34", nodeVersion: "1.35" },
      problems: [
        "nodeVersion: 1.35 is newer than the control plane, 1.34. Upgrade the control plane first, or write 1.34.",
      ],
    },
    "a minor out of standard support that runs already": {
      args: { version: "1.32", deployedVersion: "1.32" },
      problems: [],
    },
    "nodes three minors older": { args: { version: "1.35", nodeVersion: "1.32" }, problems: [] },
    "nodes four minors older": {
      args: { version: "1.35", nodeVersion: "1.31" },
      problems: [
        "nodeVersion: 1.31 is 4 minors older than the control plane, 1.35; a kubelet may be 3 older at most (Kubernetes version skew policy). Write 1.32 to 1.35.",
      ],
    },
    "nodes of no known minor": {
      args: { nodeVersion: "1.3" },
      problems: [
        `nodeVersion: "1.3" is not a Kubernetes minor that this package knows. Nearest: 1.31. ${known}`,
      ],
    },
    "three at once": {
      args: { version: "1.32", nodeVersion: "1.33", deployedVersion: "1.35" },
      problems: [
        'version: 1.32 left standard support on 2026-03-23, and with supportType "STANDARD" EKS upgrades such a cluster by itself. Write one of 1.34, 1.35, 1.36, or pay for extended support until 2027-03-23 with supportType "EXTENDED".',
        "nodeVersion: 1.33 is newer than the control plane, 1.32. Upgrade the control plane first, or write 1.32.",
        "version: 1.32 is older than 1.35, which is deployed. EKS goes back only by a rollback of its own, one minor and within 7 days of the upgrade. Write 1.35 or 1.36.",
      ],
    },
  };
  for (const [name, { args, problems }] of Object.entries(cases)) {
    it(`of ${name} have ${problems.length === 0 ? "no problem" : "the problem said"}`, () => {
      assert.deepEqual(said(versionProblems({ today, ...args })), problems);
    });
  }

  it("go up one minor at a time", () => {
    const problems = (deployed: string | undefined, wanted: string): string[] =>
      said(upgradeProblems("cluster.version", { deployed, wanted }));
    assert.deepEqual(problems(undefined, "1.35"), []);
    assert.deepEqual(problems("1.35", "1.35"), []);
    assert.deepEqual(problems("1.34", "1.35"), []);
    assert.deepEqual(problems("1.31", "1.33"), [
      "cluster.version: 1.33 skips minors: 1.31 is deployed, and EKS upgrades one minor at a time. Go 1.31 → 1.32 → 1.33, one up each.",
    ]);
    assert.deepEqual(problems("1.35", "1.34"), [
      "cluster.version: 1.34 is older than 1.35, which is deployed. EKS goes back only by a rollback of its own, one minor and within 7 days of the upgrade. Write 1.35 or 1.36.",
    ]);
    assert.deepEqual(problems("eks.5", "1.34"), [
      'deployedVersion: "eks.5" is not a Kubernetes minor. Write it as 1.35.',
    ]);
    assert.deepEqual(problems("1.34", "1.x"), [
      'cluster.version: "1.x" is not a Kubernetes minor. Write it as 1.35.',
    ]);
  });

  it("of add-ons belong to one minor: another needs them all", () => {
    assert.deepEqual(
      said(
        clusterProblems("dev", {
          today,
          version: "1.36",
          addonVersions: {
            "vpc-cni": "v1.22.4-eksbuild.3",
            "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
            "eks-node-monitoring-agent": "v1.7.1-eksbuild.1",
            "metrics-server": "v0.9.0-eksbuild.10",
            "aws-ebs-csi-driver": "v1.66.0-eksbuild.1",
          },
          storageDrivers: { efs: true },
        }),
      ),
      [
        'addonVersions: lacks kube-proxy, coredns, aws-efs-csi-driver: the pinned versions are for Kubernetes 1.35, not 1.36. Name each, as "aws eks describe-addon-versions --kubernetes-version 1.36" gives it.',
      ],
    );
  });

  it("of add-ons are written in full, for add-ons that there are", () => {
    const addonVersions: Readonly<Record<string, string>> = { coredns: "latest", "vpc-cnii": "v1" };
    assert.deepEqual(said(clusterProblems("dev", { today, addonVersions })), [
      `addonVersions.coredns: "latest" is not the version of an EKS add-on. Write it in full, for instance ${versions.addons.coredns}.`,
      `addonVersions.vpc-cnii: is not an add-on of this platform. Did you mean "vpc-cni"? Write one of ${Object.keys(versions.addons).join(", ")}.`,
    ]);
  });

  it("and the S3 driver needs a bucket, with a prefix that limits access", () => {
    const bucketArn = "arn:aws:s3:::datasets";
    const problems = (prefixes: readonly string[]): string[] =>
      said(
        clusterProblems("dev", {
          today,
          storageDrivers: {
            mountpointS3: {
              buckets: prefixes.map((prefix) => ({ bucketArn, prefix, access: "read" as const })),
            },
          },
        }),
      );
    assert.deepEqual(problems(["public/", ""]), []);
    assert.deepEqual(problems([]), [
      "storageDrivers.mountpointS3.buckets: is empty: the driver could mount nothing. Name a bucket, or leave the driver out.",
    ]);
    assert.deepEqual(problems(["public/", "*"]), [
      'storageDrivers.mountpointS3.buckets[1].prefix: "*" is not a prefix that limits access. Start with a name, use no wildcard or "..", and end with "/", for instance tenants/fraud/.',
    ]);
  });
});
