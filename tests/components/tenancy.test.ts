import assert from "node:assert/strict";

import fc from "fast-check";

import { Tenant } from "../../components";
import { isCpu, isMemory } from "../../components/internal/units";
import { reservedNamespaces } from "../../components/tenancy/defaults";
import { fullest, smallest } from "../../components/tenancy/example";
import { quotaLimits, tenantNetworkPolicies } from "../../components/tenancy/plan";
import { tenantProblems } from "../../components/tenancy/rules";
import { record } from "../support/recorder";
import { at, ofType, one, refusal, said, texts } from "../support/recorded";

const quota = { cpu: "8", memory: "32Gi", gpus: 0 } as const;

describe("quota", () => {
  it("limits requests, GPUs, claims and ways in", () => {
    assert.deepEqual(quotaLimits({ cpu: "64", memory: "256Gi", gpus: 4 }), {
      "requests.cpu": "64",
      "requests.memory": "256Gi",
      "limits.memory": "256Gi",
      "requests.nvidia.com/gpu": "4",
      "requests.nvidia.com/gpu.shared": "0",
      persistentvolumeclaims: "10",
      "services.loadbalancers": "0",
      "services.nodeports": "0",
    });
  });

  it("forbids every part of a GPU that the platform offers and the quota does not grant", () => {
    const granted = { ...quota, gpuShares: 3, migInstances: { "1g.10gb": 2 } };
    const limits = Object.entries(quotaLimits(granted, ["3g.40gb", "1g.10gb"]));
    assert.deepEqual(
      limits.filter(([name]) => name.startsWith("requests.nvidia.com/")),
      [
        ["requests.nvidia.com/gpu", "0"],
        ["requests.nvidia.com/gpu.shared", "3"],
        ["requests.nvidia.com/mig-1g.10gb", "2"],
        ["requests.nvidia.com/mig-3g.40gb", "0"],
      ],
    );
  });

  it("refuses parts that are no number", () => {
    assert.deepEqual(
      said(
        tenantProblems({
          tenant: "fraud",
          quota: { ...quota, gpuShares: 0.5, migInstances: { "1g.10gb": -1 } },
        }),
      ),
      [
        "quota.gpuShares: 0.5 is not a number of shares. Write a whole number; 0 forbids them.",
        "quota.migInstances.1g.10gb: -1 is not a number of MIG instances. Write a whole number; 0 forbids them.",
      ],
    );
  });

  it("is accepted exactly where every part is a quantity", () => {
    const cpu = fc.constantFrom("1", "500m", "0", "1.5", "-1", "m", "1e3", "");
    const memory = fc.constantFrom("1Gi", "512Mi", "2Ti", "0Gi", "1G", "1.5Gi", "Gi", "");
    const gpus = fc.constantFrom(0, 1, 8, -1, 0.5, NaN, Infinity);
    fc.assert(
      fc.property(cpu, memory, gpus, (cpuText, memoryText, count) => {
        const paths = said(
          tenantProblems({
            tenant: "fraud",
            quota: { cpu: cpuText as "1", memory: memoryText as "1Gi", gpus: count },
          }),
        ).map((line) => line.split(":")[0]);
        assert.deepEqual(paths, [
          ...(["1", "500m", "1.5"].includes(cpuText) ? [] : ["quota.cpu"]),
          ...(["1Gi", "512Mi", "2Ti"].includes(memoryText) ? [] : ["quota.memory"]),
          ...([0, 1, 8].includes(count) ? [] : ["quota.gpus"]),
        ]);
      }),
      { numRuns: 500 },
    );
  });

  it("reads any text as a quantity or not", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (isCpu(text)) assert.ok(Number.parseFloat(text) > 0);
        if (isMemory(text)) assert.ok(Number.parseInt(text, 10) > 0);
      }),
    );
  });
});

describe("tenant names", () => {
  for (const tenant of [...reservedNamespaces, "kube-anything"]) {
    it(`leave ${tenant} to the platform`, () => {
      assert.deepEqual(said(tenantProblems({ tenant, quota })), [
        `tenant: "${tenant}" belongs to the platform or to Kubernetes. Choose another name.`,
      ]);
    });
  }

  it("have at most 30 characters", () => {
    assert.deepEqual(tenantProblems({ tenant: "t".repeat(30), quota }), []);
    assert.deepEqual(said(tenantProblems({ tenant: "t".repeat(31), quota })), [
      `tenant: "${"t".repeat(31)}" has 31 characters; at most 30 are allowed. Shorten it.`,
    ]);
  });
});

