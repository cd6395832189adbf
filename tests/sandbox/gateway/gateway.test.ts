import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import type * as http from "node:http";

import type { Server } from "@grpc/grpc-js";

import type { AuthorizerFiles } from "../../../components/mesh/authorizer-plan";
import { readRecords } from "../../../sandbox/controlplane/process-records";
import { changedDevConfig, kubectlJson, run, sandboxFolder, testPaths } from "../sandbox-process";
import { freePort } from "./address";
import { serveAuthorizer } from "./authorizer";
import { call, portOf, serveModel, type Call, type Received } from "./callers";
import { startEnvoy } from "./envoy";
import { startOpa, type Opa } from "./opa";
import { fetchProxyConfig, type ProxyConfig } from "./proxy-config";
import { keys, login, partner, restrictAccess, stranger } from "./restricted-access";

const scorer = "scorer-fraud.models.dev.example.com";
const otherModel = "detector-fraud.models.dev.example.com";
const fraudToken = login.token({ sub: "ada", aud: "models", groups: ["fraud", "staff"] });

interface Pods {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly status: { readonly podIP: string };
  }[];
}

/**
 * Real requests through a real Envoy, which takes listeners, filters and routes from the istiod of the sandbox: what it
 * made of the Gateway, of the routes of KServe and of the policies and filters of the platform. Stand-ins are the models,
 * the Envoy plugin of OPA (OPA itself is asked), and Istio's build of Envoy: filters whose names begin with "istio." are
 * left out. Does not prove mutual TLS, nor the load balancer.
 */
