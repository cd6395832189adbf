import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

import fc from "fast-check";

import { GatewayAccess, ServiceMesh } from "../../components";
import {
  apiKeyPolicy,
  redirectPolicy,
  tenantPolicy,
  tokenAuthentication,
} from "../../components/mesh/access-plan";
import { authorizerFiles } from "../../components/mesh/authorizer-plan";
import { callerHeaders } from "../../components/mesh/defaults";
import { fullest, smallest } from "../../components/mesh/example";
import { modelHostPattern, tenantHostPattern, tenantHosts } from "../../components/mesh/hosts";
import { versions } from "../../components/versions";
import { record } from "../support/recorder";
import { at, one, texts, typeNames } from "../support/recorded";

const gateway = {
  domain: "models.example.com",
  additionalDomains: [],
  hosts: [],
  port: 443,
  redirectHttp: false,
};
const login = { issuer: "https://login.example.com", audiences: ["models"] };
const targetRefs = [
  { group: "gateway.networking.k8s.io", kind: "Gateway", name: "inference" },
] as const;
const fraudHosts = ["*-fraud.models.example.com", "*-fraud.models.example.com:443"];
const keyHash = createHash("sha256").update("a key of a client").digest("hex");

describe("policies of access", () => {
  it("check the tokens of every issuer once, and hand the subject on", () => {
    const jwks = '{"keys": []}';
    const tenants = {
      fraud: { access: { tokens: [login, { ...login, issuer: "https://b.example.com", jwks }] } },
      search: { access: { tokens: [{ ...login, audiences: ["search"] }] } },
      open: {},
    };
    const outputClaimToHeaders = [{ header: "x-inference-subject", claim: "sub" }];
    assert.deepEqual(tokenAuthentication(tenants), {
      targetRefs,
      jwtRules: [
        { issuer: "https://login.example.com", outputClaimToHeaders },
        { issuer: "https://b.example.com", jwks, outputClaimToHeaders },
      ],
    });
    assert.equal(tokenAuthentication({ open: {} }), undefined);
  });

  it("open the hosts of a tenant to its issuers, to clients with its keys, and the readiness to all", () => {
    const access = {
      hosts: ["chat.example.net"],
      tokens: [{ ...login, claims: { groups: ["fraud", "staff"] } }],
      apiKeys: { clients: { batch: keyHash } },
      openReadiness: ["scorer"],
    };
    const to = [
      { operation: { hosts: [...fraudHosts, "chat.example.net", "chat.example.net:443"] } },
    ];
    assert.deepEqual(tenantPolicy(gateway, "fraud", access), {
      action: "ALLOW",
      targetRefs,
      rules: [
        {
          from: [{ source: { requestPrincipals: ["https://login.example.com/*"] } }],
          to,
          when: [
            { key: "request.auth.audiences", values: ["models"] },
            { key: "request.auth.claims[groups]", values: ["fraud", "staff"] },
          ],
        },
        {
          to,
          when: [{ key: "experimental.envoy.filters.http.ext_authz[tenant]", values: ["fraud"] }],
        },
        {
          to: [
            {
              operation: {
                hosts: ["scorer-fraud.models.example.com", "scorer-fraud.models.example.com:443"],
                methods: ["GET"],
                paths: ["/v2/models/scorer/ready"],
              },
            },
          ],
        },
      ],
    });
  });

  it("leave a tenant open that needs no credential, whatever its limits", () => {
    for (const access of [undefined, { limit: { requests: 1, per: "second" } } as const]) {
      assert.deepEqual(tenantPolicy(gateway, "fraud", access), {
        action: "ALLOW",
        targetRefs,
        rules: [{ to: [{ operation: { hosts: fraudHosts } }] }],
      });
    }
  });

  it("ask the authorizer about requests with a key, at tenants that have keys", () => {
    const tenants = {
      fraud: { access: { apiKeys: { clients: { batch: keyHash } } } },
      search: { access: { tokens: [login] } },
    };
    assert.deepEqual(apiKeyPolicy(gateway, tenants), {
      action: "CUSTOM",
      provider: { name: "api-keys" },
      targetRefs,
      rules: [
        {
          to: [{ operation: { hosts: fraudHosts } }],
          when: [{ key: "request.headers[x-api-key]", values: ["*"] }],
        },
      ],
    });
    assert.equal(apiKeyPolicy(gateway, { search: tenants.search }), undefined);
  });

  it("let port 80 redirect", () => {
    assert.deepEqual(redirectPolicy().rules, [{ to: [{ operation: { ports: ["80"] } }] }]);
  });
});

