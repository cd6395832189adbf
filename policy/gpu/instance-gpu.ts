import { findInstanceType } from "@inference-platform/components/nodes/instance-types";

/**
 * Whether an EC2 type has a GPU, whole or fractional. A type that the table does not have counts as
 * one where its family is named g, gr or p and a number: AWS uses them for GPU families only.
 */
export function isGpuInstanceType(name: string): boolean {
  const type = findInstanceType(name);
  return type === undefined ? /^(?:g|gr|p)\d/.test(name) : type.acceleratorKind === "nvidia-gpu";
}
