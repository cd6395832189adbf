import assert from "node:assert/strict";

import { InferenceGateway, ServiceMesh } from "../../components";
import { fullest, smallest } from "../../components/mesh/example";
import { domainProblems } from "../../components/mesh/rules";
import { versions } from "../../components/versions";
import { record, resolved } from "../support/recorder";
import { at, one, refusal, said, typeNames } from "../support/recorded";

describe("ServiceMesh", () => {
  it("installs definitions, CNI and control plane in that order, and then demands mutual TLS", async () => {
    const { resources } = await record(() => new ServiceMesh("mesh", smallest.ServiceMesh));
    assert.deepEqual(typeNames(resources), [
      "inference-platform:index:ServiceMesh mesh",
      "kubernetes:core/v1:Namespace mesh-namespace",
      "kubernetes:helm.sh/v3:Release mesh-base",
      "kubernetes:helm.sh/v3:Release mesh-cni",
      "kubernetes:helm.sh/v3:Release mesh-istiod",
      "kubernetes:security.istio.io/v1:PeerAuthentication mesh-strict-mtls",
      "kubernetes:telemetry.istio.io/v1:Telemetry mesh-telemetry",
      "kubernetes:yaml/v2:ConfigFile mesh-gateway-api",
    ]);
    assert.deepEqual(one(resources, "mesh-cni").dependsOn, ["mesh-base"]);
    assert.deepEqual(one(resources, "mesh-istiod").dependsOn, [
      "mesh-base",
      "mesh-cni",
      "mesh-gateway-api",
    ]);
    const mtls = one(resources, "mesh-strict-mtls");
    assert.deepEqual(mtls.dependsOn, ["mesh-istiod"]);
    assert.deepEqual(mtls.inputs.spec, { mtls: { mode: "STRICT" } });
    assert.deepEqual(mtls.inputs.metadata, { name: "default", namespace: "istio-system" });
  });

  it("pins its charts and definitions", async () => {
    const { resources } = await record(() => new ServiceMesh("mesh", smallest.ServiceMesh));
    for (const [name, pinned] of [
      ["mesh-base", versions.charts.istioBase],
      ["mesh-cni", versions.charts.istioCni],
      ["mesh-istiod", versions.charts.istiod],
    ] as const) {
      const { inputs } = one(resources, name);
      assert.deepEqual([inputs.chart, inputs.version], [pinned.chart, pinned.version]);
    }
    assert.equal(one(resources, "mesh-gateway-api").inputs.file, versions.gatewayApi.manifest);
  });

  it("lets proxies run in restricted namespaces, and repeats no request by itself", async () => {
    const { resources } = await record(() => new ServiceMesh("mesh", smallest.ServiceMesh));
    const { values } = one(resources, "mesh-istiod").inputs;
    const seccompProfile = { type: "RuntimeDefault" };
    assert.deepEqual(at(values, "global", "proxy", "seccompProfile"), seccompProfile);
    assert.deepEqual(at(values, "gateways", "seccompProfile"), seccompProfile);
    assert.deepEqual(at(values, "cni"), { enabled: true });
    assert.deepEqual(at(values, "meshConfig", "defaultHttpRetryPolicy"), { attempts: 0 });
    assert.equal(at(values, "autoscaleMin"), 2);
  });

  it("offers a template for pods that set no seccomp profile themselves", async () => {
    const { resources } = await record(() => new ServiceMesh("mesh", smallest.ServiceMesh));
    const { values } = one(resources, "mesh-istiod").inputs;
    assert.deepEqual(at(values, "sidecarInjectorWebhook"), {
      templates: {
        restricted: "spec:\n  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n",
      },
    });
  });

  it("takes the definitions from a mirror where there is one", async () => {
    const { resources } = await record(() => new ServiceMesh("mesh", fullest.ServiceMesh));
    assert.equal(
      one(resources, "mesh-gateway-api").inputs.file,
      "https://artifacts.example.com/gateway-api.yaml",
    );
    assert.deepEqual(one(resources, "mesh-base").inputs.repositoryOpts, {
      repo: "https://charts.example.com",
    });
  });
});

