import type { GpuOffer } from "../gpu/offers";

/** Version of the contract. It changes when a field is removed or changes its meaning. */
export const contractVersion = 1;

/** What an app team needs to reach a platform: the one output `platform` of its stack. */
export interface PlatformContract {
  readonly version: typeof contractVersion;
  /** `dev`, `staging` or `prod`. */
  readonly environment: string;
  /** Name of the EKS cluster. */
  readonly clusterName: string;
  /** Kubernetes minor of the control plane, for instance `1.35`. */
  readonly kubernetesVersion: string;
  /** The way in for requests. */
  readonly gateway: {
    readonly domain: string;
    readonly scheme: "http" | "https";
    /** Host and port inside the cluster. */
    readonly serviceHost: string;
    readonly port: number;
  };
  /** The bucket of the models. A tenant's models lie below `tenants/<tenant>/`. */
  readonly modelStore: {
    readonly bucketName: string;
    readonly kmsKeyArn: string;
    readonly region: string;
  };
  /** Names of the node pools, and which of them have GPUs. */
  readonly nodePools: readonly { readonly pool: string; readonly gpu: boolean }[];
  /** GPUs and parts of GPUs that pods can hold, by pool. */
  readonly gpuOffers: readonly GpuOffer[];
  /** By tenant: namespace and ServiceAccount of its models. */
  readonly tenants: Readonly<
    Record<string, { readonly namespace: string; readonly serviceAccountName: string }>
  >;
}
