import assert from "node:assert/strict";

import fc from "fast-check";

import { ModelService } from "../../components";
import { storageSchemes } from "../../components/serving/defaults";
import { fullest, smallest } from "../../components/serving/example";
import type { ModelServiceRequest } from "../../components/serving/plan";
import {
  modelNameProblems,
  modelServiceProblems,
  storageUriProblems,
} from "../../components/serving/rules";
import { record } from "../support/recorder";
import { at, one, refusal, said } from "../support/recorded";

const known = "pvc://, s3://, oci://, hf://, gs://, https://";

describe("storage URI rule", () => {
  const cases: readonly [string, string | undefined][] = [
    ["pvc://models/scorer", undefined],
    ["pvc://models", undefined],
    ["s3://bucket/path/to/model", undefined],
    ["hf://org/model:hash", undefined],
    ["ftp://models/x", `"ftp://" is not a place that models can come from. Allowed: ${known}.`],
    [
      "http://models/x",
      `"http://" is not a place that models can come from. Did you mean "https"? Allowed: ${known}.`,
    ],
    ["s3:/x", `"s3:/x" is not a URI. Start with one of ${known}.`],
    ["", `"" is not a URI. Start with one of ${known}.`],
    ["s3://", '"s3://" names no host or bucket. Write for instance s3://models/scorer.'],
    ["pvc://", '"pvc://" names no claim. Write for instance pvc://models/scorer.'],
    ["pvc:///scorer", '"pvc:///scorer" names no claim. Write for instance pvc://models/scorer.'],
    ["s3://b/../x", '"s3://b/../x" leaves its folder with "..". Write the path out.'],
    ["s3://b/x ", '"s3://b/x " has a blank or a control character. Remove it.'],
    ["s3://b/x\ny", '"s3://b/x\\ny" has a blank or a control character. Remove it.'],
  ];
  for (const [uri, reason] of cases) {
    it(`${reason === undefined ? "accepts" : "refuses"} ${JSON.stringify(uri)}`, () => {
      assert.deepEqual(
        said(storageUriProblems("storageUri", uri)),
        reason === undefined ? [] : [`storageUri: ${reason}`],
      );
    });
  }

  it("answers any text with nothing or one problem", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .tuple(fc.constantFrom(...storageSchemes), fc.string())
        .map(([s, rest]) => `${s}://${rest}`),
    );
    fc.assert(
      fc.property(text, (uri) => {
        const problems = storageUriProblems("storageUri", uri);
        assert.ok(problems.length <= 1);
        if (problems.length === 1) return;
        assert.match(uri, /^(pvc|s3|oci|hf|gs|https):\/\/[^/\s]\S*$/);
        assert.ok(!uri.split("/").includes(".."));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("model service rules", () => {
  const valid: ModelServiceRequest = {
    service: "scorer",
    namespace: "fraud",
    modelFormat: "triton",
    resources: { cpu: "1", memory: "2Gi" },
    replicas: { min: 1, max: 3 },
  };
  const cases: readonly [string, Partial<ModelServiceRequest>, string[]][] = [
    [
      "quantities that are none",
      { resources: { cpu: "0", memory: "4Gi" } },
      [
        'resources.cpu: "0" is not a CPU quantity. Write cores or thousandths, for instance "2" or "500m".',
      ],
    ],
    [
      "replicas without a bound",
      { replicas: { min: 2, max: 0 } },
      [
        'replicas.max: 0 is not a limit: KServe takes 0 as "no limit". Write a whole number from 2.',
      ],
    ],
    [
      "scaling to zero",
      { replicas: { min: 0, max: 1 } },
      [
        "replicas.min: 0 is not possible: the horizontal pod autoscaler keeps at least 1 replica. Write 1 or more.",
      ],
    ],
    [
      "min above max",
      { replicas: { min: 3, max: 2 } },
      ["replicas.min: 3 is more than max 2. Lower min or raise max."],
    ],
    [
      "times that are none",
      { startupSeconds: 0, requestTimeoutSeconds: 3601 },
      [
        "startupSeconds: 0 is not a time. Write whole seconds from 1 to 3600.",
        "requestTimeoutSeconds: 3601 is not a time. Write whole seconds from 1 to 3600.",
      ],
    ],
  ];
  for (const [title, change, problems] of cases) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(said(modelServiceProblems({ ...valid, ...change })), problems);
    });
  }

  it("accept replicas exactly where 1 <= min <= max", () => {
    const size = fc.oneof(fc.integer({ min: -2, max: 4 }), fc.constantFrom(0.5, NaN, Infinity));
    fc.assert(
      fc.property(size, size, (min, max) => {
        const expected = Number.isInteger(min) && Number.isInteger(max) && 1 <= min && min <= max;
        const problems = modelServiceProblems({ ...valid, replicas: { min, max } });
        assert.equal(problems.length === 0, expected);
      }),
    );
  });

  it("count the host label of name and namespace", () => {
    assert.deepEqual(modelNameProblems("service", "a".repeat(47), "fraud"), []);
    assert.deepEqual(said(modelNameProblems("service", "a".repeat(50), "fraud")), [
      `service: "${"a".repeat(50)}-predictor-fraud" has 66 characters, and a host label at most 63. Shorten the name by 3.`,
    ]);
  });

  for (const name of ["My_Model", "1model", "model-", "", "\u{1F600}"]) {
    it(`refuse the name "${name}"`, () => {
      assert.deepEqual(said(modelNameProblems("service", name, "fraud")), [
        `service: "${name}" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.`,
      ]);
    });
  }
});

describe("ModelService", () => {
  it("asks KServe for a plain deployment with a bounded autoscaler", async () => {
    const { resources } = await record(() => new ModelService("m", smallest.ModelService));
    const { inputs, type } = one(resources, "m-inference-service");
    assert.equal(type, "kubernetes:serving.kserve.io/v1beta1:InferenceService");
    assert.deepEqual(inputs.metadata, {
      name: "scorer",
      namespace: "fraud",
      annotations: {
        "serving.kserve.io/deploymentMode": "Standard",
        "serving.kserve.io/autoscalerClass": "hpa",
      },
    });
    const predictor = at(inputs, "spec", "predictor");
    assert.deepEqual(
      ["minReplicas", "maxReplicas", "scaleMetric", "scaleTarget", "timeout"].map((key) =>
        at(predictor, key),
      ),
      [1, 3, "cpu", 70, 60],
    );
    assert.equal(at(predictor, "tolerations"), undefined);
    assert.equal(at(predictor, "model", "runtime"), "kserve-tritonserver");
    assert.equal(at(predictor, "model", "storageUri"), "pvc://models/scorer");
  });

  it("runs pods that a restricted namespace admits, without a token", async () => {
    const { resources } = await record(() => new ModelService("m", smallest.ModelService));
    const predictor = at(one(resources, "m-inference-service").inputs, "spec", "predictor");
    assert.equal(at(predictor, "automountServiceAccountToken"), false);
    assert.deepEqual(at(predictor, "securityContext"), {
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.deepEqual(at(predictor, "model", "securityContext"), {
      allowPrivilegeEscalation: false,
      privileged: false,
      runAsNonRoot: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  it("holds a GPU on its pool, with requests equal to limits and no surge", async () => {
    const { resources } = await record(() => new ModelService("m", fullest.ModelService));
    const predictor = at(one(resources, "m-inference-service").inputs, "spec", "predictor");
    const resourcesOfReplica = { cpu: "1", memory: "2Gi", "nvidia.com/gpu": "1" };
    assert.deepEqual(at(predictor, "model", "resources"), {
      requests: resourcesOfReplica,
      limits: resourcesOfReplica,
    });
    assert.deepEqual(at(predictor, "nodeSelector"), { "inference-platform.io/node-pool": "gpu" });
    assert.deepEqual(at(predictor, "tolerations"), [
      { key: "nvidia.com/gpu", operator: "Equal", value: "present", effect: "NoSchedule" },
    ]);
    assert.deepEqual(at(predictor, "deploymentStrategy", "rollingUpdate"), {
      maxSurge: 0,
      maxUnavailable: 1,
    });
    assert.equal(at(predictor, "model", "modelFormat", "name"), "onnx");
  });

  it("lets requests end before Triton, and gives a model its time to load", async () => {
    const drained = async (args: typeof smallest.ModelService): Promise<unknown[]> => {
      const { resources } = await record(() => new ModelService("m", args));
      const predictor = at(one(resources, "m-inference-service").inputs, "spec", "predictor");
      return [
        at(predictor, "terminationGracePeriodSeconds"),
        at(predictor, "model", "startupProbe", "failureThreshold"),
      ];
    };
    assert.deepEqual(await drained(smallest.ModelService), [5 + 60, 300 / 10]);
    assert.deepEqual(await drained({ ...fullest.ModelService, requestTimeoutSeconds: 10 }), [
      5 + 30,
      600 / 10,
    ]);
  });

  it("is refused whole", async () => {
    assert.deepEqual(
      await refusal(
        () => new ModelService("m", { ...smallest.ModelService, service: "M", storageUri: "x" }),
      ),
      [
        'ModelService "m": 2 inputs are wrong',
        'service: "M" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        `storageUri: "x" is not a URI. Start with one of ${known}.`,
      ],
    );
  });
});