describe("hosts of a tenant", () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  const everywhere = { ...gateway, additionalDomains: ["models.example.org"] };

  it("are matched by the policies and by the patterns alike, and by those of no other tenant", () => {
    fc.assert(
      fc.property(
        label,
        label,
        label,
        fc.boolean(),
        fc.boolean(),
        (model, tenant, other, upper, port) => {
          fc.pre(tenant !== other);
          const name = `${model}-${tenant}.models.example.org`;
          const host = (upper ? name.toUpperCase() : name) + (port ? ":443" : "");
          assert.ok(matches(tenantHosts(everywhere, tenant), host));
          assert.ok(!matches(tenantHosts(everywhere, other), host));
          assert.ok(re2(tenantHostPattern(everywhere, tenant)).test(host));
          assert.ok(!re2(tenantHostPattern(everywhere, other)).test(host));
          assert.ok(re2(modelHostPattern(everywhere, tenant, model)).test(host));
          assert.ok(!re2(modelHostPattern(everywhere, tenant, `${model}x`)).test(host));
        },
      ),
    );
  });

  it("take a dot for a dot, and end where they end", () => {
    const pattern = re2(tenantHostPattern(gateway, "fraud", ["chat.example.net"]));
    const hosts: readonly (readonly [host: string, matched: boolean])[] = [
      ["scorer-fraud.models.example.com", true],
      ["chat.example.net:8443", true],
      ["scorer-fraud.modelsxexample.com", false],
      ["scorer-fraud.models.example.com.evil.net", false],
      ["chat.example.net.evil.net", false],
      ["x.chat.example.net", false],
      ["-fraud.models.example.com", false],
      ["scorer-fraud.models.example.com:", false],
    ];
    for (const [host, matched] of hosts) assert.equal(pattern.test(host), matched, host);
  });
});

/** As Istio matches hosts of a policy: exactly or by a suffix, without regard to case. */
function matches(hosts: readonly string[], host: string): boolean {
  const lower = host.toLowerCase();
  return hosts.some((each) =>
    each.startsWith("*") ? lower.endsWith(each.slice(1)) : lower === each,
  );
}

/** The expression as JavaScript has it: RE2 takes its flag inside. */
function re2(pattern: string): RegExp {
  assert.ok(pattern.startsWith("(?i)"));
  return new RegExp(pattern.slice("(?i)".length), "i");
}

