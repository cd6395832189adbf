import { randomHex } from "../naming";
import { asString, type Properties } from "../properties";

/** Makes ids such as `vpc-0a1b2c3d4e5f67890`, 17 hexadecimal digits as EC2 gives them. */
export function randomId(prefix: string): () => string {
  return () => `${prefix}-${randomHex(17)}`;
}

/** Uses the inputs themselves as the id, joined with `:`. */
export function idFrom(...names: string[]): (inputs: Properties) => string {
  return (inputs) => names.map((name) => text(inputs, name)).join(":");
}

/** The input `name` as text; empty where it is absent. */
export function text(inputs: Properties, name: string): string {
  const value = inputs[name];
  return asString(value) ?? (typeof value === "number" ? String(value) : "");
}