describe("tenant network policies", () => {
  const policies = Object.entries(tenantNetworkPolicies());

  it("deny everything both ways, for every pod", () => {
    assert.deepEqual(tenantNetworkPolicies()["default-deny"], {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
  });

  it("open what serving needs, and no more", () => {
    assert.deepEqual(
      policies.map(([name]) => name),
      [
        "default-deny",
        "allow-dns",
        "allow-mesh-control-plane",
        "allow-same-tenant",
        "allow-gateway",
        "allow-monitoring",
        "allow-pod-identity",
      ],
    );
  });

  it("let the monitoring scrape, and nobody send it anything but spans to the collector", () => {
    const monitoring = {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
    };
    assert.deepEqual(tenantNetworkPolicies()["allow-monitoring"], {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [monitoring] }],
      egress: [
        {
          to: [
            {
              ...monitoring,
              podSelector: { matchLabels: { "app.kubernetes.io/instance": "otel-collector" } },
            },
          ],
          ports: [
            { protocol: "TCP", port: 4317 },
            { protocol: "TCP", port: 4318 },
          ],
        },
      ],
    });
  });

  it("never open the instance metadata address or a whole range", () => {
    const blocks = policies.flatMap(([, spec]) =>
      texts(spec).filter((text) => /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(text)),
    );
    assert.deepEqual(blocks, ["169.254.170.23/32"]);
    assert.ok(!policies.some(([, spec]) => texts(spec).join(" ").includes("169.254.169.254")));
  });

  it("name a peer in every rule: a rule without one would allow all", () => {
    for (const [name, spec] of policies) {
      for (const [direction, peers] of [
        ["ingress", "from"],
        ["egress", "to"],
      ] as const) {
        const rules: unknown = at(spec, direction);
        for (const rule of Array.isArray(rules) ? rules : []) {
          const list: unknown = at(rule, peers);
          assert.ok(Array.isArray(list) && list.length > 0, `${name}: ${direction}`);
          assert.ok(
            list.every((peer) => texts(peer).length > 0),
            name,
          );
        }
      }
    }
  });
});

describe("Tenant", () => {
  it("has a restricted namespace with sidecars, known to the gateway", async () => {
    const { resources } = await record(() => new Tenant("tenant", smallest));
    assert.deepEqual(one(resources, "tenant-namespace").inputs.metadata, {
      name: "fraud",
      labels: {
        "app.kubernetes.io/part-of": "inference-platform",
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
        "inference-platform.io/tenant": "fraud",
        "istio-injection": "enabled",
      },
    });
  });

  it("puts its quota, its defaults and its policies into that namespace", async () => {
    const { resources } = await record(() => new Tenant("tenant", fullest));
    assert.deepEqual(
      at(one(resources, "tenant-quota").inputs, "spec", "hard"),
      quotaLimits(fullest.quota, ["1g.10gb", "3g.40gb"]),
    );
    assert.deepEqual(at(one(resources, "tenant-limit-range").inputs, "spec", "limits"), [
      {
        type: "Container",
        defaultRequest: { cpu: "100m", memory: "128Mi" },
        default: { memory: "512Mi" },
      },
    ]);
    const policies = ofType(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy");
    assert.equal(policies.length, 7);
    for (const { inputs } of policies) {
      assert.equal(at(inputs, "metadata", "namespace"), "search");
    }
  });

  it("gives its models an account without a token", async () => {
    const { resources } = await record(() => new Tenant("tenant", smallest));
    const { inputs } = one(resources, "tenant-service-account");
    assert.deepEqual(inputs.metadata, { name: "models", namespace: "fraud" });
    assert.equal(inputs.automountServiceAccountToken, false);
  });

  it("is refused whole", async () => {
    assert.deepEqual(
      await refusal(
        () => new Tenant("tenant", { tenant: "monitoring", quota: { ...quota, gpus: -1 } }),
      ),
      [
        'Tenant "tenant": 2 inputs are wrong',
        'tenant: "monitoring" belongs to the platform or to Kubernetes. Choose another name.',
        "quota.gpus: -1 is not a number of GPUs. Write a whole number; 0 forbids GPUs.",
      ],
    );
  });
});
