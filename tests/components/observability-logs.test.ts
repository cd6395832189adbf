import assert from "node:assert/strict";

import { LuaFactory, type LuaEngine } from "wasmoon";

import { fluentBitValues } from "../../components/observability/fluent-bit-values";
import { lokiValues } from "../../components/observability/loki-values";
import { MASK_SCRIPT } from "../../components/observability/mask-script";
import { at } from "../support/recorded";

/** Settings of one section of Fluent Bit's configuration, by key in lower case. */
function settings(section: unknown, plugin: string): ReadonlyMap<string, string> {
  assert.ok(typeof section === "string");
  const found = section
    .split(/^\[.*\]$/m)
    .map((text) =>
      text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => /^ {4}(\S+) (.+)$/.exec(line)?.slice(1) ?? [line, ""])
        .map(([key = "", value = ""]): [string, string] => [key.toLowerCase(), value]),
    )
    .find((pairs) => pairs.some(([key, value]) => key === "name" && value === plugin));
  assert.ok(found, `no ${plugin}`);
  return new Map(found);
}

describe("values of Fluent Bit", () => {
  const values = fluentBitValues();
  const config = at(values, "config");

  it("run it on every node, as root without a capability, with the node's logs only", () => {
    assert.deepEqual(at(values, "tolerations"), [{ operator: "Exists" }]);
    assert.deepEqual(at(values, "securityContext"), {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    assert.deepEqual(at(values, "daemonSetVolumes"), [
      { name: "varlog", hostPath: { path: "/var/log" } },
    ]);
  });

  it("keep on the node what has been read and what waits", () => {
    const input = settings(at(config, "inputs"), "tail");
    assert.equal(input.get("db"), "/var/log/fluent-bit/tail.db");
    assert.equal(input.get("storage.type"), "filesystem");
    assert.match(String(at(config, "service")), /storage\.path \/var\/log\/fluent-bit\/storage/);
    const output = settings(at(config, "outputs"), "loki");
    assert.equal(output.get("retry_limit"), "no_limits");
    assert.equal(output.get("storage.total_limit_size"), "1G");
  });

  it("take JSON logs apart, and mask credentials after that", () => {
    const filters = String(at(config, "filters"));
    assert.equal(settings(filters, "kubernetes").get("merge_log"), "On");
    const mask = settings(filters, "lua");
    assert.equal(mask.get("script"), "/fluent-bit/scripts/mask.lua");
    assert.equal(mask.get("call"), "mask_credentials");
    assert.ok(filters.indexOf("Name kubernetes") < filters.indexOf("Name lua"));
    assert.deepEqual(at(values, "luaScripts"), { "mask.lua": MASK_SCRIPT });
  });

  it("label streams by namespace, container and model, and never by pod", () => {
    const output = settings(at(config, "outputs"), "loki");
    assert.equal(
      output.get("labels"),
      "job=fluent-bit, namespace=$kubernetes['namespace_name'], container=$kubernetes['container_name'], model_service=$kubernetes['labels']['serving.kserve.io/inferenceservice'], stream=$stream",
    );
    assert.equal(
      output.get("structured_metadata"),
      "pod=$kubernetes['pod_name'], node=$kubernetes['host']",
    );
    assert.equal(output.get("host"), "loki-gateway.monitoring.svc.cluster.local");
  });
});

/** Runs in Lua 5.4; Fluent Bit has LuaJIT, which is Lua 5.1. The script uses what both have. */
describe("the filter that masks credentials", () => {
  let lua: LuaEngine;
  before(async () => {
    lua = await new LuaFactory().createEngine();
    await lua.doString(MASK_SCRIPT);
  });
  after(() => {
    lua.global.close();
  });
  const run = (record: string, field: string): Promise<unknown> =>
    lua.doString(
      `local code, time, record = mask_credentials("kube.x", 7, ${record}); return code .. " " .. time .. " " .. tostring(record${field})`,
    );
  const masked = async (text: string): Promise<string> => {
    const out = String(await run(`{ log = [==[${text}]==], stream = "stdout" }`, ".log"));
    assert.ok(out.startsWith("2 7 "), "the record is changed and keeps its time");
    return out.slice(4);
  };

  for (const [text, expected] of [
    ["Authorization: Bearer eyJhbGci.J9.abc-_x== GET /", "Authorization: [masked] GET /"],
    ["authorization=Basic dXNlcjpwYXNz", "authorization=[masked]"],
    ['{"Authorization":"Bearer abc.def","n":1}', '{"Authorization":"[masked]","n":1}'],
    ["sent Bearer eyJhbGciOiJIUzI1NiJ9", "sent Bearer [masked]"],
    ["X-Api-Key: s3cr3t-key", "X-Api-Key: [masked]"],
    ['{\\"x-api-key\\": \\"s3cr3t\\"}', '{\\"x-api-key\\": \\"[masked]\\"}'],
    ["POST https://x/y?api_key=abc123&z=1 200", "POST https://x/y?api_key=[masked]&z=1 200"],
    ["pull https://me:pw123@host/x", "pull https://me:[masked]@host/x"],
    ["using AKIAIOSFODNN7EXAMPLE and ASIAIOSFODNN7EXAMPLE now", "using [masked] and [masked] now"],
    ["aws_secret_access_key=wJalrXUtnFEMI/K7MDENG", "aws_secret_access_key=[masked]"],
    ["AWS_SESSION_TOKEN: FwoGZXIvYXdzE==", "AWS_SESSION_TOKEN: [masked]"],
    ["token hf_abcdefghijklmnopqrstuvwxyz loaded", "token [masked] loaded"],
    ["HF_TOKEN=hf_abc", "HF_TOKEN=[masked]"],
    ["password=hunter2 user=me", "password=[masked] user=me"],
  ] as const) {
    it(`hides ${JSON.stringify(text)}`, async () => {
      assert.equal(await masked(text), expected);
    });
  }

  for (const text of [
    "prompt_tokens=12 token: 5",
    "the bearer of bad news",
    "loaded with hf_hub and hf_transfer",
    "http://h:80/p a:b",
    'time="2026-01-01" level=info msg="hi" trace_id=4bf92f3577b34da6a3ce929d0e0e4736',
    "AKIA is a prefix",
    "password: ",
  ]) {
    it(`leaves ${JSON.stringify(text)}`, async () => {
      assert.equal(await masked(text), text);
    });
  }

  it("looks into every field of a JSON log, and leaves what Kubernetes says", async () => {
    const record = `{
      authorization = "Bearer x", latency = 3,
      request = { headers = { ["X-Api-Key"] = "abc", accept = "json" } },
      kubernetes = { labels = { note = "password=abc" } },
    }`;
    assert.equal(await run(record, ".authorization"), "2 7 [masked]");
    assert.equal(await run(record, ".latency"), "2 7 3");
    assert.equal(await run(record, '.request.headers["X-Api-Key"]'), "2 7 [masked]");
    assert.equal(await run(record, ".request.headers.accept"), "2 7 json");
    assert.equal(await run(record, ".kubernetes.labels.note"), "2 7 password=abc");
  });
});

describe("values of Loki", () => {
  it("keep logs in the bucket for the retention, and recent ones on a volume that survives", () => {
    const values = lokiValues(
      {
        systemPool: "system",
        storageClass: "gp3",
        metricRetentionDays: 1,
        metricStorageGiB: 10,
        metricSeries: 1000,
        logRetentionDays: 90,
        logStorageGiB: 20,
      },
      { bucketName: "logs", region: "us-east-1", roleArn: "arn:aws:iam::111122223333:role/loki" },
    );
    assert.equal(at(values, "loki", "limits_config", "retention_period"), "2160h");
    assert.deepEqual(at(values, "loki", "compactor"), {
      retention_enabled: true,
      delete_request_store: "s3",
    });
    assert.deepEqual(at(values, "singleBinary", "persistence"), {
      size: "20Gi",
      storageClass: "gp3",
      enableStatefulSetAutoDeletePVC: false,
    });
  });
});
