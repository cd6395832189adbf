import * as fs from "node:fs/promises";
import * as path from "node:path";
import { parse } from "yaml";

/** Files that the `kustomization.yaml` of a folder lists, those of listed folders included. */
export async function kustomizedFiles(folder: string): Promise<string[]> {
  const text = await fs.readFile(path.join(folder, "kustomization.yaml"), "utf8");
  const { resources = [] } = parse(text) as { readonly resources?: readonly string[] };
  const files: string[] = [];
  for (const resource of resources) {
    const target = path.join(folder, resource);
    if (resource.endsWith(".yaml")) files.push(target);
    else files.push(...(await kustomizedFiles(target)));
  }
  return files;
}
