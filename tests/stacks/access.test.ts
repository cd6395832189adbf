import assert from "node:assert/strict";

import { parseConfig } from "../../stacks/platform/config";
import { createPlatformStack } from "../../stacks/platform/platform-stack";
import { withChanges, type Changes } from "../support/config-changes";
import { record, type Recorded } from "../support/recorder";
import { at, one, texts, typeNames } from "../support/recorded";
import { engineConfig, project } from "../support/stack-config";

const apiKeys = { clients: { batch: "0".repeat(64) } };

/** Everything that the dev stack registers with a changed configuration, and the URLs of its models. */
async function devWith(
  changes: Changes,
): Promise<{ resources: readonly Recorded[]; models: Readonly<Record<string, string>> }> {
  const config = parseConfig(withChanges(engineConfig("dev"), changes), project);
  const { resources, result } = await record(() => createPlatformStack(config));
  return { resources, models: result.models };
}

function ofAccess(resources: readonly Recorded[]): string[] {
  return typeNames(resources.filter(({ name }) => name.startsWith("inference-dev-access")));
}

describe("access to the models of a stack", () => {
  it("is open without configuration", async () => {
    const { resources } = await devWith({});
    assert.deepEqual(ofAccess(resources), []);
    const { values } = one(resources, "inference-dev-mesh-istiod").inputs;
    assert.ok(!texts(at(values, "meshConfig", "extensionProviders")).includes("api-keys"));
  });

  it("is restricted before a model answers, and lets the smoke test ask its one question", async () => {
    const { resources } = await devWith({ "tenants.fraud.access": { apiKeys } });
    const policy = one(resources, "inference-dev-access-tenant-fraud").inputs.spec;
    assert.deepEqual(at(policy, "rules", 1), {
      to: [
        {
          operation: {
            hosts: [
              "scorer-fraud.models.dev.example.com",
              "scorer-fraud.models.dev.example.com:80",
            ],
            methods: ["GET"],
            paths: ["/v2/models/scorer/ready"],
          },
        },
      ],
    });
    const test = one(resources, "inference-dev-fraud-smoke-test").inputs;
    assert.ok(
      texts(test).includes(
        "http://inference-istio.inference-gateway.svc.cluster.local:80/v2/models/scorer/ready",
      ),
    );
    for (const model of ["detector", "scorer"]) {
      const { dependsOn } = one(resources, `inference-dev-fraud-${model}`);
      assert.ok(dependsOn.includes("inference-dev-access"), model);
    }
    const { values } = one(resources, "inference-dev-mesh-istiod").inputs;
    assert.equal(at(values, "meshConfig", "extensionProviders", 0, "name"), "api-keys");
  });

  it("opens no path where there is no smoke test, and none where only limits are set", async () => {
    const closed = await devWith({
      "tenants.fraud.access": { apiKeys },
      "tenants.fraud.smokeTest": undefined,
    });
    const policy = one(closed.resources, "inference-dev-access-tenant-fraud").inputs.spec;
    assert.deepEqual(Object.keys(at(policy, "rules") ?? {}), ["0"]);
    const limited = await devWith({
      "tenants.fraud.access": { limit: { requests: 10, per: "second" } },
    });
    assert.deepEqual(ofAccess(limited.resources), [
      "inference-platform:index:GatewayAccess inference-dev-access",
      "kubernetes:networking.istio.io/v1alpha3:EnvoyFilter inference-dev-access-limits",
    ]);
  });

  it("shares limits between the proxies of the gateway", async () => {
    const { resources } = await devWith({
      "gateway.replicas": 2,
      "tenants.fraud.access": { limit: { requests: 10, per: "second", burst: 40 } },
    });
    const filter = one(resources, "inference-dev-access-limits").inputs.spec;
    assert.deepEqual(
      at(
        filter,
        ...["configPatches", 0, "patch", "value", "typed_config", "descriptors", 0],
        "token_bucket",
      ),
      { max_tokens: 20, tokens_per_fill: 5, fill_interval: "1s" },
    );
  });

  const variants: readonly (readonly [title: string, changes: Changes, url: string])[] = [
    ["without TLS", {}, "http://scorer-fraud.models.dev.example.com"],
    [
      "with TLS at the load balancer",
      {
        "gateway.certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd",
        "gateway.redirectHttp": true,
      },
      "https://scorer-fraud.models.dev.example.com",
    ],
    [
      "with TLS at the gateway",
      { "gateway.tlsSecretName": "models-tls", "tenants.fraud.smokeTest": undefined },
      "https://scorer-fraud.models.dev.example.com",
    ],
    [
      "with further domains",
      { "gateway.additionalDomains": ["models.example.org"] },
      "http://scorer-fraud.models.dev.example.com",
    ],
  ];
  for (const [title, changes, url] of variants) {
    it(`tells the URL of a model ${title}, as KServe does`, async () => {
      const { resources, models } = await devWith(changes);
      assert.equal(models["fraud/scorer"], url);
      const { values } = one(resources, "inference-dev-serving-controller").inputs;
      const kserve = at(values, "kserve", "controller", "gateway");
      assert.equal(
        `${String(at(kserve, "urlScheme"))}://scorer-fraud.${String(at(kserve, "domain"))}`,
        url,
      );
      assert.deepEqual(
        at(kserve, "additionalIngressDomains"),
        changes["gateway.additionalDomains"],
      );
    });
  }
});
