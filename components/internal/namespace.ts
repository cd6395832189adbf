import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Levels of the Pod Security Standards that a namespace can enforce. */
export type PodSecurityLevel = "privileged" | "baseline" | "restricted";

/** Registers a namespace that enforces a Pod Security level. */
export function createNamespace(
  resourceName: string,
  namespace: string,
  level: PodSecurityLevel,
  opts: pulumi.CustomResourceOptions,
  labels: Readonly<Record<string, string>> = {},
): kubernetes.core.v1.Namespace {
  return new kubernetes.core.v1.Namespace(
    resourceName,
    {
      metadata: {
        name: namespace,
        labels: {
          "app.kubernetes.io/part-of": "inference-platform",
          "pod-security.kubernetes.io/enforce": level,
          "pod-security.kubernetes.io/warn": level,
          ...labels,
        },
      },
    },
    opts,
  );
}
