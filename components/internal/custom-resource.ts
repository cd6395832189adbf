import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** A custom resource with a typed spec: the compiler checks the fields that `CustomResource` would take as `any`. */
export interface CustomResourceManifest<Spec extends object> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: pulumi.Input<kubernetes.types.input.meta.v1.ObjectMeta>;
  readonly spec: Spec;
}

/** Registers a typed custom resource. */
export function customResource<Spec extends object>(
  name: string,
  manifest: CustomResourceManifest<Spec>,
  opts: pulumi.CustomResourceOptions,
): kubernetes.apiextensions.CustomResource {
  return new kubernetes.apiextensions.CustomResource(name, { ...manifest }, opts);
}