describe("the gateway, with access restricted", () => {
  let config: ProxyConfig | undefined;
  let model: http.Server | undefined;
  let authorizer: Server | undefined;
  let opa: Opa | undefined;
  let envoy: ChildProcess | undefined;
  let port = 0;

  before(async () => {
    fs.mkdirSync(sandboxFolder, { recursive: true });
    const file = changedDevConfig(restrictAccess);
    const { code, output } = await run("up", "--config-file", file);
    assert.equal(code, 0, output);
    config = await gatewayConfig();
    model = await serveModel();
    opa = await startOpa(sandboxFolder, await authorizerFiles());
    const served = await serveAuthorizer(opa.decide);
    authorizer = served.server;
    port = await freePort();
    const toModel = { port: portOf(model), http2: false };
    envoy = await startEnvoy(sandboxFolder, config, port, {
      "outbound|80||scorer-predictor.fraud.svc.cluster.local": toModel,
      "outbound|80||detector-predictor.fraud.svc.cluster.local": toModel,
      "outbound|80||ranker-predictor.search.svc.cluster.local": toModel,
      "outbound|80||banner-predictor.ads.svc.cluster.local": toModel,
      "outbound|80||counted-predictor.ads.svc.cluster.local": toModel,
      "outbound|9191||api-key-authorizer.inference-gateway.svc.cluster.local": {
        port: served.port,
        http2: true,
      },
    });
  });
  after(async () => {
    envoy?.kill();
    opa?.child.kill();
    authorizer?.forceShutdown();
    model?.close();
    await run("down");
    fs.rmSync(sandboxFolder, { recursive: true, force: true });
  });

  const open: readonly (readonly [
    who: string,
    request: Call,
    headers: Record<string, string | undefined>,
  ])[] = [
    [
      "a token with audience and claim",
      { host: scorer, headers: { authorization: `Bearer ${fraudToken}` } },
      { "x-inference-subject": "ada", authorization: undefined },
    ],
    [
      "a token, at the host of the predictor, with a port and in capitals",
      {
        host: "Scorer-Predictor-Fraud.models.dev.example.com:80",
        headers: { authorization: `Bearer ${fraudToken}` },
      },
      { "x-inference-subject": "ada" },
    ],
    [
      "a token at a further domain",
      {
        host: "scorer-fraud.models.example.org",
        headers: { authorization: `Bearer ${fraudToken}` },
      },
      { "x-inference-subject": "ada" },
    ],
    [
      "an API key",
      { host: scorer, headers: { "x-api-key": keys.batch } },
      { "x-inference-client": "batch", "x-api-key": undefined },
    ],
    [
      "an API key beside forged names",
      {
        host: scorer,
        headers: {
          "x-api-key": keys.batch,
          "x-inference-client": "root",
          "x-inference-subject": "root",
        },
      },
      { "x-inference-client": "batch", "x-inference-subject": undefined },
    ],
    [
      "anyone who asks whether the model of the smoke test is ready",
      { host: scorer, path: "/v2/models/scorer/ready" },
      {},
    ],
    [
      "anyone at a tenant that is open to all, without the names that were forged",
      { host: "ranker-search.models.dev.example.com", headers: { "x-inference-client": "root" } },
      { "x-inference-client": undefined },
    ],
  ];
  for (const [who, request, headers] of open) {
    it(`lets in ${who}`, async () => {
      const { status, text } = await call(port, request);
      assert.equal(status, 200, text);
      const received = JSON.parse(text) as Received;
      for (const [name, value] of Object.entries(headers)) {
        assert.equal(received.headers[name], value, name);
      }
    });
  }

  const closed: readonly (readonly [what: string, request: Call, status: number])[] = [
    ["no credential", { host: scorer }, 403],
    [
      "no credential at the predictor",
      { host: "scorer-predictor-fraud.models.dev.example.com" },
      403,
    ],
    ["a forged client", { host: scorer, headers: { "x-inference-client": "batch" } }, 403],
    ["an unknown key", { host: scorer, headers: { "x-api-key": "x".repeat(40) } }, 401],
    ["an empty key", { host: scorer, headers: { "x-api-key": "" } }, 401],
    ["the key of another tenant", { host: scorer, headers: { "x-api-key": keys.site } }, 401],
    [
      "a right key with a port that is none of the gateway's",
      { host: `${scorer}:8080`, headers: { "x-api-key": keys.batch } },
      403,
    ],
    [
      "a token for another audience",
      bearer(login.token({ sub: "ada", aud: "mail", groups: ["fraud"] })),
      403,
    ],
    ["a token without the claim", bearer(login.token({ sub: "ada", aud: "models" })), 403],
    ["a token without a subject", bearer(login.token({ aud: "models", groups: ["fraud"] })), 403],
    [
      "a token that has ended",
      bearer(login.token({ sub: "ada", aud: "models", groups: ["fraud"], exp: 1_000_000_000 })),
      401,
    ],
    [
      "a token with the keys of somebody else",
      bearer(stranger.token({ sub: "ada", aud: "models", groups: ["fraud"] })),
      401,
    ],
    [
      "a token of the issuer of another tenant",
      bearer(partner.token({ sub: "eve", aud: "models", groups: ["fraud"] })),
      403,
    ],
    ["a token that is none", bearer("sk-not-a-token"), 401],
    [
      "another path than that of the smoke test",
      { host: scorer, path: "/v2/models/detector/ready" },
      403,
    ],
    [
      "another method than that of the smoke test",
      { host: scorer, path: "/v2/models/scorer/ready", method: "POST" },
      403,
    ],
    [
      "the readiness of another model",
      { host: "detector-fraud.models.dev.example.com", path: "/v2/models/scorer/ready" },
      403,
    ],
    ["a host that belongs to no tenant", { host: "nothing.models.dev.example.com" }, 403],
  ];
  for (const [what, request, expected] of closed) {
    it(`answers ${expected} to ${what}`, async () => {
      const { status, text } = await call(port, request);
      assert.equal(status, expected, text);
    });
  }

  it("lets the issuer and the key of one tenant into its hosts only", async () => {
    const host = "banner-ads.models.dev.example.com";
    const token = { authorization: `Bearer ${partner.token({ sub: "eve", aud: "ads" })}` };
    assert.equal((await call(port, { host, headers: token })).status, 200);
    assert.equal((await call(port, { host, headers: { "x-api-key": keys.site } })).status, 200);
    assert.equal((await call(port, { host, headers: { "x-api-key": keys.batch } })).status, 401);
  });

  const mebibyte = 1024 * 1024;
  const bodies: readonly (readonly [what: string, call: Partial<Call>, status: number])[] = [
    ["as large as its model allows", { body: Buffer.alloc(mebibyte) }, 200],
    ["that is one byte too large", { body: Buffer.alloc(mebibyte + 1) }, 413],
    ["that is far too large", { body: Buffer.alloc(8 * mebibyte) }, 413],
    ["that does not say how large it is", chunked("application/octet-stream"), 411],
    ["that does not say what it is either", chunked(undefined), 411],
    ["of gRPC, which never says", chunked("application/grpc"), 200],
    [
      "as large as it likes at another model",
      { host: otherModel, body: Buffer.alloc(8 * mebibyte) },
      200,
    ],
  ];
  for (const [what, request, expected] of bodies) {
    for (const headers of [{ "x-api-key": keys.batch }, bearer(fraudToken).headers]) {
      it(`answers ${expected} to a request ${what}, with ${Object.keys(headers ?? {}).join()}`, async () => {
        const { status, text } = await call(port, {
          host: scorer,
          method: "POST",
          ...request,
          headers: { ...headers, ...request.headers },
        });
        assert.equal(status, expected, text);
        if (status === 200)
          assert.equal((JSON.parse(text) as Received).bytes, request.body?.length);
      });
    }
  }

  it("counts the requests of a model, and tells when the next may come", async () => {
    const headers = { "x-api-key": keys.site };
    const host = "counted-ads.models.dev.example.com";
    // Ten at once, divided between two proxies, of which this is one.
    const answers = [];
    for (let request = 0; request < 6; request += 1)
      answers.push(await call(port, { host, headers }));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 200, 429],
    );
    assert.deepEqual(
      answers.map((answer) => answer.headers["x-ratelimit-remaining"]),
      ["4", "3", "2", "1", "0", "0"],
    );
    assert.equal(answers.at(-1)?.headers["x-ratelimit-limit"], "5");
    assert.ok(Number(answers.at(-1)?.headers["x-ratelimit-reset"]) > 0);
    // Strangers use up nothing, and are told so first.
    assert.equal((await call(port, { host })).status, 403);
    // Other models have tokens left.
    const other = { host: scorer, headers: { "x-api-key": keys.batch } };
    assert.equal((await call(port, other)).status, 200);
  });

  it("refuses keys, and nothing else, while the authorizer does not answer", async () => {
    authorizer?.forceShutdown();
    const withKey = await call(port, { host: scorer, headers: { "x-api-key": keys.batch } });
    assert.equal(withKey.status, 503);
    assert.equal((await call(port, bearer(fraudToken))).status, 200);
  });

  it("closes idle connections and slow requests by the configured times", () => {
    const text = JSON.stringify(config);
    assert.match(text, /"commonHttpProtocolOptions":\{[^}]*"idleTimeout":"300s"/);
    assert.match(text, /"requestHeadersTimeout":"10s"/);
  });
});

