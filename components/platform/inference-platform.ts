import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { Keda } from "../autoscaling/keda";
import { Cluster } from "../cluster/cluster";
import { GpuOperator } from "../gpu/gpu-operator";
import type { GpuOffer } from "../gpu/offers";
import { PlatformComponent } from "../internal/platform-component";
import { didYouMean, refuse } from "../internal/problems";
import { GatewayAccess } from "../mesh/gateway-access";
import { InferenceGateway } from "../mesh/inference-gateway";
import { ServiceMesh } from "../mesh/service-mesh";
import type { MeshTracing } from "../mesh/telemetry-plan";
import { ModelStore } from "../models/model-store";
import { existingNetwork } from "../network/existing-network";
import { Network } from "../network/network";
import type { NetworkOutputs } from "../network/outputs";
import type { NodePool } from "../nodes/node-pool";
import { Observability } from "../observability/observability";
import { ServingPlatform } from "../serving/serving-platform";
import type { ServingTarget } from "../serving/serving-target";
import type { Tenant } from "../tenancy/tenant";
import { contractVersion, type PlatformContract } from "./contract";
import { createEfaDevicePlugin } from "./efa-device-plugin";
import { cachingPools, createModelCache } from "./create-model-cache";
import { createNodePools, privateSubnets } from "./create-node-pools";
import { createTenants, readablePrefixes } from "./create-tenants";
import { needsEfaPlugin, offersOf, operatedPools } from "./node-pools";
import type { InferencePlatformArgs } from "./platform-args";
import { platformProblems } from "./rules";
import { meshTracing } from "./traces";

/**
 * The whole platform in one piece: network, cluster, node pools, GPU operator, mesh and gateway, serving, model store,
 * observability and tenants, in the order in which they need each other.
 *
 * @throws pulumi.InputPropertiesError of this component or of one of its parts, before the resources of that part.
 */
export class InferencePlatform extends PlatformComponent {
  /** Provider of the cluster's API server, for what is added to the platform. */
  readonly provider: kubernetes.Provider;
  /** Name of the EKS cluster. */
  readonly clusterName: pulumi.Output<string>;
  readonly modelStore: ModelStore;
  readonly gateway: InferenceGateway;
  /** Tenants by name. */
  readonly tenants: Readonly<Record<string, Tenant>>;
  /** GPUs and parts of GPUs that pods can hold: `gpuOffers` of a `ModelService`. */
  readonly gpuOffers: readonly GpuOffer[];
  /** What models need before they can be served; `dependsOn` of a `ModelService`. */
  readonly servingReady: readonly pulumi.Resource[];
  /** What app teams read. */
  readonly contract: pulumi.Output<PlatformContract>;

  readonly #name: string;
  readonly #args: InferencePlatformArgs;
  readonly #tracing: MeshTracing | undefined;

  constructor(name: string, args: InferencePlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`InferencePlatform "${name}"`, platformProblems(name, args));
    super("InferencePlatform", name, args, opts);
    this.#name = name;
    this.#args = args;
    this.gpuOffers = offersOf(args.nodePools);
    this.#tracing = meshTracing(args.observability?.traces);
    const { artifacts } = args;

