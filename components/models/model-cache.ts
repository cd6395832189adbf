import * as pulumi from "@pulumi/pulumi";

import type { BucketAccess } from "../identity/plan";
import { WorkloadRole, type IdentityCluster } from "../identity/workload-role";
import type { Artifacts } from "../internal/artifacts";
import { customResource } from "../internal/custom-resource";
import { createNamespace } from "../internal/namespace";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { createRelease } from "../internal/release";
import type { Tags } from "../internal/tags";
import { versions } from "../versions";
import {
  CACHE_JOB_NAMESPACE,
  CACHE_JOB_SERVICE_ACCOUNT,
  cacheValues,
  planCachedModel,
  planNodeGroup,
  type CachedModel,
  type CacheNodeGroup,
} from "./cache-plan";
import { modelCacheProblems } from "./cache-rules";

/** Arguments of `ModelCache`. What shapes the graph is plain. */
export interface ModelCacheArgs {
  /** The cluster whose download Jobs read the buckets, through EKS Pod Identity. */
  readonly cluster: IdentityCluster;
  /** Nodes that keep models, by the name of their group. */
  readonly nodeGroups: Readonly<Record<string, CacheNodeGroup>>;
  /** Models that are on the nodes before anybody asks for them, by name. */
  readonly models: Readonly<Record<string, CachedModel>>;
  /** What the download Jobs may read: those with `access: "read"` of the buckets of the models. Default: nothing. */
  readonly buckets?: readonly BucketAccess[];
  /** Namespace of the KServe controller, in which its cache controller runs too. Default: `kserve`. */
  readonly kserveNamespace?: pulumi.Input<string>;
  /** Mirrors of charts and images. Default: the original places. */
  readonly artifacts?: Artifacts;
  /** AWS tags. Default: only `Name`. */
  readonly tags?: Tags;
}

/**
 * Models on the disks of nodes: the local model cache of KServe, which downloads each model once a node and serves it from
 * there. Needs `ServingPlatform` with `modelCache`, and pools with `modelCache`. Every namespace can be served from a cached
 * model, whoever may read its bucket.
 *
 * @throws pulumi.InputPropertiesError for sizes that do not fit, URIs that cannot be downloaded, and groups that are none.
 */
export class ModelCache extends PlatformComponent {
  /** Namespace of the download Jobs. */
  readonly jobNamespace: pulumi.Output<string>;

  constructor(name: string, args: ModelCacheArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`ModelCache "${name}"`, modelCacheProblems(args));
    super("ModelCache", name, args, opts);

    const jobs = createNamespace(`${name}-jobs`, CACHE_JOB_NAMESPACE, "baseline", { parent: this });
    const role = new WorkloadRole(
      `${name}-download`,
      {
        cluster: args.cluster,
        namespace: CACHE_JOB_NAMESPACE,
        serviceAccount: CACHE_JOB_SERVICE_ACCOUNT,
        buckets: args.buckets,
        tags: args.tags,
      },
      { parent: this },
    );
    const controller = this.#createController(name, args);
    this.#createCaches(name, args, [jobs, controller, ...role.ready]);
    this.jobNamespace = jobs.metadata.name;
    this.registerOutputs({ jobNamespace: this.jobNamespace });
  }

  #createController(name: string, args: ModelCacheArgs): pulumi.Resource {
    const namespace = args.kserveNamespace ?? "kserve";
    const { artifacts } = args;
    const crds = createRelease(
      `${name}-crds`,
      {
        release: "kserve-localmodel-crd",
        namespace,
        chart: versions.charts.kserveLocalModelCrd,
        artifacts,
        values: {},
      },
      { parent: this },
    );
    return createRelease(
      `${name}-controller`,
      {
        release: "kserve-localmodel",
        namespace,
        chart: versions.charts.kserveLocalModelResources,
        artifacts,
        values: cacheValues(artifacts),
      },
      { parent: this, dependsOn: [crds] },
    );
  }

  #createCaches(name: string, args: ModelCacheArgs, dependsOn: pulumi.Resource[]): void {
    const groups = Object.entries(args.nodeGroups).map(([group, request]) =>
      customResource(
        `${name}-group-${group}`,
        {
          apiVersion: "serving.kserve.io/v1alpha1",
          kind: "LocalModelNodeGroup",
          metadata: { name: group },
          spec: planNodeGroup(request),
        },
        { parent: this, dependsOn },
      ),
    );
    for (const [model, request] of Object.entries(args.models)) {
      customResource(
        `${name}-model-${model}`,
        {
          apiVersion: "serving.kserve.io/v1alpha1",
          kind: "LocalModelCache",
          metadata: { name: model },
          spec: planCachedModel(request),
        },
        // KServe refuses another URI under the same name.
        {
          parent: this,
          dependsOn: groups,
          replaceOnChanges: ["spec.sourceModelUri"],
          deleteBeforeReplace: true,
        },
      );
    }
  }
}
