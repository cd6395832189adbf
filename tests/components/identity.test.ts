import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { WorkloadRole } from "../../components";
import { fullest, smallest } from "../../components/identity/example";
import { bucketStatements } from "../../components/identity/plan";
import { prefixProblems, workloadRoleProblems } from "../../components/identity/rules";
import { policyStatements } from "../support/policy-documents";
import { record } from "../support/recorder";
import { one, refusal, said, typeNames } from "../support/recorded";

describe("WorkloadRole", () => {
  it("is a role for one ServiceAccount, associated by Pod Identity", async () => {
    const { resources } = await record(() => new WorkloadRole("role", smallest));
    assert.deepEqual(typeNames(resources), [
      "aws:eks/podIdentityAssociation:PodIdentityAssociation role-association",
      "aws:iam/role:Role role-role",
      "inference-platform:index:WorkloadRole role",
    ]);
    assert.deepEqual(one(resources, "role-association").inputs, {
      clusterName: "dev",
      namespace: "fraud",
      serviceAccount: "models",
      roleArn: "arn:aws:mock:::role-role",
      tags: { Name: "role" },
    });
    assert.deepEqual(policyStatements(resources), [
      {
        owner: "role-role",
        effect: "Allow",
        actions: ["sts:AssumeRole", "sts:TagSession"],
        resources: [],
        principal: { Service: "pods.eks.amazonaws.com" },
        condition: {
          StringEquals: {
            "aws:RequestTag/kubernetes-namespace": "fraud",
            "aws:RequestTag/kubernetes-service-account": "models",
          },
        },
      },
    ]);
  });

  it("trusts one ServiceAccount of one issuer with web identity, and associates nothing", async () => {
    const { resources } = await record(() => new WorkloadRole("role", fullest));
    const { assumeRolePolicy, permissionsBoundary } = one(resources, "role-role").inputs;
    const issuer = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE";
    assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              [`${issuer}:sub`]: "system:serviceaccount:kube-system:s3-csi-driver-sa",
              [`${issuer}:aud`]: "sts.amazonaws.com",
            },
          },
        },
      ],
    });
    assert.equal(permissionsBoundary, "arn:aws:iam::111122223333:policy/boundary");
    assert.deepEqual(
      resources.filter(({ type }) => type.includes("PodIdentityAssociation")),
      [],
    );
    assert.equal(
      one(resources, "role-AmazonEBSCSIDriverPolicy").inputs.policyArn,
      "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
    );
  });

  it("is refused for names, prefixes and a missing issuer", async () => {
    assert.deepEqual(
      await refusal(
        () =>
          new WorkloadRole("role", {
            cluster: { name: "dev" },
            namespace: "Fraud",
            serviceAccount: "models",
            method: "webIdentity",
            permissionsBoundaryArn: "boundary",
            buckets: [{ bucketArn: "arn:aws:s3:::models", prefix: "/tenants", access: "read" }],
          }),
      ),
      [
        'WorkloadRole "role": 5 inputs are wrong',
        'namespace: "Fraud" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        'cluster.oidcProviderArn: is missing. Web identity needs it: pass the output of the cluster, or use method "podIdentity".',
        'cluster.oidcIssuer: is missing. Web identity needs it: pass the output of the cluster, or use method "podIdentity".',
        'buckets[0].prefix: "/tenants" is not a prefix that limits access. Start with a name, use no wildcard or "..", and end with "/", for instance tenants/fraud/.',
        'permissionsBoundaryArn: "boundary" is not the ARN of an IAM policy. Write for instance arn:aws:iam::111122223333:policy/boundary.',
      ],
    );
  });

  it("takes a boundary of AWS, of an account, and one that is not known yet", () => {
    const boundaries = [
      "arn:aws:iam::aws:policy/PowerUserAccess",
      "arn:aws-cn:iam::111122223333:policy/teams/boundary",
      pulumi.output("later"),
    ];
    for (const permissionsBoundaryArn of boundaries) {
      assert.deepEqual(said(workloadRoleProblems({ ...smallest, permissionsBoundaryArn })), []);
    }
  });
});

describe("bucket access", () => {
  const bucketArn = "arn:aws:s3:::models";
  const prefix = "tenants/fraud/";

  it("of a reader is list, get and decrypt below the prefix", () => {
    assert.deepEqual(bucketStatements({ bucketArn, prefix, access: "read", kmsKeyArn: "key" }), [
      {
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: [bucketArn],
        Condition: { StringLike: { "s3:prefix": ["tenants/fraud/*"] } },
      },
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${bucketArn}/tenants/fraud/*`] },
      { Effect: "Allow", Action: ["kms:Decrypt"], Resource: ["key"] },
    ]);
  });

  it("of a writer adds put, delete and a data key", () => {
    assert.deepEqual(
      bucketStatements({ bucketArn, prefix: "", access: "readWrite", kmsKeyArn: "key" }),
      [
        { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [bucketArn] },
        {
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
          Resource: [`${bucketArn}/*`],
        },
        { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: ["key"] },
      ],
    );
  });

  for (const wide of ["*", "tenants/*/", "a/../b/", "/", "tenants", "a?/", "${aws:username}/"]) {
    it(`refuses the prefix ${wide}`, () => {
      assert.deepEqual(said(prefixProblems("prefix", wide)), [
        `prefix: "${wide}" is not a prefix that limits access. Start with a name, use no wildcard or "..", and end with "/", for instance tenants/fraud/.`,
      ]);
    });
  }

  it("never lets a prefix through that IAM reads as a pattern", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom("a", "Z", "0", "/", ".", "*", "?", "$", "-", "_", "{", "}"),
        }),
        (text) => {
          if (text !== "" && prefixProblems("prefix", text).length === 0) {
            assert.match(text, /^[^/*?${}][^*?${}]*\/$/);
            assert.ok(!text.includes(".."));
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
