import type { Input } from "@pulumi/pulumi";

import type { GpuOffer } from "../gpu/offers";

/** Where the models of one tenant are served: what `InferencePlatform.servingTarget` gives. */
export interface ServingTarget {
  /** Namespace of the tenant. Plain: it is a part of host names, whose length is checked. */
  readonly namespace: string;
  /** ServiceAccount of the pods, whose role may read the models of the tenant. */
  readonly serviceAccountName: Input<string>;
  /** The gateway through which models are asked. */
  readonly gateway: { readonly scheme: "http" | "https"; readonly domain: string };
  /** What the GPU pools offer. Needed with `gpu`. Default: nothing. */
  readonly gpuOffers?: readonly GpuOffer[];
  /** Mirror of images, for servers that no ClusterServingRuntime describes. Default: the original registries. */
  readonly imageRegistry?: string;
  /**
   * Host of a collector to which servers send spans by OTLP, in gRPC on port 4317 and in HTTP on port 4318. Default: they
   * send none.
   */
  readonly traceCollector?: string;
  /** Where the runbooks of alerts are read, without a slash at the end. Default: their path in the repository. */
  readonly runbookBaseUrl?: string;
  /**
   * What the role of the ServiceAccount may read, so that a model elsewhere in S3 is refused before its pod fails. A
   * bucket that becomes known later is not compared. Default: not checked.
   */
  readonly readableBuckets?: readonly ReadablePrefix[];
}

/** One prefix of a bucket that a role may read. */
export interface ReadablePrefix {
  readonly bucketName: Input<string>;
  /** Ends in `/`; empty for the whole bucket. */
  readonly prefix: string;
}
