import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

import type { types } from "@pulumi/kubernetes";

import { imageRepository, type Artifacts } from "../internal/artifacts";
import { collectorPods, otlpPorts } from "../internal/otlp";
import { NODE_POOL_LABEL } from "../nodes/defaults";
import { versions } from "../versions";
import type { TenantAccesses } from "./access-args";
import type { AuthorizationPolicySpec } from "./access-plan";
import {
  apiKeyAuthorizer,
  GATEWAY_NAME,
  GATEWAY_NAME_LABEL,
  GATEWAY_NAMESPACE,
  GATEWAY_WORKLOAD,
} from "./defaults";
import { tenantHostPattern, type GatewayHosts } from "./hosts";

/** Host of the authorizer inside the cluster. */
export const AUTHORIZER_HOST = `${apiKeyAuthorizer.name}.${GATEWAY_NAMESPACE}.svc.cluster.local`;

/** Labels by which the authorizer's pods are found. */
export const authorizerLabels = { "app.kubernetes.io/name": apiKeyAuthorizer.name } as const;

/** Files that the authorizer reads. */
export interface AuthorizerFiles {
  /** The rules and the hosts of each tenant: nothing secret. */
  readonly policy: Readonly<Record<string, string>>;
  /** Hashes from the arguments, by file. */
  readonly keys: Readonly<Record<string, string>>;
  /** Secrets that hold further hashes, by tenant. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The files of the tenants that have API keys. `undefined` where none has. */
export function authorizerFiles(
  gateway: GatewayHosts,
  tenants: TenantAccesses,
): AuthorizerFiles | undefined {
  const withKeys = Object.entries(tenants).flatMap(([tenant, { access }]) =>
    access?.apiKeys === undefined ? [] : [{ tenant, hosts: access.hosts, apiKeys: access.apiKeys }],
  );
  if (withKeys.length === 0) return undefined;
  const patterns = Object.fromEntries(
    withKeys.map(({ tenant, hosts }) => [tenant, tenantHostPattern(gateway, tenant, hosts)]),
  );
  return {
    policy: {
      "api-keys.rego": readFileSync(path.join(__dirname, "api-keys.rego"), "utf8"),
      "hosts.json": JSON.stringify({ hosts: patterns }),
    },
    keys: Object.fromEntries(
      withKeys.map(({ tenant, apiKeys }) => [
        `${tenant}.json`,
        JSON.stringify(apiKeys.clients ?? {}),
      ]),
    ),
    secrets: Object.fromEntries(
      withKeys.flatMap(({ tenant, apiKeys: { secretName } }) =>
        secretName === undefined ? [] : [[tenant, secretName]],
      ),
    ),
  };
}

const policyFolder = "/authorizer/policy";
const keysFolder = "/authorizer/keys";

/** What decides how the authorizer runs. */
export interface AuthorizerRequest {
  readonly files: AuthorizerFiles;
  /** Names of the ConfigMap and the Secret that hold the files. */
  readonly policyConfigMap: string;
  readonly keysSecret: string;
  readonly systemPool: string;
  readonly artifacts: Artifacts | undefined;
}

/**
 * The Deployment of Open Policy Agent with its Envoy plugin. It has no access to the API server, and writes no decisions
 * down: they would contain the keys. The pods are replaced when a file changes.
 */
export function authorizerDeployment(
  request: AuthorizerRequest,
): types.input.apps.v1.DeploymentSpec {
  const { systemPool } = request;
  return {
    replicas: apiKeyAuthorizer.replicas,
    selector: { matchLabels: authorizerLabels },
    strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: {
      metadata: {
        labels: authorizerLabels,
        annotations: { "inference-platform.io/files": checksum(request.files) },
      },
      spec: {
        automountServiceAccountToken: false,
        nodeSelector: { [NODE_POOL_LABEL]: systemPool },
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: "kubernetes.io/hostname",
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: authorizerLabels },
          },
        ],
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          seccompProfile: { type: "RuntimeDefault" },
        },
        containers: [authorizerContainer(request)],
        volumes: [
          { name: "policy", configMap: { name: request.policyConfigMap } },
          { name: "keys", projected: { sources: keySources(request) } },
        ],
      },
    },
  };
}

