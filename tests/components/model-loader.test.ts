import assert from "node:assert/strict";

import { ModelRepository } from "../../components";
import { fullest } from "../../components/models/example";
import { deadlineSeconds, jobName } from "../../components/models/loader-plan";
import type { LoadRequest } from "../../components/models/model-version";
import { policyStatements } from "../support/policy-documents";
import { record, type Recorded } from "../support/recorder";
import { at, one } from "../support/recorded";

const request: LoadRequest = {
  model: "scorer",
  version: 3,
  source: "s3://models/scorer/3/",
  manifestSha256: "0".repeat(64),
  config: 'name: "scorer"',
};

describe("Job of a loader", () => {
  let resources: readonly Recorded[] = [];
  let job: Recorded["inputs"] = {};
  before(async () => {
    ({ resources } = await record(() => new ModelRepository("repo", fullest.ModelRepository)));
    job = one(resources, "repo-loader-scorer-3").inputs;
  });

  it("ends: few attempts, one at a time, a time limit, and gone after a day", () => {
    const { template, ...spec } = at(job, "spec") as Record<string, unknown>;
    assert.notEqual(template, undefined);
    assert.deepEqual(spec, {
      backoffLimit: 3,
      activeDeadlineSeconds: 641,
      ttlSecondsAfterFinished: 86_400,
      podReplacementPolicy: "Failed",
    });
    assert.equal(at(job, "metadata", "annotations", "pulumi.com/replaceUnready"), "true");
  });

  it("waits for its permissions and its network", () => {
    assert.deepEqual(one(resources, "repo-loader-scorer-3").dependsOn, [
      "repo-loader-network-policy",
      "repo-loader-role-association",
      "repo-loader-role-buckets",
    ]);
  });

  it("runs restricted, without a token and without a sidecar", () => {
    const template = at(job, "spec", "template");
    assert.equal(at(template, "metadata", "labels", "sidecar.istio.io/inject"), "false");
    const pod = at(template, "spec");
    assert.equal(at(pod, "automountServiceAccountToken"), false);
    assert.equal(at(pod, "serviceAccountName"), "models-loader");
    assert.deepEqual(at(pod, "securityContext"), {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    });
    for (const container of containersOf(pod)) {
      assert.deepEqual(at(container, "securityContext"), {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      assert.deepEqual(at(container, "resources"), {
        requests: { cpu: "1", memory: "512Mi" },
        limits: { memory: "1Gi" },
      });
    }
  });

  it("has pinned images from the mirror, and the volume in the last container only", () => {
    const containers = containersOf(at(job, "spec", "template", "spec")).map((container) => [
      at(container, "name"),
      at(container, "image"),
      (at(container, "volumeMounts") as { mountPath: string }[]).map(({ mountPath }) => mountPath),
    ]);
    assert.deepEqual(containers, [
      ["manifest", "mirror.example.com/aws-cli/aws-cli:2.36.46", ["/work", "/loader"]],
      ["signature", "mirror.example.com/sigstore/cosign/cosign:v3.1.3", ["/work"]],
      ["files", "mirror.example.com/aws-cli/aws-cli:2.36.46", ["/work", "/models", "/loader"]],
    ]);
  });

  it("reads the source with its key, and nothing else", () => {
    assert.deepEqual(
      policyStatements([one(resources, "repo-loader-role-buckets")]).map(
        ({ actions, resources: limits, condition }) => [actions, limits, condition],
      ),
      [
        [
          ["s3:ListBucket"],
          ["arn:aws:s3:::models-1234567"],
          { StringLike: { "s3:prefix": ["published/scorer/3/*"] } },
        ],
        [["s3:GetObject"], ["arn:aws:s3:::models-1234567/published/scorer/3/*"], undefined],
        [["kms:Decrypt"], ["arn:aws:kms:us-east-1:111122223333:key/1234abcd"], undefined],
      ],
    );
  });

  it("reaches DNS, the Pod Identity agent and HTTPS, but no metadata of the node", () => {
    const policy = at(one(resources, "repo-loader-network-policy").inputs, "spec");
    assert.deepEqual(at(policy, "podSelector"), {
      matchLabels: { "app.kubernetes.io/component": "model-loader" },
    });
    assert.deepEqual(
      at(job, "spec", "template", "metadata", "labels", "app.kubernetes.io/component"),
      "model-loader",
    );
    assert.deepEqual(at(policy, "policyTypes"), ["Ingress", "Egress"]);
    assert.equal(at(policy, "ingress"), undefined);
    assert.deepEqual(at(policy, "egress"), [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
          },
        ],
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
      },
      { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ protocol: "TCP", port: 80 }] },
      {
        to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }],
        ports: [{ protocol: "TCP", port: 443 }],
      },
    ]);
  });
});

describe("name of a loader's Job", () => {
  const name = jobName(request, undefined);

  it("says model and version, and fits a label however long the model's name is", () => {
    assert.match(name, /^load-scorer-3-[0-9a-f]{10}$/);
    const longest = jobName(
      { ...request, model: `a${"-b".repeat(31)}`, version: Number.MAX_SAFE_INTEGER },
      undefined,
    );
    assert.ok(longest.length <= 63, longest);
    assert.match(longest, /^[a-z][-a-z0-9]*[a-z0-9]$/);
  });

  it("changes with all that decides what is loaded, and with nothing else", () => {
    const others = [
      { ...request, source: "s3://models/scorer/4/" },
      { ...request, manifestSha256: "1".repeat(64) },
      { ...request, config: "" },
      { ...request, signature: { publicKey: "" } },
    ].map((other) => jobName(other, undefined));
    assert.equal(new Set([name, ...others]).size, 5);
    assert.notEqual(jobName(request, { imageRegistry: "mirror.example.com" }), name);
    assert.equal(jobName({ ...request }, undefined), name);
  });
});

describe("time limit of a loader", () => {
  for (const [size, seconds] of [
    [undefined, 3600],
    ["100Mi", 602],
    ["2Gi", 641],
    ["1Ti", 21_572],
  ] as const) {
    it(`is ${seconds} seconds for ${size ?? "an unknown size"}`, () => {
      assert.equal(deadlineSeconds({ size }), seconds);
    });
  }
});

function containersOf(pod: unknown): unknown[] {
  return ["initContainers", "containers"].flatMap((kind) => at(pod, kind) as unknown[]);
}
