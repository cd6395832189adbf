import assert from "node:assert/strict";

import fc from "fast-check";

import { InferenceGateway } from "../../components";
import { fullest } from "../../components/mesh/example";
import { gatewaySpec, proxyOverlays } from "../../components/mesh/gateway-plan";
import { gatewayProblems } from "../../components/mesh/rules";
import { record } from "../support/recorder";
import { at, one, refusal, said, typeNames } from "../support/recorded";

const routeNamespaceLabel = "inference-platform.io/tenant";
const ofTenants = {
  namespaces: {
    from: "Selector",
    selector: { matchExpressions: [{ key: routeNamespaceLabel, operator: "Exists" }] },
  },
} as const;

describe("listeners of the gateway", () => {
  it("are one for each domain and host, named after it", () => {
    const { listeners } = gatewaySpec({
      domain: "models.example.com",
      additionalDomains: ["models.example.org"],
      hosts: ["chat.example.net"],
      routeNamespaceLabel,
    });
    assert.deepEqual(listeners, [
      {
        name: "http",
        hostname: "*.models.example.com",
        port: 80,
        protocol: "HTTP",
        allowedRoutes: ofTenants,
      },
      {
        name: "http-models.example.org",
        hostname: "*.models.example.org",
        port: 80,
        protocol: "HTTP",
        allowedRoutes: ofTenants,
      },
      {
        name: "http-chat.example.net",
        hostname: "chat.example.net",
        port: 80,
        protocol: "HTTP",
        allowedRoutes: ofTenants,
      },
    ]);
  });

  it("end TLS with a certificate of the cluster, and redirect what comes without", () => {
    const { listeners, infrastructure } = gatewaySpec({
      domain: "models.example.com",
      tlsSecretName: "models-tls",
      redirectHttp: true,
      routeNamespaceLabel,
    });
    assert.deepEqual(listeners, [
      {
        name: "https",
        hostname: "*.models.example.com",
        port: 443,
        protocol: "HTTPS",
        tls: { mode: "Terminate", certificateRefs: [{ kind: "Secret", name: "models-tls" }] },
        allowedRoutes: ofTenants,
      },
      {
        name: "redirect",
        port: 80,
        protocol: "HTTP",
        allowedRoutes: { namespaces: { from: "Same" } },
      },
    ]);
    assert.deepEqual(
      Object.keys(infrastructure.annotations).filter((name) => /ssl|alpn/.test(name)),
      [],
    );
  });
});

describe("proxies of the gateway", () => {
  const request = { replicas: 1, drainSeconds: 65, systemPool: "system" };
  const overlay = (overlays: Readonly<Record<string, string>>, kind: string): unknown =>
    JSON.parse(overlays[kind] ?? "null");

  it("run on system nodes and end after the last request", () => {
    const overlays = proxyOverlays(request);
    assert.deepEqual(Object.keys(overlays), ["deployment"]);
    assert.deepEqual(overlay(overlays, "deployment"), {
      spec: {
        replicas: 1,
        template: {
          spec: {
            nodeSelector: { "inference-platform.io/node-pool": "system" },
            terminationGracePeriodSeconds: 70,
            containers: [
              {
                name: "istio-proxy",
                env: [{ name: "EXIT_ON_ZERO_ACTIVE_CONNECTIONS", value: "true" }],
              },
            ],
          },
        },
      },
    });
  });

  it("lie in different zones and may be drained one by one where there are several", () => {
    const overlays = proxyOverlays({
      ...request,
      replicas: 3,
      resources: { cpu: "500m", memory: "512Mi" },
      sourceRanges: ["10.0.0.0/8"],
    });
    assert.deepEqual(Object.keys(overlays), ["deployment", "podDisruptionBudget", "service"]);
    assert.deepEqual(overlay(overlays, "podDisruptionBudget"), { spec: { maxUnavailable: 1 } });
    assert.deepEqual(overlay(overlays, "service"), {
      spec: { loadBalancerSourceRanges: ["10.0.0.0/8"] },
    });
    const pod = at(overlay(overlays, "deployment"), "spec", "template", "spec");
    assert.deepEqual(at(pod, "containers", 0, "resources"), {
      requests: { cpu: "500m", memory: "512Mi" },
      limits: { memory: "512Mi" },
    });
    assert.deepEqual(
      [0, 1].map((index) => at(pod, "topologySpreadConstraints", index, "topologyKey")),
      ["topology.kubernetes.io/zone", "kubernetes.io/hostname"],
    );
  });
});