describe("InferenceGateway", () => {
  it("answers HTTP inside the VPC without a certificate, for tenants only", async () => {
    const { resources, result } = await record(
      () => new InferenceGateway("gate", smallest.InferenceGateway),
    );
    const { inputs } = one(resources, "gate-gateway");
    assert.deepEqual(inputs.spec, {
      gatewayClassName: "istio",
      listeners: [
        {
          name: "http",
          port: 80,
          protocol: "HTTP",
          hostname: "*.models.example.com",
          allowedRoutes: {
            namespaces: {
              from: "Selector",
              selector: {
                matchExpressions: [{ key: "inference-platform.io/tenant", operator: "Exists" }],
              },
            },
          },
        },
      ],
      infrastructure: {
        annotations: internalLoadBalancer,
        parametersRef: { group: "", kind: "ConfigMap", name: "inference-proxy" },
      },
    });
    assert.deepEqual([result.scheme, result.port], ["http", 80]);
    assert.equal(await resolved(result.reference), "inference-gateway/inference");
    assert.equal(result.serviceHost, "inference-istio.inference-gateway.svc.cluster.local");
  });

  it("ends TLS at the load balancer with a certificate, and stays internal", async () => {
    const { resources, result } = await record(
      () => new InferenceGateway("gate", fullest.InferenceGateway),
    );
    const { inputs } = one(resources, "gate-gateway");
    assert.deepEqual(at(inputs, "spec", "infrastructure", "annotations"), {
      ...internalLoadBalancer,
      "service.beta.kubernetes.io/aws-load-balancer-ssl-cert":
        "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd",
      "service.beta.kubernetes.io/aws-load-balancer-ssl-ports": "443",
      "service.beta.kubernetes.io/aws-load-balancer-backend-protocol": "tcp",
      "service.beta.kubernetes.io/aws-load-balancer-alpn-policy": "HTTP2Preferred",
    });
    assert.equal(at(inputs, "spec", "listeners", 0, "port"), 443);
    assert.deepEqual([result.scheme, result.port], ["https", 443]);
  });

  it("is waited for until it is programmed", async () => {
    const { resources } = await record(
      () => new InferenceGateway("gate", smallest.InferenceGateway),
    );
    assert.deepEqual(at(one(resources, "gate-gateway").inputs, "metadata", "annotations"), {
      "pulumi.com/waitFor": "condition=Programmed",
    });
  });

  it("is refused for a domain that is none", async () => {
    assert.deepEqual(await refusal(() => new InferenceGateway("gate", { domain: "local" })), [
      'InferenceGateway "gate": one input is wrong',
      'domain: "local" is not a domain. Write lower-case labels with dots between, at most 190 characters (63 are for the model), for instance models.example.com.',
    ]);
  });
});

describe("domain rule", () => {
  for (const domain of ["example.com", "a.b.c.example", "1.example.com", "x-y.example.com"]) {
    it(`accepts ${domain}`, () => {
      assert.deepEqual(domainProblems("domain", domain), []);
    });
  }
  for (const domain of [
    "",
    "com",
    ".com",
    "-a.com",
    "a..com",
    "A.com",
    "a.com.",
    "*.a.com",
    "a.1",
  ]) {
    it(`refuses "${domain}"`, () => {
      assert.equal(said(domainProblems("domain", domain)).length, 1);
    });
  }

  it("counts its length", () => {
    const label = "a".repeat(62);
    const longest = `${label}.${label}.${label}.bc`;
    assert.equal(longest.length, 190 + 1);
    assert.equal(domainProblems("domain", longest).length, 1);
    assert.equal(domainProblems("domain", longest.slice(1)).length, 0);
  });
});

const prefix = "service.beta.kubernetes.io/aws-load-balancer";
const internalLoadBalancer = {
  [`${prefix}-type`]: "nlb",
  [`${prefix}-internal`]: "true",
  [`${prefix}-scheme`]: "internal",
};
