import type { types } from "@pulumi/kubernetes";

import type { Problem } from "../../internal/problems";

type Container = types.input.core.v1.Container;
type EnvVar = types.input.core.v1.EnvVar;
type Handler = Pick<types.input.core.v1.Probe, "httpGet" | "tcpSocket" | "exec">;

/** Folder of a container in which KServe puts the model. */
export const MODEL_PATH = "/mnt/models";

/** Folder for what a server may write: downloads, compiled kernels. */
export const CACHE_PATH = "/cache";

/** Port on which the servers of this platform answer HTTP; the port of KServe's own runtimes. */
export const HTTP_PORT = 8080;

/** Port on which the servers of this platform answer gRPC, where they do; the port of KServe's own runtimes. */
export const GRPC_PORT = 9000;

/** Protocol of a model server as KServe names it. */
export type Protocol = "v1" | "v2" | "grpc-v1" | "grpc-v2";

/** Spec of a ClusterServingRuntime (`serving.kserve.io/v1alpha1`), as far as this platform sets it. */
export interface ServingRuntimeSpec {
  readonly supportedModelFormats: readonly { readonly name: string }[];
  readonly protocolVersions?: readonly Protocol[];
  readonly containers: readonly Container[];
}

/** A ClusterServingRuntime: its name and what it runs. */
export interface NamedServingRuntime {
  readonly name: string;
  readonly spec: ServingRuntimeSpec;
}

/** What a runtime knows of the model that it shall serve. */
export interface ServedModel {
  /** Name of the InferenceService, which is the name that callers use. */
  readonly service: string;
  readonly namespace: string;
  /** GPUs of one pod; 0 on the CPU. */
  readonly gpus: number;
  /** Seconds that a request may take. */
  readonly requestTimeoutSeconds: number;
  /** Host of the collector of spans; `undefined` where nothing is traced. */
  readonly traceCollector?: string;
}

/** How one model is served by one runtime: what its container gets beside resources and security. */
export interface RuntimePlan {
  /** ClusterServingRuntime; `undefined` where KServe starts none. */
  readonly runtime?: string;
  readonly modelFormat?: string;
  readonly protocol?: Protocol;
  /** Image, command and ports of a container that no ClusterServingRuntime describes. */
  readonly container?: Pick<Container, "image" | "command" | "ports">;
  readonly args: readonly string[];
  readonly env: readonly EnvVar[];
  readonly startup: Handler;
  readonly readiness: Handler;
  readonly liveness: Handler;
  /** Whether processes of the server share memory below `/dev/shm`. */
  readonly sharedMemory: boolean;
  /** Whether the server writes below `CACHE_PATH`. */
  readonly writesCache: boolean;
  /** Seconds that a model needs at least to start, however small it is. */
  readonly leastStartupSeconds: number;
  /** Seconds that the server needs to end what it is doing, beside requests in flight. */
  readonly exitSeconds: number;
  /** Where it shows its metrics; `undefined` where it has none. */
  readonly metrics?: { readonly port: number; readonly path: string };
}

/** Everything that is known of one runtime. */
export interface RuntimeDefinition<Args> {
  /** ClusterServingRuntimes that the platform installs for it. */
  readonly servingRuntimes: (image: ImageOf) => readonly NamedServingRuntime[];
  /** How a model is served. Expects valid arguments. */
  readonly plan: (args: Args, model: ServedModel) => RuntimePlan;
  /** What is wrong with the arguments, with paths below `runtime`. */
  readonly problems: (args: Args, model: ServedModel) => readonly Problem[];
}

/** A pinned image of `components/versions.ts`, on the mirror where there is one. */
export type ImageOf = (image: { readonly repository: string; readonly tag: string }) => string;

/** A GET that has to answer with 2xx or 3xx. */
export function httpGet(path: string, port: number = HTTP_PORT): Handler {
  return { httpGet: { path, port, scheme: "HTTP" } };
}

/** Security of every container of a model: what the Pod Security level `restricted` wants. */
export const containerSecurity = {
  allowPrivilegeEscalation: false,
  privileged: false,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
} satisfies types.input.core.v1.SecurityContext;

/** The ports of a server. The names say the protocol to the mesh and to KServe. */
export function ports(protocols: readonly ("http" | "grpc")[]): Container["ports"] {
  const number = { http: HTTP_PORT, grpc: GRPC_PORT };
  return protocols.map((name) => ({ name, containerPort: number[name], protocol: "TCP" }));
}

/** Resources of a ClusterServingRuntime: small, because each model says its own. */
export const runtimeResources = {
  requests: { cpu: "1", memory: "2Gi" },
  limits: { memory: "2Gi" },
} as const;
