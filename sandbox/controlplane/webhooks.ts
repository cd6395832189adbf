import type { ManifestObject } from "../toolchain/manifest-object";
import { asJsonObject } from "./json-merge";
import { loopback } from "./ports";

/** The registration with a loopback address in place of a Service: the controller runs outside the cluster. */
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
