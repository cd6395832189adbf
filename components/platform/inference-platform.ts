import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { Cluster, type ClusterArgs, type SystemPoolArgs } from "../cluster/cluster";
import { GpuOperator } from "../gpu/gpu-operator";
import type { Artifacts } from "../internal/artifacts";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import type { Tags } from "../internal/tags";
import { InferenceGateway, type InferenceGatewayArgs } from "../mesh/inference-gateway";
import { ServiceMesh } from "../mesh/service-mesh";
import { ModelStore } from "../models/model-store";
import { Network, type NetworkArgs } from "../network/network";
import { NodePool, type NodePoolArgs } from "../nodes/node-pool";
import { Observability, type ObservabilityArgs } from "../observability/observability";
import { ServingPlatform } from "../serving/serving-platform";
import { Tenant, type TenantArgs } from "../tenancy/tenant";
import { contractVersion, type PlatformContract } from "./contract";
import { platformProblems } from "./rules";

/** Arguments of `InferencePlatform`. What shapes the graph is plain. */
export interface InferencePlatformArgs {
  /** `dev`, `staging` or `prod`; goes into the contract. */
  readonly environment: string;
  /** AWS region, for instance `us-east-1`. */
  readonly region: string;
  readonly network: Omit<NetworkArgs, "tags">;
  readonly cluster?: Pick<
    ClusterArgs,
    | "clusterName"
    | "publicAccessCidrs"
    | "administrators"
    | "logRetentionDays"
    | "deletionProtection"
  >;
  /** The pool of the platform's own software. */
  readonly systemPool: SystemPoolArgs;
  /** Further pools by name. */
  readonly nodePools: Readonly<
    Record<string, Omit<NodePoolArgs, "cluster" | "pool" | "subnetIds" | "tags">>
  >;
  readonly gateway: InferenceGatewayArgs;
  /** Sizes and times of metrics and logs. Default: those of `Observability`. */
  readonly observability?: Pick<
    ObservabilityArgs,
    "metricRetentionDays" | "metricStorageGiB" | "logRetentionDays" | "logStorageGiB"
  >;
  /** Tenants by name. */
  readonly tenants: Readonly<Record<string, Omit<TenantArgs, "tenant">>>;
  /** Whether a destroy may delete buckets that still hold models and logs. Default: `false`. */
  readonly disposable?: boolean;
  /** Mirrors of charts, images and manifests. Default: the original places. */
  readonly artifacts?: Artifacts;
  /** Tags of every AWS resource. Default: only `Name`. */
  readonly tags?: Tags;
}

/**
 * The whole platform in one piece: network, cluster, node pools, GPU operator, mesh and gateway, serving, model store,
 * observability and tenants, in the order in which they need each other.
 *
 * @throws pulumi.InputPropertiesError of this component or of one of its parts, before the resources of that part.
 */
export class InferencePlatform extends PlatformComponent {
  /** Provider of the cluster's API server, for what is added to the platform. */
  readonly provider: kubernetes.Provider;
  readonly modelStore: ModelStore;
  readonly gateway: InferenceGateway;
  /** Tenants by name. */
  readonly tenants: Readonly<Record<string, Tenant>>;
  /** What models need before they can be served; `dependsOn` of a `ModelService`. */
  readonly servingReady: readonly pulumi.Resource[];
  /** What app teams read. */
  readonly contract: pulumi.Output<PlatformContract>;

  readonly #name: string;
  readonly #args: InferencePlatformArgs;

  constructor(name: string, args: InferencePlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`InferencePlatform "${name}"`, platformProblems(name, args));
    super("InferencePlatform", name, args, opts);
    this.#name = name;
    this.#args = args;
    const { artifacts } = args;

