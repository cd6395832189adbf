import * as fs from "node:fs";

import type { SandboxPaths } from "../paths";
import type { ManifestObject } from "../toolchain/manifest-object";
import { applyObjects } from "./apply";
import { certificateFiles } from "./certificates";
import { asJsonObject } from "./json-merge";
import { loopback } from "./ports";
import { certificatesFolder } from "./probe";

/** Registers webhooks of a controller that runs outside the cluster, on a port of loopback. */
export async function applyWebhooks(
  paths: SandboxPaths,
  registrations: readonly ManifestObject[],
  port: number,
): Promise<void> {
  const { ca } = certificateFiles(certificatesFolder(paths));
  const caBundle = fs.readFileSync(ca).toString("base64");
  await applyObjects(
    paths.kubeconfig,
    registrations.map((registration) => reachableAt(registration, port, caBundle)),
  );
}

/** The registration with a loopback address in place of a Service. */
export function reachableAt(
  registration: ManifestObject,
  port: number,
  caBundle: string,
): ManifestObject {
  const registered = registration["webhooks"];
  const changed = (Array.isArray(registered) ? registered : []).map((entry) => {
    const hook = asJsonObject(entry);
    const { path: servicePath } = asJsonObject(asJsonObject(hook["clientConfig"])["service"]);
    if (typeof servicePath !== "string") {
      throw new Error(`webhook configuration ${registration.metadata.name} names no path`);
    }
    const url = `https://${loopback}:${port}${servicePath}`;
    return { ...hook, clientConfig: { url, caBundle } };
  });
  return { ...registration, webhooks: changed };
}
