import type { types } from "@pulumi/kubernetes";

import { GPU_RESOURCE, migResource, SHARED_GPU_RESOURCE } from "../gpu/sharing";
import { collectorPods, otlpPorts } from "../internal/otlp";
import type { Cpu, Memory } from "../internal/units";
import { tenantDefaults } from "./defaults";

/** What a tenant may use at most, all pods together. */
export interface TenantQuota {
  /** Cores. */
  readonly cpu: Cpu;
  readonly memory: Memory;
  /** Whole GPUs; 0 forbids them. */
  readonly gpus: number;
  /** Shares of GPUs under time-slicing or MPS. Default: 0, which forbids them. */
  readonly gpuShares?: number;
  /** MIG instances by profile, for instance `{ "1g.10gb": 4 }`. Default: none. */
  readonly migInstances?: Readonly<Record<string, number>>;
}

/**
 * The hard limits of the tenant's ResourceQuota. Requests and limits count alike: serving pods ask for what they use. A
 * resource that a quota does not name is unlimited, so every profile of `migProfiles`, those that the platform offers,
 * gets a limit.
 */
export function quotaLimits(
  quota: TenantQuota,
  migProfiles: readonly string[] = [],
): Record<string, string> {
  const granted = quota.migInstances ?? {};
  const profiles = [...new Set([...migProfiles, ...Object.keys(granted)])].sort();
  return {
    "requests.cpu": quota.cpu,
    "requests.memory": quota.memory,
    "limits.memory": quota.memory,
    [`requests.${GPU_RESOURCE}`]: String(quota.gpus),
    [`requests.${SHARED_GPU_RESOURCE}`]: String(quota.gpuShares ?? 0),
    ...Object.fromEntries(
      profiles.map((profile) => [
        `requests.${migResource(profile)}`,
        String(granted[profile] ?? 0),
      ]),
    ),
    persistentvolumeclaims: String(tenantDefaults.volumeClaims),
    "services.loadbalancers": "0",
    "services.nodeports": "0",
  };
}

type NetworkPolicySpec = types.input.networking.v1.NetworkPolicySpec;

const everyPod = { podSelector: {} };

/** Where proxies and servers send their spans. */
const spanPorts = Object.values(otlpPorts).map((port) => ({ protocol: "TCP", port }));

/**
 * The network policies of a tenant, by name: nothing in or out, and then the openings that serving needs: DNS, the mesh
 * control plane, the tenant's own pods, the gateway, the monitoring (which scrapes, and whose collector takes spans), and
 * the Pod Identity agent. The instance metadata address is in none of them.
 */
export function tenantNetworkPolicies(): Record<string, NetworkPolicySpec> {
  return {
    "default-deny": { ...everyPod, policyTypes: ["Ingress", "Egress"] },
    "allow-dns": egress([
      {
        to: [namespacePods("kube-system", { "k8s-app": "kube-dns" })],
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
      },
    ]),
    "allow-mesh-control-plane": egress([
      {
        to: [namespacePods("istio-system", { app: "istiod" })],
        ports: [{ protocol: "TCP", port: 15012 }],
      },
    ]),
    "allow-same-tenant": {
      ...everyPod,
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [everyPod] }],
      egress: [{ to: [everyPod] }],
    },
    "allow-gateway": {
      ...everyPod,
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [namespacePods("inference-gateway")] }],
      egress: [{ to: [namespacePods("inference-gateway")] }],
    },
    "allow-monitoring": {
      ...everyPod,
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [namespacePods("monitoring")] }],
      egress: [{ to: [namespacePods("monitoring", collectorPods)], ports: spanPorts }],
    },
    "allow-pod-identity": egress([
      {
        to: [{ ipBlock: { cidr: "169.254.170.23/32" } }],
        ports: [{ protocol: "TCP", port: 80 }],
      },
    ]),
  };
}

function egress(rules: NonNullable<NetworkPolicySpec["egress"]>): NetworkPolicySpec {
  return { ...everyPod, policyTypes: ["Egress"], egress: rules };
}

function namespacePods(
  namespace: string,
  podLabels?: Record<string, string>,
): types.input.networking.v1.NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    ...(podLabels && { podSelector: { matchLabels: podLabels } }),
  };
}
