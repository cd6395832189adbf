import type { types } from "@pulumi/kubernetes";

import { imageRepository, type Artifacts } from "../internal/artifacts";
import { versions } from "../versions";
import { HUGGING_FACE_SECRET } from "./defaults";
import { servingRuntimes } from "./runtimes/catalogue";
import { containerSecurity, type ImageOf, type NamedServingRuntime } from "./runtimes/runtime";

/** The ClusterServingRuntimes of the platform, with images from the mirror where there is one. */
export function platformRuntimes(artifacts: Artifacts | undefined): NamedServingRuntime[] {
  return servingRuntimes(imageOf(artifacts));
}

/** A ClusterStorageContainer (`serving.kserve.io/v1alpha1`): how models are fetched. */
export interface StorageContainerSpec {
  readonly container: types.input.core.v1.Container;
  readonly supportedUriFormats: readonly { readonly prefix: string }[];
  readonly workloadType: "initContainer";
  readonly supportsMultiModelDownload: boolean;
}

/**
 * KServe's storage initializer as namespaces with the Pod Security level `restricted` take it, with memory for large
 * files, and with the token for Hugging Face where the tenant has one. KServe's own has no security context.
 */
export function storageContainer(artifacts: Artifacts | undefined): StorageContainerSpec {
  const { secret, key } = HUGGING_FACE_SECRET;
  return {
    container: {
      name: "storage-initializer",
      image: imageOf(artifacts)(versions.images.storageInitializer),
      env: [
        {
          name: "HF_TOKEN",
          valueFrom: { secretKeyRef: { name: secret, key, optional: true } },
        },
      ],
      resources: storageResources,
      securityContext: containerSecurity,
    },
    supportedUriFormats: uriPrefixes.map((prefix) => ({ prefix })),
    workloadType: "initContainer",
    supportsMultiModelDownload: true,
  };
}

/**
 * What is fetched; and claims, which KServe mounts without a container: a cached model is one by the time that KServe looks,
 * and it refuses pods whose container by name does not take the URI.
 */
const uriPrefixes = ["s3://", "hf://", "gs://", "https://", "pvc://"];

/** The initializer keeps parts of files in memory; KServe's limit of 1 GiB ends it at models of some GiB. */
const storageResources = {
  requests: { cpu: "500m", memory: "4Gi" },
  limits: { memory: "4Gi" },
};

function imageOf(artifacts: Artifacts | undefined): ImageOf {
  return ({ repository, tag }) => `${imageRepository(repository, artifacts)}:${tag}`;
}
