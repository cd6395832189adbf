import type { GpuRequest } from "../gpu/request";
import type { GpuOffer } from "../gpu/offers";
import type { Cpu, Memory } from "../internal/units";
import type { Scaling } from "../autoscaling/scaling";
import type { ServiceLevelObjectives } from "../observability/slo/slo";
import type { CpuRuntime, EitherRuntime, GpuRuntime, ServingRuntime } from "./runtimes/catalogue";
import type { VllmMultiNodeRuntime } from "./runtimes/vllm-multi-node";
import type { SecretKey } from "./secret-key";

/** CPU and memory of a container. Request and limit of memory are equal: a replica is not the first to be evicted. */
export interface ContainerResources {
  readonly cpu: Cpu;
  readonly memory: Memory;
}

/** How a number of a model is stored, and how many bytes that takes. */
export const bytesPerParameter = {
  fp32: 4,
  fp16: 2,
  bf16: 2,
  fp8: 1,
  int8: 1,
  int4: 0.5,
} as const;

/**
 * How large a model is: what it takes to load it, and whether it fits. Either the size of its files, or what they follow
 * from.
 */
export type ModelSize =
  | {
      /** GiB of the files. */
      readonly gib: number;
      readonly parametersBillions?: never;
      readonly precision?: never;
      /** GiB of the GPU beside the weights: activations, KV cache. Default: a fifth of the weights. */
      readonly cacheGiB?: number;
    }
  | {
      readonly gib?: never;
      /** Billions of parameters, for instance 8 for an 8B model. */
      readonly parametersBillions: number;
      readonly precision: keyof typeof bytesPerParameter;
      /** GiB of the GPU beside the weights: activations, KV cache. Default: a fifth of the weights. */
      readonly cacheGiB?: number;
    };

/** Requests that wait for each other, so that the server gets them as one. Only for servers of the V1 protocol. */
interface Batcher {
  /** Most requests of a batch. */
  readonly maxBatchSize: number;
  /** Milliseconds that the first request waits for others. */
  readonly maxLatencyMilliseconds: number;
}

/** Where requests and answers are sent as CloudEvents, beside answering them. */
export interface RequestLogger {
  /** Sink, for instance `http://audit.fraud.svc.cluster.local`. It gets what callers send: keep it in the tenant. */
  readonly url: string;
  /** Default: `all`. */
  readonly mode?: "all" | "request" | "response";
}

/**
 * A container before the model (transformer) or beside it (explainer). It has to take the arguments of KServe's own:
 * `--model_name`, `--predictor_host` and `--http_port`, which is 8080. Its metrics are read from `/metrics` there, where
 * KServe's SDK shows them; without such a path it has none.
 */
export interface CompanionContainer {
  /** Image with a tag or a digest. */
  readonly image: string;
  readonly resources: ContainerResources;
  /** Path that answers 2xx once a request can be answered. Default: `/v2/health/ready`, that of KServe's SDK. */
  readonly readinessPath?: string;
  /** Path that answers 2xx as long as the process is well. Default: `/v2/health/live`. */
  readonly livenessPath?: string;
  /** Arguments of the entry point beside those of KServe. Default: none. */
  readonly args?: readonly string[];
  /** Environment variables that are no secrets. Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Environment variables that come from Secrets. Default: none. */
  readonly secrets?: Readonly<Record<string, SecretKey>>;
  /** Fewest and most replicas; added above 70 percent of the requested CPU. Default: 1 to 3. */
  readonly replicas?: { readonly min: number; readonly max: number };
}

/** A writable volume at `/cache`, where servers put downloads and compiled kernels. */
export type CacheVolume =
  | { /** GiB on the disk of the node, gone with the pod. */ readonly sizeGiB: number }
  | { /** A claim in the namespace that every replica can mount. */ readonly claimName: string };