    const network = new Network(
      `${name}-network`,
      { ...args.network, tags: args.tags },
      { parent: this },
    );
    const cluster = this.#createCluster(network);
    this.provider = cluster.provider;
    const nodePools = this.#createNodePools(network, cluster);
    const identity = {
      name: cluster.clusterName,
      oidcProviderArn: cluster.oidcProviderArn,
      oidcIssuer: cluster.oidcIssuer,
    };
    this.modelStore = new ModelStore(
      `${name}-store`,
      {
        cluster: identity,
        region: args.region,
        forceDestroy: args.disposable,
        tags: args.tags,
      },
      { parent: this, dependsOn: [cluster] },
    );
    const inCluster = { parent: this, provider: this.provider };
    const observability = new Observability(
      `${name}-observability`,
      {
        ...args.observability,
        cluster: identity,
        region: args.region,
        storageClassName: cluster.storageClassName,
        forceDestroy: args.disposable,
        artifacts,
        tags: args.tags,
      },
      { ...inCluster, dependsOn: [cluster] },
    );
    // The operator's metrics need the ServiceMonitor definition of the observability stack.
    const gpuOperator = new GpuOperator(
      `${name}-gpu`,
      { artifacts },
      {
        ...inCluster,
        dependsOn: [observability],
      },
    );
    const mesh = new ServiceMesh(
      `${name}-mesh`,
      { artifacts },
      {
        ...inCluster,
        dependsOn: [cluster],
      },
    );
    this.gateway = new InferenceGateway(`${name}-gateway`, args.gateway, {
      ...inCluster,
      dependsOn: [mesh],
    });
    const serving = new ServingPlatform(
      `${name}-serving`,
      { gateway: this.gateway, artifacts },
      { ...inCluster, dependsOn: [mesh, this.gateway] },
    );
    this.tenants = this.#createTenants(mesh);
    this.servingReady = [serving, this.modelStore, gpuOperator, ...Object.values(nodePools)];
    this.contract = this.#contractOf(cluster, nodePools);
    this.registerOutputs({ contract: this.contract });
  }

  #createCluster(network: Network): Cluster {
    return new Cluster(
      `${this.#name}-cluster`,
      {
        clusterName: this.#name,
        ...this.#args.cluster,
        vpcId: network.vpcId,
        privateSubnetIds: network.privateSubnetIds,
        systemPool: this.#args.systemPool,
        tags: this.#args.tags,
      },
      // Nodes reach the internet and AWS through the routes of the network.
      { parent: this, dependsOn: [network] },
    );
  }

  #createNodePools(network: Network, cluster: Cluster): Record<string, NodePool> {
    return mapRecord(
      this.#args.nodePools,
      (pool, args) =>
        new NodePool(
          `${this.#name}-pool-${pool}`,
          {
            ...args,
            pool,
            cluster: cluster.nodePoolCluster,
            subnetIds: network.privateSubnetIds,
            tags: this.#args.tags,
          },
          { parent: this, dependsOn: [cluster] },
        ),
    );
  }

  #createTenants(mesh: ServiceMesh): Record<string, Tenant> {
    return mapRecord(
      this.#args.tenants,
      (tenant, args) =>
        new Tenant(
          `${this.#name}-tenant-${tenant}`,
          { ...args, tenant },
          { parent: this, provider: this.provider, dependsOn: [mesh] },
        ),
    );
  }

  #contractOf(
    cluster: Cluster,
    nodePools: Readonly<Record<string, NodePool>>,
  ): pulumi.Output<PlatformContract> {
    const { gateway, modelStore } = this;
    return pulumi.output({
      version: contractVersion,
      environment: this.#args.environment,
      clusterName: cluster.clusterName,
      gateway: {
        domain: gateway.domain,
        scheme: gateway.scheme,
        serviceHost: gateway.serviceHost,
        port: gateway.port,
      },
      modelStore: {
        bucketName: modelStore.bucketName,
        kmsKeyArn: modelStore.kmsKeyArn,
        region: modelStore.region,
      },
      nodePools: [
        { pool: "system", gpu: false },
        ...Object.values(nodePools).map(({ pool, gpu }) => ({ pool, gpu })),
      ],
      tenants: mapRecord(this.tenants, (_, { namespace, serviceAccountName }) => ({
        namespace,
        serviceAccountName,
      })),
    });
  }
}

function mapRecord<From, To>(
  record: Readonly<Record<string, From>>,
  map: (key: string, value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(key, value)]));
}
