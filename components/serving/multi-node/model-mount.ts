import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { MODEL_PATH } from "../runtimes/runtime";

/** The model as a volume of a pod, and where its container sees it. */
export interface ModelMount {
  readonly volume: types.input.core.v1.Volume;
  readonly mount: types.input.core.v1.VolumeMount;
}

/** Folder of an image in which a model lies: KServe's convention, so that one image serves on one node and on several. */
const IMAGE_FOLDER = "models";

/** Mounts a folder of a claim, or an image, read-only. A source that becomes known later is a claim. */
export function modelMount(source: pulumi.Input<string>): ModelMount {
  if (typeof source === "string" && source.startsWith("oci://")) {
    const reference = source.slice("oci://".length);
    return mounted({ image: { reference, pullPolicy: "IfNotPresent" } }, IMAGE_FOLDER);
  }
  if (typeof source === "string") {
    const { claimName, folder } = claimOf(source);
    return mounted({ persistentVolumeClaim: { claimName } }, folder);
  }
  const claim = pulumi.output(source).apply(claimOf);
  return mounted({ persistentVolumeClaim: { claimName: claim.claimName } }, claim.folder);
}

function mounted(
  volume: Omit<types.input.core.v1.Volume, "name">,
  subPath: pulumi.Input<string>,
): ModelMount {
  return {
    volume: { name: "model", ...volume },
    mount: { name: "model", mountPath: MODEL_PATH, subPath, readOnly: true },
  };
}

/** `pvc://models/large/3/` → claim `models`, folder `large/3`. */
function claimOf(uri: string): { readonly claimName: string; readonly folder: string } {
  const [claimName = "", ...folders] = uri.slice("pvc://".length).split("/");
  return { claimName, folder: folders.filter((folder) => folder !== "").join("/") };
}