/** What a model needs, whatever serves it. */
export interface ModelServing {
  /** Name of the model's service: a part of its host. Together with the namespace at most 52 characters. */
  readonly service: string;
  /** What one replica gets beside GPUs. */
  readonly resources: ContainerResources;
  /** How large the model is. Default: unknown; nothing is checked against memory, and `startupSeconds` is not derived. */
  readonly size?: ModelSize;
  /**
   * Seconds until the model must be loaded. Default: from `size`, 120 and 33 a GiB: written to the disk of the node and
   * read from it at 125 MiB/s each, the base speed of gp3 volumes, and doubled; without `size` 300, with vLLM at least
   * 600.
   */
  readonly startupSeconds?: number;
  /** Seconds that a request may take; pods drain that long. Default: 60, that of KServe's routes. */
  readonly requestTimeoutSeconds?: number;
  /**
   * What callers are promised, for instance `{ availability: 99.9, latency: { p95: "100 ms" } }`: gives recorded series,
   * alerts on the error budget, and `sloGate` for rollouts. Default: nothing is promised, and nobody is told.
   */
  readonly slo?: ServiceLevelObjectives;
  /** Joins requests before the server. Default: none. */
  readonly batcher?: Batcher;
  /** Copies requests and answers to a sink. Default: none. */
  readonly logger?: RequestLogger;
  /** Prepares requests and answers. Default: none. */
  readonly transformer?: CompanionContainer;
  /** Explains answers (`:explain`). Default: none. */
  readonly explainer?: CompanionContainer;
  /** Environment variables of the server that are no secrets. Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Environment variables of the server that come from Secrets. Default: none. */
  readonly secrets?: Readonly<Record<string, SecretKey>>;
  /** Where the server may write. Default: 10 GiB on the node. */
  readonly cacheVolume?: CacheVolume;
  /** PriorityClass of the pods. Default: that of the cluster. */
  readonly priorityClassName?: string;
  /** KServe ignores it in Standard mode: a new version is a service of its own, and traffic moves at the gateway. */
  readonly canaryTrafficPercent?: never;
  /** KServe 0.20 makes the pods of a canary and sends no traffic to them: a new version is a service of its own. */
  readonly canary?: never;
  /** KServe refuses it beside KEDA and has no `concurrency` or `rps` in Standard mode: write `scaling`. */
  readonly scaleMetric?: never;
  /** Belongs to `scaleMetric`: write `scaling`. */
  readonly scaleTarget?: never;
  /** Limits requests in Knative only: limit what waits in the server, or write `scaling`. */
  readonly containerConcurrency?: never;
}

/** Why a field of an InferenceService is no field here, by name. */
export const refusedFields: Readonly<Record<string, string>> = {
  canaryTrafficPercent:
    "is ignored by KServe in Standard mode. Remove it: a new version is a model service of its own, and traffic moves at the gateway.",
  canary:
    "gets pods but no traffic from KServe 0.20. Remove it: a new version is a model service of its own, and traffic moves at the gateway.",
  scaleMetric:
    "has no effect where the platform owns the replicas, and KServe refuses it beside KEDA. Remove it and write scaling.",
  scaleTarget: "has no effect where the platform owns the replicas. Remove it and write scaling.",
  containerConcurrency: "limits requests in Knative only. Remove it and write scaling.",
};

/** Runtime, GPUs and scaling that go together; any other combination does not compile. */
export type RuntimeChoice =
  | {
      readonly runtime: EitherRuntime;
      /**
       * GPUs of one replica, for instance `{ name: "l4" }`, `{ name: "l4", fraction: "1/4" }` or
       * `{ migProfile: "1g.10gb" }`. Default: none, the model runs on the CPU.
       */
      readonly gpu?: GpuRequest;
      /** How the number of replicas follows the load. Default: 1 to 3 on 70 percent of the CPU. */
      readonly scaling?: Scaling;
    }
  | { readonly runtime: CpuRuntime; readonly gpu?: never; readonly scaling?: Scaling }
  | { readonly runtime: GpuRuntime; readonly gpu: GpuRequest; readonly scaling?: Scaling }
  | { readonly runtime: VllmMultiNodeRuntime; readonly gpu: GpuRequest; readonly scaling?: never };

/** A model service as far as it is known before anything exists. */
export interface ModelServiceRequest extends ModelServing {
  readonly namespace: string;
  readonly runtime: ServingRuntime;
  readonly gpu?: GpuRequest;
  readonly scaling?: Scaling;
  /** URI of the model; `undefined` where it becomes known later, or where a custom container brings its model. */
  readonly source?: string;
  /** Whether the model has a source at all. */
  readonly hasSource: boolean;
  /** What the GPU pools offer. */
  readonly gpuOffers?: readonly GpuOffer[];
  /** Host of the collector of spans. */
  readonly traceCollector?: string;
}
