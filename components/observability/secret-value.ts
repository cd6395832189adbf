import * as pulumi from "@pulumi/pulumi";

import { secretKeyProblems, type SecretKey } from "../serving/secret-key";
import type { Problem } from "../internal/problems";

/**
 * A secret: its value, as a Pulumi secret, or the name of a Secret in the namespace `monitoring` that others keep there
 * and the key in it. A value goes into a Secret and the encrypted state, and into no chart value.
 */
export type SecretValue = pulumi.Input<string> | SecretKey;

/** Whether a secret is kept by others. */
function isSecretKey(value: SecretValue): value is SecretKey {
  return (
    typeof value === "object" &&
    !pulumi.Output.isInstance(value) &&
    !(value instanceof Promise) &&
    "secret" in value
  );
}

/** Problems of a secret. Its value is in none of them. */
export function secretValueProblems(path: string, value: SecretValue): Problem[] {
  if (isSecretKey(value)) return secretKeyProblems(path, value);
  if (value !== "") return [];
  return [{ path, reason: "is empty. Write the value as a secret, or the name of a Secret." }];
}

/** Where a secret lies in the cluster once it is there. */
export interface PlacedSecret extends SecretKey {
  /** What to put there; `undefined` where others do. */
  readonly value?: pulumi.Input<string>;
}

/** Places a secret: where it is already, or below `key` in the Secret `secret`, which the caller makes. */
export function placeSecret(value: SecretValue, secret: string, key: string): PlacedSecret {
  return isSecretKey(value) ? { secret: value.secret, key: value.key } : { secret, key, value };
}
