import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { named, type Tags } from "../internal/tags";
import { modelRepositoryProblems } from "./rules";
import { renderTritonConfig, type TritonModelConfig } from "./triton-config";

/** The bucket that holds the repository: the outputs of a `ModelStore`. */
interface RepositoryStore {
  readonly bucketName: pulumi.Input<string>;
  readonly region: pulumi.Input<string>;
}

/** Arguments of `ModelRepository`. */
export interface ModelRepositoryArgs {
  /** Name of the volume claim; the volume is `<namespace>-<repository>`. */
  readonly repository: string;
  readonly store: RepositoryStore;
  /** Namespace of the pods that read it. Plain: it names the volume, which is unique in the cluster. */
  readonly namespace: string;
  /** Prefix in the bucket, ending in `/`: the repository sees nothing outside it. */
  readonly prefix: string;
  /** Models by name. Their `config.pbtxt` is written here; the weights are uploaded beside it, at `modelPath(name)`. */
  readonly models: Readonly<Record<string, TritonModelConfig>>;
  readonly tags?: Tags;
}

/**
 * A Triton model repository on a volume claim: a prefix of the model store, mounted read-only, with the `config.pbtxt`
 * of each model. Layout below the prefix: `<model>/<model>/config.pbtxt` and `<model>/<model>/<version>/<file>`; so
 * one server can load one model and not all of them.
 *
 * @throws pulumi.InputPropertiesError for a prefix that is wider than it looks or a configuration that Triton refuses.
 */
export class ModelRepository extends PlatformComponent {
  /** Name of the volume claim. */
  readonly claimName: pulumi.Output<string>;
  readonly namespace: pulumi.Output<string>;

  readonly #prefix: string;

  constructor(name: string, args: ModelRepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`ModelRepository "${name}"`, modelRepositoryProblems(args));
    super("ModelRepository", name, args, opts);
    this.#prefix = args.prefix;

    for (const [model, config] of Object.entries(args.models)) {
      new aws.s3.BucketObjectv2(
        `${name}-${model}-config`,
        {
          bucket: args.store.bucketName,
          key: `${args.prefix}${this.modelPath(model)}config.pbtxt`,
          content: renderTritonConfig(model, config),
          contentType: "text/plain",
          tags: named(args.tags, `${name}-${model}-config`),
        },
        { parent: this },
      );
    }
    const claim = this.#createClaim(name, args);
    this.claimName = claim.metadata.name;
    this.namespace = claim.metadata.namespace;
    this.registerOutputs({ claimName: this.claimName, namespace: this.namespace });
  }

  /** Path of a model below the prefix of the repository, ending in `/`. */
  modelPath(model: string): string {
    return `${model}/${model}/`;
  }

  /** Storage URI of one model, for `ModelService`. */
  storageUri(model: string): pulumi.Output<string> {
    return pulumi.interpolate`pvc://${this.claimName}/${model}`;
  }

  #createClaim(name: string, args: ModelRepositoryArgs): kubernetes.core.v1.PersistentVolumeClaim {
    const volumeName = `${args.namespace}-${args.repository}`;
    // The driver ignores the capacity, but Kubernetes wants one.
    const capacity = { storage: "1Gi" };
    const volume = new kubernetes.core.v1.PersistentVolume(
      `${name}-volume`,
      {
        metadata: { name: volumeName },
        spec: {
          capacity,
          accessModes: ["ReadOnlyMany"],
          storageClassName: "",
          persistentVolumeReclaimPolicy: "Retain",
          claimRef: {
            apiVersion: "v1",
            kind: "PersistentVolumeClaim",
            namespace: args.namespace,
            name: args.repository,
          },
          mountOptions: [
            "read-only",
            "allow-other",
            pulumi.interpolate`region ${args.store.region}`,
            `prefix ${this.#prefix}`,
          ],
          csi: {
            driver: "s3.csi.aws.com",
            volumeHandle: volumeName,
            readOnly: true,
            volumeAttributes: { bucketName: args.store.bucketName },
          },
        },
      },
      { parent: this },
    );
    return new kubernetes.core.v1.PersistentVolumeClaim(
      `${name}-claim`,
      {
        metadata: { name: args.repository, namespace: args.namespace },
        spec: {
          accessModes: ["ReadOnlyMany"],
          storageClassName: "",
          volumeName: volume.metadata.name,
          resources: { requests: capacity },
        },
      },
      { parent: this },
    );
  }
}
