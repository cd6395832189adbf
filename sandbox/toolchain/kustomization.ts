import * as fs from "node:fs/promises";
import * as path from "node:path";
import { parse } from "yaml";

import type { ManifestObject } from "./manifest-object";

/** The parts of a `kustomization.yaml` that the pinned modules use and that change what is applied. */
interface Kustomization {
  readonly resources?: readonly string[];
  readonly images?: readonly ImageChange[];
}

/** One entry of `images`: containers of image `name` get `newName:newTag`. */
export interface ImageChange {
  readonly name: string;
  readonly newName: string;
  readonly newTag: string;
}

/** Files that the `kustomization.yaml` of a folder lists, those of listed folders included, and its image changes. */
export async function readKustomization(
  folder: string,
): Promise<{ files: string[]; images: readonly ImageChange[] }> {
  const text = await fs.readFile(path.join(folder, "kustomization.yaml"), "utf8");
  const { resources = [], images = [] } = parse(text) as Kustomization;
  const files: string[] = [];
  for (const resource of resources) {
    const target = path.join(folder, resource);
    if (resource.endsWith(".yaml")) files.push(target);
    else files.push(...(await readKustomization(target)).files);
  }
  return { files, images };
}

/** A copy of the object in which every `image` field is changed as the `kustomization.yaml` says. */
export function withImages(object: ManifestObject, images: readonly ImageChange[]): ManifestObject {
  const byName = new Map(images.map((change) => [change.name, change]));
  const replace = (key: string, value: unknown): unknown => {
    if (key !== "image" || typeof value !== "string") return value;
    const change = byName.get(value.slice(0, value.lastIndexOf(":")));
    return change === undefined ? value : `${change.newName}:${change.newTag}`;
  };
  return JSON.parse(JSON.stringify(object, replace)) as ManifestObject;
}