describe("InferenceGateway with every argument", () => {
  it("adds parameters, a redirect and timeouts, in that order around the Gateway", async () => {
    const { resources, result } = await record(
      () => new InferenceGateway("gate", fullest.InferenceGateway),
    );
    assert.deepEqual(typeNames(resources), [
      "inference-platform:index:InferenceGateway gate",
      "kubernetes:core/v1:ConfigMap gate-proxy",
      "kubernetes:core/v1:Namespace gate-namespace",
      "kubernetes:gateway.networking.k8s.io/v1:Gateway gate-gateway",
      "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute gate-redirect",
      "kubernetes:networking.istio.io/v1alpha3:EnvoyFilter gate-timeouts",
    ]);
    assert.deepEqual(one(resources, "gate-gateway").dependsOn, ["gate-proxy"]);
    assert.deepEqual(one(resources, "gate-redirect").dependsOn, ["gate-gateway"]);
    assert.deepEqual(one(resources, "gate-redirect").inputs.spec, {
      parentRefs: [{ name: "inference", sectionName: "redirect" }],
      rules: [
        {
          filters: [
            { type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } },
          ],
        },
      ],
    });
    assert.deepEqual(at(one(resources, "gate-timeouts").inputs, "spec"), {
      workloadSelector: { labels: { "gateway.networking.k8s.io/gateway-name": "inference" } },
      configPatches: [
        {
          applyTo: "NETWORK_FILTER",
          match: {
            context: "GATEWAY",
            listener: {
              filterChain: {
                filter: { name: "envoy.filters.network.http_connection_manager" },
              },
            },
          },
          patch: {
            operation: "MERGE",
            value: {
              typed_config: {
                "@type":
                  "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                common_http_protocol_options: { idle_timeout: "300s" },
                request_headers_timeout: "10s",
              },
            },
          },
        },
      ],
    });
    assert.deepEqual(
      [result.scheme, result.port, result.redirectHttp, result.replicas],
      ["https", 443, true, 3],
    );
  });

  it("answers https with a certificate of the cluster too", async () => {
    const { result } = await record(
      () =>
        new InferenceGateway("gate", { domain: "models.example.com", tlsSecretName: "models-tls" }),
    );
    assert.deepEqual([result.scheme, result.port], ["https", 443]);
  });

  it("is refused for everything that is wrong at once", async () => {
    assert.deepEqual(
      await refusal(
        () =>
          new InferenceGateway("gate", {
            domain: "models.example.com",
            additionalDomains: ["a.models.example.com"],
            certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd",
            tlsSecretName: "models-tls",
            replicas: 0,
          }),
      ),
      [
        'InferenceGateway "gate": 3 inputs are wrong',
        'additionalDomains[0]: "a.models.example.com" and "models.example.com" have hosts in common. Write domains that do not lie in one another.',
        "tlsSecretName: cannot stand beside certificateArn: TLS ends at the load balancer or at the gateway. Remove one.",
        "replicas: 0 is not a number of proxies. Write a whole number from 1 to 50.",
      ],
    );
  });
});

describe("rules of the gateway", () => {
  const domain = "models.example.com";
  const wrong: readonly (readonly [what: string, change: object, problem: string])[] = [
    [
      "a further domain that is none",
      { additionalDomains: ["Models"] },
      'additionalDomains[0]: "Models" is not a domain. Write lower-case labels with dots between, at most 190 characters (63 are for the model), for instance models.example.com.',
    ],
    [
      "a domain twice",
      { additionalDomains: ["b.example.com", "b.example.com"] },
      'additionalDomains[1]: "b.example.com" and "b.example.com" have hosts in common. Write domains that do not lie in one another.',
    ],
    [
      "a host with a wildcard",
      { hosts: ["*.example.net"] },
      'hosts[0]: "*.example.net" is not a host. Write it out, for instance chat.example.com.',
    ],
    [
      "a host below the domain",
      { hosts: ["chat.models.example.com"] },
      'hosts[0]: "chat.models.example.com" lies below models.example.com and is served already. Remove it.',
    ],
    [
      "a host twice",
      { hosts: ["a.example.net", "a.example.net"] },
      'hosts[1]: "a.example.net" is listed twice. Remove one.',
    ],
    [
      "a redirect to nothing",
      { redirectHttp: true },
      "redirectHttp: needs TLS, or there is nothing to redirect to. Add certificateArn or tlsSecretName.",
    ],
    [
      "a Secret with a wrong name",
      { tlsSecretName: "Models_TLS" },
      'tlsSecretName: "Models_TLS" is not the name of a Secret. Use lower-case letters, digits, "-" and ".", at most 253 characters.',
    ],
    [
      "a range that is none",
      { sourceRanges: ["office"] },
      'sourceRanges[0]: "office" is not an IPv4 CIDR. Write for instance 198.51.100.7/32.',
    ],
    [
      "no ranges",
      { sourceRanges: [] },
      "sourceRanges: is empty, which Kubernetes takes for everyone. Name the ranges of callers, or remove it.",
    ],
    [
      "a CPU that is none",
      { resources: { cpu: "lots", memory: "1Gi" } },
      'resources.cpu: "lots" is not a CPU quantity. Write cores or thousandths, for instance "2" or "500m".',
    ],
    [
      "a memory that is none",
      { resources: { cpu: "1", memory: "1GB" } },
      'resources.memory: "1GB" is not a memory quantity. Write for instance "1Gi".',
    ],
    [
      "a drain without end",
      { drainSeconds: 7200 },
      "drainSeconds: 7200 is not a number of seconds. Write a whole number from 1 to 3600.",
    ],
    [
      "a timeout of nothing",
      { timeouts: { idleConnectionSeconds: 0 } },
      "timeouts.idleConnectionSeconds: 0 is not a number of seconds. Write a whole number from 1 to 3600.",
    ],
    [
      "a part of a second",
      { timeouts: { requestHeadersSeconds: 1.5 } },
      "timeouts.requestHeadersSeconds: 1.5 is not a number of seconds. Write a whole number from 1 to 3600.",
    ],
  ];
  for (const [what, change, problem] of wrong) {
    it(`refuse ${what}`, () => {
      assert.deepEqual(said(gatewayProblems({ domain, ...change })), [problem]);
    });
  }

  it("accept whole seconds and replicas within their bounds, and no others", () => {
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 5000 }), (value) => {
        const within = (most: number): boolean => value >= 1 && value <= most;
        assert.equal(gatewayProblems({ domain, drainSeconds: value }).length === 0, within(3600));
        assert.equal(gatewayProblems({ domain, replicas: value }).length === 0, within(50));
      }),
    );
  });
});