function authorizerContainer({
  files,
  artifacts,
}: AuthorizerRequest): types.input.core.v1.Container {
  const { repository, tag } = versions.images.openPolicyAgent;
  const { port, healthPort } = apiKeyAuthorizer;
  return {
    name: "opa",
    image: `${imageRepository(repository, artifacts)}:${tag}`,
    args: [
      "run",
      "--server",
      "--addr=127.0.0.1:8181",
      `--diagnostic-addr=0.0.0.0:${healthPort}`,
      "--skip-version-check",
      "--log-level=error",
      `--set=plugins.envoy_ext_authz_grpc.addr=:${port}`,
      "--set=plugins.envoy_ext_authz_grpc.path=inference/gateway/decision",
      ...Object.keys(files.policy).map((file) => `${policyFolder}/${file}`),
      // A prefix says where the contents of a file belong.
      ...keyFiles(files).map(({ file, place }) => `${place}:${keysFolder}/${file}`),
    ],
    ports: [{ name: "grpc", containerPort: port }],
    readinessProbe: { httpGet: { path: "/health?plugins", port: healthPort }, periodSeconds: 5 },
    livenessProbe: { httpGet: { path: "/health", port: healthPort }, periodSeconds: 10 },
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [
      { name: "policy", mountPath: policyFolder, readOnly: true },
      { name: "keys", mountPath: keysFolder, readOnly: true },
    ],
  };
}

function keyFiles({ keys, secrets }: AuthorizerFiles): { file: string; place: string }[] {
  return [
    ...Object.keys(keys).map((file) => ({
      file,
      place: `keys.${file.replace(/\.json$/, "")}.configured`,
    })),
    ...Object.keys(secrets).map((tenant) => ({
      file: `${tenant}-secret.json`,
      place: `keys.${tenant}.secret`,
    })),
  ];
}

function keySources({
  files,
  keysSecret,
}: AuthorizerRequest): types.input.core.v1.VolumeProjection[] {
  return [
    { secret: { name: keysSecret } },
    ...Object.entries(files.secrets).map(([tenant, name]) => ({
      secret: { name, items: [{ key: "keys.json", path: `${tenant}-secret.json` }] },
    })),
  ];
}

function checksum(files: AuthorizerFiles): string {
  return createHash("sha256").update(JSON.stringify(files)).digest("hex");
}

/** Only the gateway may ask the authorizer: others could try keys. */
export function authorizerPolicy(): AuthorizationPolicySpec {
  return {
    action: "ALLOW",
    selector: { matchLabels: authorizerLabels },
    rules: [
      {
        from: [{ source: { serviceAccounts: [`${GATEWAY_NAMESPACE}/${GATEWAY_WORKLOAD}`] } }],
        to: [{ operation: { ports: [String(apiKeyAuthorizer.port)] } }],
      },
    ],
  };
}

/** Requests of the gateway and of the monitoring come in; DNS, istiod and the collector of spans are all that the pods reach. */
export function authorizerNetworkPolicy(): types.input.networking.v1.NetworkPolicySpec {
  const inNamespace = (namespace: string, podLabels?: Readonly<Record<string, string>>) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    ...(podLabels && { podSelector: { matchLabels: podLabels } }),
  });
  return {
    podSelector: { matchLabels: authorizerLabels },
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      {
        from: [{ podSelector: { matchLabels: { [GATEWAY_NAME_LABEL]: GATEWAY_NAME } } }],
        ports: [{ protocol: "TCP", port: apiKeyAuthorizer.port }],
      },
      { from: [inNamespace("monitoring")] },
    ],
    egress: [
      {
        to: [inNamespace("kube-system", { "k8s-app": "kube-dns" })],
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
      },
      {
        to: [inNamespace("istio-system", { app: "istiod" })],
        ports: [{ protocol: "TCP", port: 15012 }],
      },
      {
        to: [inNamespace("monitoring", collectorPods)],
        ports: [{ protocol: "TCP", port: otlpPorts.grpc }],
      },
    ],
  };
}
