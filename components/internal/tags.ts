import type { Input } from "@pulumi/pulumi";

/** AWS tags: set on every taggable resource that a component makes. */
export type Tags = Readonly<Record<string, Input<string>>>;

/** The caller's tags with a `Name`, which the AWS console shows first. */
export function named(tags: Tags | undefined, name: string): Record<string, Input<string>> {
  return { ...tags, Name: name };
}