describe("GatewayAccess", () => {
  it("limits without asking for credentials where only limits are said", async () => {
    const { resources, result } = await record(
      () => new GatewayAccess("access", smallest.GatewayAccess),
    );
    assert.deepEqual(typeNames(resources), [
      "inference-platform:index:GatewayAccess access",
      "kubernetes:networking.istio.io/v1alpha3:EnvoyFilter access-limits",
    ]);
    assert.deepEqual(result.protectedTenants, []);
  });

  it("puts the policies of tenants in force last, after all that they trust", async () => {
    const { resources, result } = await record(
      () => new GatewayAccess("access", fullest.GatewayAccess),
    );
    assert.deepEqual(typeNames(resources), [
      "inference-platform:index:GatewayAccess access",
      "kubernetes:apps/v1:Deployment access-authorizer-deployment",
      "kubernetes:core/v1:ConfigMap access-authorizer-policy",
      "kubernetes:core/v1:Secret access-authorizer-keys",
      "kubernetes:core/v1:Service access-authorizer-service",
      "kubernetes:networking.istio.io/v1alpha3:EnvoyFilter access-caller-headers",
      "kubernetes:networking.istio.io/v1alpha3:EnvoyFilter access-limits",
      "kubernetes:networking.istio.io/v1alpha3:EnvoyFilter access-request-sizes",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy access-authorizer-network",
      "kubernetes:policy/v1:PodDisruptionBudget access-authorizer-budget",
      "kubernetes:security.istio.io/v1:AuthorizationPolicy access-api-keys",
      "kubernetes:security.istio.io/v1:AuthorizationPolicy access-authorizer-callers",
      "kubernetes:security.istio.io/v1:AuthorizationPolicy access-redirect",
      "kubernetes:security.istio.io/v1:AuthorizationPolicy access-tenant-fraud",
      "kubernetes:security.istio.io/v1:AuthorizationPolicy access-tenant-search",
      "kubernetes:security.istio.io/v1:RequestAuthentication access-tokens",
    ]);
    const trusted = ["access-authorizer-deployment", "access-caller-headers", "access-tokens"];
    assert.deepEqual(one(resources, "access-api-keys").dependsOn, trusted);
    for (const policy of ["access-tenant-fraud", "access-tenant-search", "access-redirect"]) {
      assert.deepEqual(one(resources, policy).dependsOn, ["access-api-keys", ...trusted]);
    }
    assert.deepEqual(result.protectedTenants, ["fraud"]);
  });

  it("runs the authorizer without rights, without a shell to write in, on a pinned image", async () => {
    const { resources } = await record(() => new GatewayAccess("access", fullest.GatewayAccess));
    const { inputs } = one(resources, "access-authorizer-deployment");
    const pod = at(inputs, "spec", "template", "spec");
    assert.equal(at(inputs, "spec", "replicas"), 2);
    assert.equal(at(pod, "automountServiceAccountToken"), false);
    assert.deepEqual(at(pod, "securityContext"), {
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.deepEqual(at(pod, "containers", 0, "securityContext"), {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    assert.equal(
      at(pod, "containers", 0, "image"),
      `registry.example.com/openpolicyagent/opa:${versions.images.openPolicyAgent.tag}`,
    );
    assert.deepEqual(at(pod, "containers", 0, "args"), [
      "run",
      "--server",
      "--addr=127.0.0.1:8181",
      "--diagnostic-addr=0.0.0.0:8282",
      "--skip-version-check",
      "--log-level=error",
      "--set=plugins.envoy_ext_authz_grpc.addr=:9191",
      "--set=plugins.envoy_ext_authz_grpc.path=inference/gateway/decision",
      "/authorizer/policy/api-keys.rego",
      "/authorizer/policy/hosts.json",
      "keys.fraud.configured:/authorizer/keys/fraud.json",
      "keys.fraud.secret:/authorizer/keys/fraud-secret.json",
    ]);
    assert.deepEqual(at(pod, "volumes", 1, "projected", "sources"), [
      { secret: { name: "api-key-authorizer-keys" } },
      {
        secret: {
          name: "fraud-api-keys",
          items: [{ key: "keys.json", path: "fraud-secret.json" }],
        },
      },
    ]);
  });

  it("lets only the gateway ask the authorizer", async () => {
    const { resources } = await record(() => new GatewayAccess("access", fullest.GatewayAccess));
    assert.deepEqual(one(resources, "access-authorizer-callers").inputs.spec, {
      action: "ALLOW",
      selector: { matchLabels: { "app.kubernetes.io/name": "api-key-authorizer" } },
      rules: [
        {
          from: [{ source: { serviceAccounts: ["inference-gateway/inference-istio"] } }],
          to: [{ operation: { ports: ["9191"] } }],
        },
      ],
    });
    const network = one(resources, "access-authorizer-network").inputs.spec;
    assert.deepEqual(at(network, "policyTypes"), ["Ingress", "Egress"]);
    assert.deepEqual(at(network, "ingress", 0), {
      from: [
        { podSelector: { matchLabels: { "gateway.networking.k8s.io/gateway-name": "inference" } } },
      ],
      ports: [{ protocol: "TCP", port: 9191 }],
    });
    assert.ok(!texts(network).includes("0.0.0.0/0"));
  });

  it("keeps the hashes in a Secret, and replaces the pods when one changes", async () => {
    const { gateway: own } = fullest.GatewayAccess;
    const checksumOf = async (hash: string): Promise<unknown> => {
      const tenants = { fraud: { access: { apiKeys: { clients: { batch: hash } } } } };
      const { resources } = await record(
        () => new GatewayAccess("access", { gateway: own, tenants }),
      );
      const holders = resources
        .filter(({ component, inputs }) => !component && texts(inputs).join("\n").includes(hash))
        .map(({ name }) => name);
      assert.deepEqual(holders, ["access-authorizer-keys"]);
      const deployment = one(resources, "access-authorizer-deployment").inputs;
      return at(
        deployment,
        ...["spec", "template", "metadata", "annotations", "inference-platform.io/files"],
      );
    };
    const first = await checksumOf(keyHash);
    assert.match(String(first), /^[0-9a-f]{64}$/);
    assert.equal(await checksumOf(keyHash), first);
    assert.notEqual(await checksumOf("0".repeat(64)), first);
  });
});

describe("rules of the authorizer", () => {
  it("name the headers that the gateway knows", () => {
    const rules = readFileSync(
      path.resolve(__dirname, "../../components/mesh/api-keys.rego"),
      "utf8",
    );
    const headers = [...rules.matchAll(/"(x-[a-z-]+)"/g)].map(([, header]) => header);
    assert.deepEqual(new Set(headers), new Set([callerHeaders.apiKey, callerHeaders.client]));
    const files = authorizerFiles(gateway, fullest.GatewayAccess.tenants);
    assert.equal(files?.policy["api-keys.rego"], rules);
  });
});

describe("ServiceMesh with API keys", () => {
  it("tells the gateway whom to ask, and to refuse where nobody answers", async () => {
    const { resources } = await record(() => new ServiceMesh("mesh", { apiKeys: true }));
    const { values } = one(resources, "mesh-istiod").inputs;
    assert.deepEqual(at(values, "meshConfig", "extensionProviders"), [
      {
        name: "api-keys",
        envoyExtAuthzGrpc: {
          service: "api-key-authorizer.inference-gateway.svc.cluster.local",
          port: 9191,
          timeout: "1s",
          failOpen: false,
          statusOnError: "503",
        },
      },
    ]);
  });

  it("names no such service where there is none", async () => {
    const { resources } = await record(() => new ServiceMesh("mesh", {}));
    const { values } = one(resources, "mesh-istiod").inputs;
    assert.equal(at(values, "meshConfig", "extensionProviders"), undefined);
  });
});
