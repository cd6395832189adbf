import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { TenantAccesses } from "../../../components/mesh/access-args";
import { authorizerFiles } from "../../../components/mesh/authorizer-plan";
import { startOpa, type Opa } from "./opa";

const keys = {
  batch: "batch-key-0123456789-0123456789-01",
  web: "web-key-0123456789-0123456789-0123",
  search: "search-key-0123456789-0123456789-0",
  short: "0123456789012345678901234567890",
} as const;

const gateway = {
  domain: "models.example.com",
  additionalDomains: ["models.example.org"],
  hosts: ["chat.example.net"],
  port: 443,
};

const tenants: TenantAccesses = {
  fraud: {
    access: {
      hosts: ["chat.example.net"],
      apiKeys: {
        clients: { batch: sha256(keys.batch), short: sha256(keys.short) },
        secretName: "more",
      },
    },
  },
  "web-search": { access: { apiKeys: { clients: { site: sha256(keys.search) } } } },
  open: {},
};

/**
 * What Open Policy Agent decides with the rules, files and arguments of the authorizer. Does not prove how its Envoy plugin
 * hands a request over, nor what Envoy makes of the decision.
 */
describe("the authorizer of API keys", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "api-keys-"));
  let opa: Opa | undefined;

  before(async () => {
    const files = authorizerFiles(gateway, tenants);
    assert.ok(files);
    assert.deepEqual(files.secrets, { fraud: "more" });
    opa = await startOpa(folder, files, { fraud: JSON.stringify({ web: sha256(keys.web) }) });
  });
  after(() => {
    opa?.child.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const allowed: readonly (readonly [host: string, key: string, client: string, tenant: string])[] =
    [
      ["scorer-fraud.models.example.com", keys.batch, "batch", "fraud"],
      ["scorer-fraud.models.example.org", keys.batch, "batch", "fraud"],
      ["scorer-predictor-fraud.models.example.com", keys.batch, "batch", "fraud"],
      ["Scorer-FRAUD.Models.example.com:443", keys.batch, "batch", "fraud"],
      ["chat.example.net", keys.batch, "batch", "fraud"],
      ["chat.example.net:8443", keys.batch, "batch", "fraud"],
      ["scorer-fraud.models.example.com", keys.web, "web", "fraud"],
      ["ranker-web-search.models.example.com", keys.search, "site", "web-search"],
    ];
  for (const [host, key, client, tenant] of allowed) {
    it(`lets ${client} ask ${host}, names it, and keeps its key`, async () => {
      assert.deepEqual(await opa?.decide(host, { "x-api-key": key }), {
        allowed: true,
        headers: { "x-inference-client": client },
        request_headers_to_remove: ["x-api-key"],
        dynamic_metadata: { tenant },
      });
    });
  }

  const refused: readonly (readonly [
    what: string,
    host: string,
    headers: Record<string, string>,
  ])[] = [
    ["no key", "scorer-fraud.models.example.com", {}],
    ["an empty key", "scorer-fraud.models.example.com", { "x-api-key": "" }],
    ["an unknown key", "scorer-fraud.models.example.com", { "x-api-key": "x".repeat(40) }],
    [
      "a known key with a blank",
      "scorer-fraud.models.example.com",
      { "x-api-key": `${keys.batch} ` },
    ],
    [
      "two keys in one header",
      "scorer-fraud.models.example.com",
      { "x-api-key": `${keys.batch},${keys.web}` },
    ],
    [
      "a known key of 31 characters",
      "scorer-fraud.models.example.com",
      { "x-api-key": keys.short },
    ],
    ["the hash of a key", "scorer-fraud.models.example.com", { "x-api-key": sha256(keys.batch) }],
    ["the key of another tenant", "scorer-fraud.models.example.com", { "x-api-key": keys.search }],
    [
      "a key at another tenant",
      "ranker-web-search.models.example.com",
      { "x-api-key": keys.batch },
    ],
    ["a tenant without keys", "x-open.models.example.com", { "x-api-key": keys.batch }],
    [
      "a host below another domain",
      "scorer-fraud.models.example.com.evil.net",
      { "x-api-key": keys.batch },
    ],
    ["a dot that is no dot", "scorer-fraud.modelsxexample.com", { "x-api-key": keys.batch }],
    ["a host that only begins so", "chat.example.net.evil.net", { "x-api-key": keys.batch }],
    ["a host on a second line", "evil.net\nchat.example.net", { "x-api-key": keys.batch }],
    ["no host", "", { "x-api-key": keys.batch }],
  ];
  for (const [what, host, headers] of refused) {
    it(`refuses ${what}`, async () => {
      assert.deepEqual(await opa?.decide(host, headers), {
        allowed: false,
        http_status: 401,
        body: "The API key is not valid for this host.",
      });
    });
  }

  it("refuses a key that two clients share, wherever their hashes come from", async () => {
    const hash = sha256(keys.batch);
    const files = authorizerFiles(gateway, {
      fraud: { access: { apiKeys: { clients: { one: hash }, secretName: "more" } } },
    });
    assert.ok(files);
    const other = await startOpa(folder, files, { fraud: JSON.stringify({ two: hash }) });
    try {
      const decision = await other.decide("a-fraud.models.example.com", {
        "x-api-key": keys.batch,
      });
      assert.equal(decision.allowed, false);
    } finally {
      other.child.kill();
    }
  });

  it("never holds a key", () => {
    const texts = JSON.stringify(authorizerFiles(gateway, tenants));
    for (const key of Object.values(keys)) assert.ok(!texts.includes(key));
  });
});

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
