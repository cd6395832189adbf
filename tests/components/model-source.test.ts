import assert from "node:assert/strict";

import fc from "fast-check";

import { s3EndpointAnnotations, s3EndpointProblems } from "../../components/models/s3-endpoint";
import { modelSourceProblems } from "../../components/models/source-rules";
import { said } from "../support/recorded";

const commit = "607a30d783dfa663caf39e06633721c8d4cfcd7e";
const digest = `sha256:${"0".repeat(64)}`;
const schemes = "pvc://, s3://, oci://, hf://, gs://, https://";
const s3Shape = `Use 3 to 63 lower-case letters, digits, "-" and ".", and start and end with a letter or digit.`;

describe("sources of models", () => {
  for (const uri of [
    "s3://models/scorer",
    "s3://models-1.eu/tenants/fraud/scorer/",
    "pvc://models/scorer",
    "gs://models_eu/scorer",
    "https://models.example.com:8443/scorer.tar.gz",
    "https://models.example.com/scorer.tar.gz?X-Amz-Signature=abc",
    `hf://openai-community/gpt2:${commit}`,
    "oci://registry.example.com:5000/models/scorer:1.4.0",
    `oci://registry.example.com/scorer@${digest}`,
    `oci://registry.example.com/scorer:1.4.0@${digest}`,
  ]) {
    it(`may be ${uri}`, () => {
      assert.deepEqual(modelSourceProblems("storageUri", uri), []);
    });
  }

  const refused: readonly [string, string][] = [
    ["", `"" is not a URI. Start with one of ${schemes}.`],
    ["models/scorer", `"models/scorer" is not a URI. Start with one of ${schemes}.`],
    [
      "s4://models/scorer",
      `"s4://" is not a place that models can come from. Did you mean "s3"? Allowed: ${schemes}.`,
    ],
    ["file:///etc", `"file://" is not a place that models can come from. Allowed: ${schemes}.`],
    [
      "S3://models/scorer",
      `"S3://" is not a place that models can come from. Did you mean "s3"? Allowed: ${schemes}.`,
    ],
    [
      "constructor://models/scorer",
      `"constructor://" is not a place that models can come from. Allowed: ${schemes}.`,
    ],
    ["s3://mod els/a", '"s3://mod els/a" has a blank or a control character. Remove it.'],
    [
      "s3://models/a\u0007",
      String.raw`"s3://models/a\u0007" has a blank or a control character. Remove it.`,
    ],
    ["s3://", '"s3://" names no host or bucket. Write for instance s3://models/scorer.'],
    [
      "s3:///scorer",
      '"s3:///scorer" names no host or bucket. Write for instance s3://models/scorer.',
    ],
    ["s3://models", '"s3://models" names no prefix. Write for instance s3://models/scorer.'],
    ["s3://models//", '"s3://models//" names no prefix. Write for instance s3://models/scorer.'],
    ["s3://models/../b", '"s3://models/../b" leaves its folder with "..". Write the path out.'],
    ["s3://models/%2E./b", '"s3://models/%2E./b" leaves its folder with "..". Write the path out.'],
    ["s3://Models/a", `"Models" is not the name of a bucket. ${s3Shape}`],
    ["s3://ab/a", `"ab" is not the name of a bucket. ${s3Shape}`],
    [`s3://${"a".repeat(64)}/a`, `"${"a".repeat(64)}" is not the name of a bucket. ${s3Shape}`],
    ["s3://a..b/a", `"a..b" is not the name of a bucket. ${s3Shape}`],
    ["s3://-ab/a", `"-ab" is not the name of a bucket. ${s3Shape}`],
    [
      "s3://10.0.0.1/a",
      `"10.0.0.1" is not the name of a bucket: it looks like an address. ${s3Shape}`,
    ],
    ["s3://xn--ab/a", '"xn--ab" is not the name of a bucket: S3 keeps "xn--" for itself.'],
    [
      "s3://ab-s3alias/a",
      '"ab-s3alias" is not the name of a bucket: S3 keeps "-s3alias" for itself.',
    ],
    ["pvc://", '"pvc://" names no claim. Write for instance pvc://models/scorer.'],
    [
      "pvc://models",
      '"pvc://models" names no folder of the claim. Write for instance pvc://models/scorer.',
    ],
    [
      "pvc://My_Claim/a",
      'names a claim that "My_Claim" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
    ],
    [
      "gs://M/a",
      '"M" is not the name of a bucket. Use 3 to 63 lower-case letters, digits, "-", "_" and ".", and start and end with a letter or digit.',
    ],
    [
      "hf://openai-community",
      `"hf://openai-community" is not a model of Hugging Face. Write its organisation, its name and a commit: hf://openai-community/gpt2:${commit}.`,
    ],
    [
      `hf://openai-community/gpt2/onnx:${commit}`,
      `"hf://openai-community/gpt2/onnx:${commit}" is not a model of Hugging Face. Write its organisation, its name and a commit: hf://openai-community/gpt2:${commit}.`,
    ],
    [
      "hf://openai-community/gpt2",
      '"hf://openai-community/gpt2" names no revision, so it is whatever was pushed last. Add ":" and a commit of 40 hexadecimal digits.',
    ],
    [
      "hf://openai-community/gpt2:main",
      '"hf://openai-community/gpt2:main" has a revision that can be moved. Write a commit of 40 hexadecimal digits.',
    ],
    [
      "oci://registry.example.com",
      '"oci://registry.example.com" names no repository. Write for instance oci://registry.example.com/models/scorer:1.4.0.',
    ],
    [
      "oci://registry.example.com/scorer",
      '"oci://registry.example.com/scorer" is whatever was pushed last. Write a version as the tag, or @sha256: and its digest.',
    ],
    [
      "oci://registry.example.com/scorer:latest",
      '"oci://registry.example.com/scorer:latest" is whatever was pushed last. Write a version as the tag, or @sha256: and its digest.',
    ],
    [
      "oci://registry.example.com/scorer@sha256:12",
      '"oci://registry.example.com/scorer@sha256:12" has a digest that is none. Write @sha256: and 64 hexadecimal digits.',
    ],
    [
      "oci://registry.example.com/scorer:-1",
      '"oci://registry.example.com/scorer:-1" has a tag that is none. Use at most 128 letters, digits, "_", "-" and ".".',
    ],
    [
      "https://models.example.com/",
      '"https://models.example.com/" names no file. Write for instance https://models.example.com/scorer.tar.gz.',
    ],
    [
      "https://a_b/file",
      '"https://a_b/file" names no host that can exist. Write for instance https://models.example.com/scorer.tar.gz.',
    ],
  ];
  for (const [uri, reason] of refused) {
    it(`are refused: ${JSON.stringify(uri.slice(0, 60))}`, () => {
      assert.deepEqual(said(modelSourceProblems("storageUri", uri)), [`storageUri: ${reason}`]);
    });
  }

  it("need a digest where one is asked for", () => {
    const strict = { requireDigest: true };
    assert.deepEqual(said(modelSourceProblems("uri", "oci://r.example.com/scorer:1.4.0", strict)), [
      'uri: "oci://r.example.com/scorer:1.4.0" is named by a tag, which can be moved. Write @sha256: and its digest.',
    ]);
    assert.deepEqual(
      modelSourceProblems("uri", `oci://r.example.com/scorer@${digest}`, strict),
      [],
    );
    assert.deepEqual(modelSourceProblems("uri", "s3://models/scorer", strict), []);
  });

  it("never show a password or a signed query", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("https", "s3", "hf", "gs", "pvc", "ftp"),
        fc.stringMatching(/^[a-z0-9 /@?%-]{0,12}$/),
        fc.constantFrom("", "/../x", "/latest", "\n"),
        (scheme, noise, end) => {
          for (const uri of [
            `${scheme}://user:SeCrEt${noise}@host.example.com/model${end}`,
            `${scheme}://Host_/..${end}?token=${noise}SeCrEt`,
            `${scheme}://Host_?token=${noise}SeCrEt${end}`,
          ]) {
            const problems = said(modelSourceProblems("uri", uri));
            assert.notEqual(problems.length, 0, uri);
            assert.ok(!problems.join().includes("SeCrEt"), problems.join());
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("S3 endpoints", () => {
  it("become the annotations that KServe reads", () => {
    assert.deepEqual(s3EndpointAnnotations({ host: "minio.minio:9000", plainHttp: true }), {
      "serving.kserve.io/s3-endpoint": "minio.minio:9000",
      "serving.kserve.io/s3-region": "us-east-1",
      "serving.kserve.io/s3-usehttps": "0",
      "serving.kserve.io/s3-verifyssl": "0",
    });
    assert.deepEqual(
      s3EndpointAnnotations({
        host: "s3.example.com",
        region: "eu-central-1",
        caBundleConfigMap: "company-ca",
      }),
      {
        "serving.kserve.io/s3-endpoint": "s3.example.com",
        "serving.kserve.io/s3-region": "eu-central-1",
        "serving.kserve.io/s3-usehttps": "1",
        "serving.kserve.io/s3-verifyssl": "1",
        "serving.kserve.io/s3-cabundle-configmap": "company-ca",
      },
    );
  });

  it("are refused with a scheme or credentials, which are not shown, and with a CA that nothing uses", () => {
    const noHost =
      "host: is not a host. Write it without a scheme, a path or credentials, for instance minio.minio:9000.";
    for (const host of ["http://minio:9000", "minio:9000/", "user:secret@minio:9000", ""]) {
      assert.deepEqual(said(s3EndpointProblems({ host })), [noHost]);
    }
    assert.deepEqual(
      said(s3EndpointProblems({ host: "minio", plainHttp: true, caBundleConfigMap: "ca" })),
      ["caBundleConfigMap: has no use without TLS. Remove it, or remove plainHttp."],
    );
    assert.deepEqual(s3EndpointProblems({ host: "minio.minio:9000" }), []);
  });
});