    const network = this.#createNetwork();
    const cluster = this.#createCluster(network);
    this.provider = cluster.provider;
    this.clusterName = cluster.clusterName;
    const identity = {
      name: cluster.clusterName,
      oidcProviderArn: cluster.oidcProviderArn,
      oidcIssuer: cluster.oidcIssuer,
    };
    this.modelStore = new ModelStore(
      `${name}-store`,
      {
        cluster: identity,
        addonVersions: args.cluster?.addonVersions,
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
        environment: args.environment,
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
      { pools: operatedPools(args.nodePools), artifacts },
      {
        ...inCluster,
        dependsOn: [observability],
      },
    );
    const nodePools = createNodePools(
      name,
      { ...args, nodePools: cachingPools(args.nodePools, args.modelCache) },
      { network, cluster, observability },
      inCluster,
    );
    const mesh = new ServiceMesh(
      `${name}-mesh`,
      {
        apiKeys: Object.values(args.tenants).some(({ access }) => access?.apiKeys !== undefined),
        ...(this.#tracing && { tracing: this.#tracing }),
        artifacts,
      },
      {
        ...inCluster,
        dependsOn: [cluster],
      },
    );
    this.gateway = new InferenceGateway(`${name}-gateway`, args.gateway, {
      ...inCluster,
      dependsOn: [mesh],
    });
    const keda = new Keda(
      `${name}-keda`,
      { artifacts },
      // Its chart makes ServiceMonitors.
      { ...inCluster, dependsOn: [cluster, observability] },
    );
    const access = this.#createAccess();
    const serving = new ServingPlatform(
      `${name}-serving`,
      { gateway: this.gateway, modelCache: args.modelCache !== undefined, artifacts },
      { ...inCluster, dependsOn: [mesh, this.gateway, keda] },
    );
    const modelCache = createModelCache(
      name,
      args,
      { cluster: identity, serving, nodePools: Object.values(nodePools) },
      inCluster,
    );
    const { tenants, modelRoles } = createTenants(
      name,
      args,
      { cluster: identity, modelStore: this.modelStore, mesh, gpuOffers: this.gpuOffers },
      inCluster,
    );
    this.tenants = tenants;
    if (needsEfaPlugin(args.nodePools)) {
      createEfaDevicePlugin(`${name}-efa-device-plugin`, artifacts, {
        ...inCluster,
        dependsOn: [cluster],
      });
    }
    this.servingReady = [
      serving,
      // Objectives of models are rules of Prometheus' operator.
      observability,
      this.modelStore,
      gpuOperator,
      ...Object.values(nodePools),
      ...modelRoles,
      // No model answers before it is said who may ask.
      ...access,
      // What is fetched before the nodes keep it is never read from there.
      ...modelCache,
    ];
    this.contract = this.#contractOf(cluster, nodePools);
    this.registerOutputs({
      clusterName: this.clusterName,
      contract: this.contract,
      gpuOffers: this.gpuOffers,
    });
  }

  /**
   * Where the models of a tenant are served: `target` of a `ModelService`.
   *
   * @throws pulumi.InputPropertiesError naming the tenants where there is none of that name.
   */
  servingTarget(tenant: string): ServingTarget {
    const owner = this.tenants[tenant];
    const imageRegistry = this.#args.artifacts?.imageRegistry;
    const runbookBaseUrl = this.#args.observability?.runbookBaseUrl;
    if (owner === undefined) {
      throw new pulumi.InputPropertyError({
        propertyPath: "tenant",
        reason: `"${tenant}" is not a tenant of this platform.${didYouMean(tenant, Object.keys(this.tenants))} There are: ${Object.keys(this.tenants).join(", ") || "none"}.`,
      });
    }
    return {
      namespace: tenant,
      serviceAccountName: owner.serviceAccountName,
      gateway: this.gateway,
      gpuOffers: this.gpuOffers,
      readableBuckets: readablePrefixes(tenant, this.#args.tenants[tenant] ?? {}, this.modelStore),
      ...(imageRegistry !== undefined && { imageRegistry }),
      ...(this.#tracing && { traceCollector: this.#tracing.collectorHost }),
      ...(runbookBaseUrl !== undefined && { runbookBaseUrl }),
    };
  }

  #createNetwork(): NetworkOutputs {
    const { network, tags } = this.#args;
    const name = `${this.#name}-network`;
    return "vpcId" in network
      ? existingNetwork(name, network)
      : new Network(name, { ...network, tags }, { parent: this });
  }

  #createCluster(network: NetworkOutputs): Cluster {
    const { availabilityZones, ...cluster } = this.#args.cluster ?? {};
    return new Cluster(
      `${this.#name}-cluster`,
      {
        clusterName: this.#name,
        serviceCidr: this.#args.network.serviceCidr,
        ...cluster,
        vpcId: network.vpcId,
        privateSubnetIds: privateSubnets(this.#args.network, network, availabilityZones),
        systemPool: this.#args.systemPool,
        tags: this.#args.tags,
      },
      // Nodes reach the internet and AWS through the routes of the network.
      { parent: this, dependsOn: [...network.ready] },
    );
  }

  #createAccess(): GatewayAccess[] {
    const tenants = mapRecord(this.#args.tenants, (_, { access }) => ({ access }));
    if (Object.values(tenants).every(({ access }) => access === undefined)) return [];
    return [
      new GatewayAccess(
        `${this.#name}-access`,
        { gateway: this.gateway, tenants, artifacts: this.#args.artifacts },
        { parent: this, provider: this.provider, dependsOn: [this.gateway] },
      ),
    ];
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
      kubernetesVersion: cluster.kubernetesVersion,
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
      gpuOffers: this.gpuOffers,
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
