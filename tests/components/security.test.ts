import assert from "node:assert/strict";

import { InferencePlatform } from "../../components";
import { fullest, smallest } from "../../components/platform/example";
import { policyStatements } from "../support/policy-documents";
import { record, type Recorded } from "../support/recorder";
import { at, ofType, one, texts } from "../support/recorded";

/**
 * Proves promises of security over everything that a whole platform registers, so that a new part keeps them too. Does
 * not prove what the remote `eks.Cluster` and the charts make.
 */
/** Calls for which IAM knows no resource, or asks for all: reading in EC2, price lists, the list of instance profiles. */
const aboutNoResource = /^(ec2:Describe[A-Za-z]+|pricing:GetProducts|iam:ListInstanceProfiles)$/;

for (const [title, args] of [
  ["the smallest platform", smallest],
  ["the fullest platform", fullest],
] as const) {
  describe(`security of ${title}`, () => {
    let resources: readonly Recorded[] = [];
    before(async () => {
      ({ resources } = await record(() => new InferencePlatform("p", args)));
    });

    it("allows no action by a wildcard, and every resource only to calls that know no other", () => {
      const allowed = policyStatements(resources).filter(({ effect }) => effect === "Allow");
      assert.ok(allowed.length >= 10, `only ${allowed.length} statements`);
      for (const { owner, actions, resources: limits } of allowed) {
        for (const action of actions) {
          assert.match(action, /^[a-z0-9-]+:[A-Za-z]+$/, owner);
          if (limits.includes("*")) assert.match(action, aboutNoResource, owner);
        }
        // The kind of the resource is always said; an account may be open, because subnets can be shared.
        for (const resource of limits.filter((limit) => limit !== "*")) {
          assert.match(resource, /^arn:aws:[a-z0-9]+:[a-z0-9-]*:(\d*|\*):[^*]/, owner);
        }
      }
    });

    it("launches, changes and ends only instances that are tagged as its own", () => {
      const statements = policyStatements(resources).filter(({ actions }) =>
        actions.some((action) => /^ec2:(Terminate|Delete|CreateTags)/.test(action)),
      );
      assert.equal(statements.length > 0, title === "the fullest platform");
      for (const { owner, condition } of statements) {
        const tags = Object.keys(at(condition, "StringEquals") ?? {});
        assert.ok(
          tags.some((tag) => /^aws:(Request|Resource)Tag\/kubernetes\.io\/cluster\//.test(tag)),
          owner,
        );
      }
    });

    it("trusts a service or one ServiceAccount, and nobody by a wildcard", () => {
      const trusts = ofType(resources, "aws:iam/role:Role").flatMap((role) =>
        policyStatements([role]),
      );
      for (const { owner, principal, condition } of trusts) {
        assert.ok(!texts(principal).includes("*"), owner);
        if (at(principal, "Federated") !== undefined) {
          const subject = texts(condition).find((text) => text.startsWith("system:serviceaccount"));
          assert.match(String(subject), /^system:serviceaccount:[a-z0-9-]+:[a-z0-9-]+$/, owner);
        }
      }
    });

    it("denies every bucket to those without TLS, and to the public", () => {
      const buckets = ofType(resources, "aws:s3/bucket:Bucket");
      for (const { name, parent = "" } of buckets) {
        const arn = `arn:aws:mock:::${name}`;
        assert.deepEqual(policyStatements([one(resources, `${parent}-policy`)]), [
          {
            owner: `${parent}-policy`,
            effect: "Deny",
            actions: ["s3:*"],
            resources: [arn, `${arn}/*`],
            principal: "*",
            condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ]);
        const block = one(resources, `${parent}-public-access-block`).inputs;
        assert.deepEqual(
          [
            block.blockPublicAcls,
            block.blockPublicPolicy,
            block.ignorePublicAcls,
            block.restrictPublicBuckets,
          ],
          [true, true, true, true],
        );
        assert.deepEqual(one(resources, `${parent}-ownership`).inputs.rule, {
          objectOwnership: "BucketOwnerEnforced",
        });
        assert.equal(
          at(
            one(resources, `${parent}-encryption`).inputs,
            "rules",
            0,
            "applyServerSideEncryptionByDefault",
            "sseAlgorithm",
          ),
          "aws:kms",
        );
      }
    });

    it("rotates every key", () => {
      for (const { name, inputs } of ofType(resources, "aws:kms/key:Key")) {
        assert.equal(inputs.enableKeyRotation, true, name);
      }
    });

    it("closes the metadata of every node to pods, and encrypts every disk", () => {
      for (const { name, inputs } of ofType(resources, "aws:ec2/launchTemplate:LaunchTemplate")) {
        assert.equal(at(inputs, "metadataOptions", "httpTokens"), "required", name);
        assert.equal(at(inputs, "metadataOptions", "httpPutResponseHopLimit"), 1, name);
        assert.equal(at(inputs, "blockDeviceMappings", 0, "ebs", "encrypted"), "true", name);
        assert.equal(at(inputs, "blockDeviceMappings", 0, "ebs", "volumeType"), "gp3", name);
      }
    });

    it("lets only agents run in namespaces that are privileged", () => {
      const levels = ofType(resources, "kubernetes:core/v1:Namespace").map(({ inputs }) => [
        at(inputs, "metadata", "name"),
        at(inputs, "metadata", "labels", "pod-security.kubernetes.io/enforce"),
      ]);
      assert.deepEqual(
        levels.filter(([, level]) => level === "privileged").map(([name]) => name),
        ["gpu-operator", "istio-system", "monitoring"],
      );
      assert.ok(levels.every(([, level]) => typeof level === "string"));
    });

    it("makes an administrator only of those who are named", () => {
      const { administrators = {}, viewers = {} } = args.cluster ?? {};
      const isAdministrator = (value: unknown): boolean =>
        texts(value).some((text) => /Amazon(EKS)?(Cluster)?Admin/.test(text));
      const holders = resources.filter(({ inputs }) => isAdministrator(inputs));
      const names = Object.keys(administrators);
      assert.deepEqual(
        holders.map(({ name }) => name),
        names.length === 0 ? [] : ["p-cluster-eks"],
      );
      const entries = Object.entries(one(resources, "p-cluster-eks").inputs.accessEntries ?? {});
      assert.deepEqual(
        entries.map(([name]) => name).sort(),
        [...names, ...Object.keys(viewers)].sort(),
      );
      assert.deepEqual(
        entries.filter(([, entry]) => isAdministrator(entry)).map(([name]) => name),
        names,
      );
    });

    it("opens the API server only to the ranges that are named", () => {
      const { inputs } = one(resources, "p-cluster-eks");
      const ranges = args.cluster?.publicAccessCidrs;
      assert.equal(inputs.endpointPublicAccess, ranges !== undefined);
      assert.deepEqual(inputs.publicAccessCidrs, ranges);
    });

    it("tags everything that it can with the caller's tags", () => {
      for (const [key, value] of Object.entries(args.tags ?? {})) {
        for (const { name, inputs } of resources.filter((each) => "tags" in each.inputs)) {
          assert.equal(at(inputs.tags, key), value, name);
        }
      }
    });
  });
}
