import assert from "node:assert/strict";

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
import { said } from "../support/recorded";

/** A day on which 1.34 to 1.36 are in standard support, 1.32 and 1.33 in extended support, and 1.31 is over. */
const today = "2026-11-26";

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
