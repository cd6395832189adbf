import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { StorageDrivers } from "../cluster/plan";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { named, type Tags } from "../internal/tags";
import { ModelLoader } from "./model-loader";
import type { LoaderArgs, LoadRequest, ModelVersion } from "./model-version";
import { modelRepositoryProblems } from "./repository-rules";
import { planVolume, volumeName, type RepositoryVolume, type S3Volume } from "./repository-volume";
import { repositoryFiles, repositoryFolder } from "./triton-repository";
import { renderTritonConfig, type TritonModelConfig } from "./triton-config";

/** Arguments of `ModelRepository`. What shapes the graph is plain. */
export interface ModelRepositoryArgs {
  /** Name of the volume claim; the volume is `<namespace>-<repository>`. At most 56 characters. */
  readonly repository: string;
  /** Namespace of the pods that read it. Plain: it names the volume, which is unique in the cluster. */
  readonly namespace: string;
  /** What it lies on: a prefix of a bucket (read-only), EFS, FSx for Lustre or EBS. */
  readonly volume: RepositoryVolume;
  /** Models by name; their `config.pbtxt` is written here. On S3, their files are uploaded beside it, at `modelPath(name)`. */
  readonly models: Readonly<Record<string, TritonModelConfig>>;
  /**
   * Versions by the name of their model, which are copied onto the volume and checked. Not on S3, where the objects of the
   * prefix are the repository. A version that is taken out of the list stays on the volume. Default: none.
   */
  readonly versions?: Readonly<Record<string, readonly ModelVersion[]>>;
  /** What copies the versions. Needed on every volume but S3. */
  readonly loader?: LoaderArgs;
  /** Drivers of the cluster, so that a volume without its driver is told here. Default: not checked. */
  readonly storageDrivers?: StorageDrivers;
  /** AWS tags. Default: only `Name`. */
  readonly tags?: Tags;
}

/**
 * A Triton model repository on a volume claim, with the `config.pbtxt` of each model. Layout:
 * `<model>/<model>/config.pbtxt` and `<model>/<model>/<version>/<file>`; so one server can load one model and not all of
 * them. `dependsOn` of a repository waits until its versions are loaded.
 *
 * @throws pulumi.InputPropertiesError for a prefix that is wider than it looks, an id that is none, a version that cannot be
 * checked, or a configuration that Triton refuses.
 */
export class ModelRepository extends PlatformComponent {
  /** Name of the volume claim. */
  readonly claimName: pulumi.Output<string>;
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: ModelRepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`ModelRepository "${name}"`, modelRepositoryProblems(args));
    super("ModelRepository", name, args, opts);

    const claim = this.#createClaim(name, args);
    this.claimName = claim.metadata.name;
    this.namespace = claim.metadata.namespace;
    if (args.volume.type === "s3") this.#createConfigs(name, args, args.volume);
    else if (args.loader !== undefined) this.#createLoader(name, args, args.loader);
    this.registerOutputs({ claimName: this.claimName, namespace: this.namespace });
  }

  /** Path of a model below the root of the repository, ending in `/`. */
  modelPath(model: string): string {
    return repositoryFolder(model);
  }

  /** Storage URI of one model, for `ModelService`. */
  storageUri(model: string): pulumi.Output<string> {
    return pulumi.interpolate`pvc://${this.claimName}/${model}`;
  }

  #createConfigs(name: string, { models, tags }: ModelRepositoryArgs, volume: S3Volume): void {
    const files = Object.entries(models).flatMap(([model, config]) =>
      repositoryFiles(model, config),
    );
    for (const { label, path, content } of files) {
      new aws.s3.BucketObjectv2(
        `${name}-${label}-config`,
        {
          bucket: volume.bucketName,
          key: `${volume.prefix}${path}`,
          content,
          contentType: "text/plain",
          tags: named(tags, `${name}-${label}-config`),
        },
        { parent: this },
      );
    }
  }

  #createLoader(name: string, args: ModelRepositoryArgs, loader: LoaderArgs): void {
    const requests = loadRequests(args);
    if (requests.length === 0) return;
    new ModelLoader(
      `${name}-loader`,
      {
        ...loader,
        repository: args.repository,
        namespace: args.namespace,
        claimName: this.claimName,
        requests,
        tags: args.tags,
      },
      { parent: this },
    );
  }

  #createClaim(name: string, args: ModelRepositoryArgs): kubernetes.core.v1.PersistentVolumeClaim {
    const plan = planVolume(args.volume, args);
    const volume =
      plan.volume &&
      new kubernetes.core.v1.PersistentVolume(
        `${name}-volume`,
        { metadata: { name: volumeName(args) }, spec: plan.volume },
        { parent: this },
      );
    return new kubernetes.core.v1.PersistentVolumeClaim(
      `${name}-claim`,
      {
        metadata: {
          name: args.repository,
          namespace: args.namespace,
          // A volume that is made for its first pod is bound only then.
          ...(volume === undefined && { annotations: { "pulumi.com/skipAwait": "true" } }),
        },
        spec: { ...plan.claim, ...(volume && { volumeName: volume.metadata.name }) },
      },
      { parent: this },
    );
  }
}

function loadRequests({ models, versions = {} }: ModelRepositoryArgs): LoadRequest[] {
  return Object.entries(models).flatMap(([model, config]) =>
    (versions[model] ?? []).map((version) => ({
      ...version,
      model,
      config: renderTritonConfig(model, config),
    })),
  );
}