/** A body whose length is not said. */
function chunked(type: string | undefined): Partial<Call> {
  const headers: Record<string, string> = { "transfer-encoding": "chunked" };
  if (type !== undefined) headers["content-type"] = type;
  return { headers, body: Buffer.alloc(100) };
}

function bearer(token: string): Call {
  return { host: scorer, headers: { authorization: `Bearer ${token}` } };
}

async function gatewayConfig(): Promise<ProxyConfig> {
  const pods = await kubectlJson<Pods>(
    "dev",
    ...["get", "pods", "-n", "inference-gateway"],
    ...["-l", "gateway.networking.k8s.io/gateway-name=inference"],
  );
  const [pod] = pods.items;
  const istiod = readRecords(testPaths("dev")).find(({ name }) => name === "istiod");
  assert.ok(pod && istiod);
  const { grpc = 0, http: debug = 0 } = istiod.ports;
  return fetchProxyConfig({ name: pod.metadata.name, ip: pod.status.podIP }, { grpc, http: debug });
}

/** The files of the authorizer, from the ConfigMap and the Secret in the cluster. */
async function authorizerFiles(): Promise<AuthorizerFiles> {
  const get = (kind: string, name: string): Promise<{ readonly data: Record<string, string> }> =>
    kubectlJson("dev", "get", kind, "-n", "inference-gateway", name);
  const policy = await get("configmap", "api-key-authorizer-policy");
  const keys = await get("secret", "api-key-authorizer-keys");
  return {
    policy: policy.data,
    keys: Object.fromEntries(
      Object.entries(keys.data).map(([file, text]) => [
        file,
        Buffer.from(text, "base64").toString("utf8"),
      ]),
    ),
    secrets: {},
  };
}
