import * as pulumi from "@pulumi/pulumi";

/**
 * The Kubernetes minor of the control plane that this stack deployed last, from its own outputs; `undefined` before the
 * first deployment. EKS upgrades one minor at a time and never back, and says so only minutes into an update.
 */
export async function readDeployedVersion(): Promise<string | undefined> {
  const stack = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
  const self = new pulumi.StackReference("deployed", { name: stack });
  const platform: { readonly value?: unknown } = await self.getOutputDetails("platform");
  return kubernetesVersionOf(platform.value);
}

/** `kubernetesVersion` of a `platform` output, which an older release of this program may not have. */
export function kubernetesVersionOf(platform: unknown): string | undefined {
  if (typeof platform !== "object" || platform === null) return undefined;
  const version: unknown = Reflect.get(platform, "kubernetesVersion");
  return typeof version === "string" ? version : undefined;
}
