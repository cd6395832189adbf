import type * as pulumi from "@pulumi/pulumi";

import type { Artifacts } from "../internal/artifacts";
import { customResource } from "../internal/custom-resource";
import { createNamespace } from "../internal/namespace";
import { PlatformComponent } from "../internal/platform-component";
import { createRelease } from "../internal/release";
import { NODE_POOL_LABEL } from "../nodes/defaults";
import { versions } from "../versions";
import { LEADER_WORKER_SET_NAMESPACE, STORAGE_CONTAINER } from "./defaults";
import { platformRuntimes, storageContainer } from "./serving-runtimes";
import { kserveValues, leaderWorkerSetValues, type ServingGateway } from "./serving-values";

/** Arguments of `ServingPlatform`. */
export interface ServingPlatformArgs {
  /** The gateway of the models: the outputs of an `InferenceGateway`. */
  readonly gateway: ServingGateway<pulumi.Input<string>>;
  /** Pool on which the controllers run. Default: `system`. */
  readonly systemPool?: string;
  /**
   * Whether models may be served from the disks of nodes: for `ModelCache`, whose agents write to a folder of the node, so
   * that the namespace of KServe gets the Pod Security level `privileged`. Default: `false`, and `baseline`.
   */
  readonly modelCache?: boolean;
  /** Mirrors of charts and images. Default: the original places. */
  readonly artifacts?: Artifacts;
}

/**
 * KServe in Standard mode with routes of the Gateway API, the runtimes of this package, and how models are fetched. Brings cert-manager, which issues the
 * certificates of KServe's webhooks, and LeaderWorkerSet for models on several nodes. Needs `ServiceMesh`, whose resource definitions the controller reads at start.
 */
export class ServingPlatform extends PlatformComponent {
  /** Namespace of the controller. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: ServingPlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ServingPlatform", name, args, opts);
    const systemPool = args.systemPool ?? "system";
    const { artifacts } = args;
    const certManager = this.#createCertManager(name, systemPool, artifacts);

    const { modelCache = false } = args;
    const namespace = createNamespace(
      `${name}-namespace`,
      "kserve",
      modelCache ? "privileged" : "baseline",
      { parent: this },
    );
    this.namespace = namespace.metadata.name;
    const crds = createRelease(
      `${name}-crds`,
      {
        release: "kserve-crd",
        namespace: this.namespace,
        chart: versions.charts.kserveCrd,
        artifacts,
        values: {},
      },
      { parent: this },
    );
    const controller = createRelease(
      `${name}-controller`,
      {
        release: "kserve",
        namespace: this.namespace,
        chart: versions.charts.kserveResources,
        artifacts,
        values: kserveValues(args.gateway, systemPool, modelCache),
      },
      { parent: this, dependsOn: [certManager, crds] },
    );
    this.#createRuntimes(name, artifacts, controller);
    this.#createLeaderWorkerSet(name, systemPool, artifacts);
    this.registerOutputs({ namespace: this.namespace });
  }

  /** The controller's webhooks judge these objects, so it has to run. */
  #createRuntimes(
    name: string,
    artifacts: Artifacts | undefined,
    controller: pulumi.Resource,
  ): void {
    const opts = { parent: this, dependsOn: [controller] };
    for (const { name: runtime, spec } of platformRuntimes(artifacts)) {
      customResource(
        `${name}-${runtime}`,
        {
          apiVersion: "serving.kserve.io/v1alpha1",
          kind: "ClusterServingRuntime",
          metadata: { name: runtime },
          spec,
        },
        opts,
      );
    }
    customResource(
      `${name}-storage-container`,
      {
        apiVersion: "serving.kserve.io/v1alpha1",
        kind: "ClusterStorageContainer",
        metadata: { name: STORAGE_CONTAINER },
        spec: storageContainer(artifacts),
      },
      opts,
    );
  }

  /** Issues the certificates of its webhooks itself: its chart injects none of another issuer into them. */
  #createLeaderWorkerSet(
    name: string,
    systemPool: string,
    artifacts: Artifacts | undefined,
  ): pulumi.Resource {
    const namespace = createNamespace(
      `${name}-leader-worker-set-namespace`,
      LEADER_WORKER_SET_NAMESPACE,
      "restricted",
      { parent: this },
    );
    return createRelease(
      `${name}-leader-worker-set`,
      {
        release: "lws",
        namespace: namespace.metadata.name,
        chart: versions.charts.leaderWorkerSet,
        artifacts,
        values: leaderWorkerSetValues(systemPool, artifacts),
      },
      { parent: this },
    );
  }

  #createCertManager(
    name: string,
    systemPool: string,
    artifacts: Artifacts | undefined,
  ): pulumi.Resource {
    const namespace = createNamespace(
      `${name}-cert-manager-namespace`,
      "cert-manager",
      "restricted",
      { parent: this },
    );
    const nodeSelector = { [NODE_POOL_LABEL]: systemPool };
    return createRelease(
      `${name}-cert-manager`,
      {
        release: "cert-manager",
        namespace: namespace.metadata.name,
        chart: versions.charts.certManager,
        artifacts,
        values: {
          crds: { enabled: true },
          nodeSelector,
          webhook: { nodeSelector },
          cainjector: { nodeSelector },
        },
      },
      { parent: this },
    );
  }
}
