import type { types } from "@pulumi/kubernetes";

import type { Memory } from "../internal/units";
import { imageRepository, type Artifacts } from "../internal/artifacts";
import type { ChartValues } from "../internal/release";
import { MODEL_FOLDER, NODE_POOL_LABEL } from "../nodes/defaults";

/** Namespace of the download Jobs: `kserve.localmodel.jobNamespace`, default of KServe. */
export const CACHE_JOB_NAMESPACE = "kserve-localmodel-jobs";

/** ServiceAccount of the download Jobs: KServe 0.20 gives their pods none, so it is that of the namespace. */
export const CACHE_JOB_SERVICE_ACCOUNT = "default";

/** Nodes that keep models on their disks. */
export interface CacheNodeGroup {
  /** Pool of the nodes, one with `modelCache`; a platform sets that itself. */
  readonly pool: string;
  /** How much of the disk of a node the models may take. */
  readonly storageLimit: Memory;
}

/** One model that nodes keep. */
export interface CachedModel {
  /** Where it comes from; a ModelService with this URI, or with a path below it, is served from the node. Immutable. */
  readonly uri: string;
  /** Size of its files, rounded up. */
  readonly size: Memory;
  /** Node groups that keep it, by name. At least one. */
  readonly nodeGroups: readonly string[];
}

/** Whether a URI is that of a folder or lies below it: then KServe serves it from the cache of that folder. */
export function holdsUri(folder: string, uri: string): boolean {
  const whole = (text: string): string => `${text.replace(/\/*$/, "")}/`;
  return whole(uri).startsWith(whole(folder));
}

/** Spec of a `LocalModelNodeGroup` (`serving.kserve.io/v1alpha1`). */
export interface LocalModelNodeGroupSpec {
  readonly storageLimit: string;
  readonly persistentVolumeSpec: types.input.core.v1.PersistentVolumeSpec;
  readonly persistentVolumeClaimSpec: types.input.core.v1.PersistentVolumeClaimSpec;
}

/** Spec of a `LocalModelCache` (`serving.kserve.io/v1alpha1`). */
export interface LocalModelCacheSpec {
  readonly sourceModelUri: string;
  readonly modelSize: string;
  readonly nodeGroups: readonly string[];
}

/** A node group: KServe makes one volume a model from it, on every node of the pool at the same path. */
export function planNodeGroup({ pool, storageLimit }: CacheNodeGroup): LocalModelNodeGroupSpec {
  const accessModes = ["ReadWriteOnce"];
  return {
    storageLimit,
    persistentVolumeSpec: {
      accessModes,
      volumeMode: "Filesystem",
      capacity: { storage: storageLimit },
      storageClassName: "",
      persistentVolumeReclaimPolicy: "Delete",
      local: { path: MODEL_FOLDER },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: NODE_POOL_LABEL, operator: "In", values: [pool] }] },
          ],
        },
      },
    },
    persistentVolumeClaimSpec: {
      accessModes,
      storageClassName: "",
      resources: { requests: { storage: storageLimit } },
    },
  };
}

/** A model that nodes keep. */
export function planCachedModel({ uri, size, nodeGroups }: CachedModel): LocalModelCacheSpec {
  return { sourceModelUri: uri, modelSize: size, nodeGroups };
}

/** Values of `kserve-localmodel-resources`: images from the mirror. Its other values are those of the KServe controller. */
export function cacheValues(artifacts: Artifacts | undefined): ChartValues {
  const image = (name: string): ChartValues => ({
    controller: { image: imageRepository(`docker.io/kserve/${name}`, artifacts) },
  });
  return {
    kserve: {
      localmodel: image("kserve-localmodel-controller"),
      localmodelnode: image("kserve-localmodelnode-agent"),
    },
  };
}
