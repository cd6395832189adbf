import type { types } from "@pulumi/kubernetes";

import type { Problem } from "../internal/problems";

/** One key of a Secret in the namespace of the model. The value itself is in no argument, state or log. */
export interface SecretKey {
  /** Name of the Secret. */
  readonly secret: string;
  /** Key in it. */
  readonly key: string;
}

/** An environment variable that takes its value from a Secret. */
export function secretVariable(
  name: string,
  { secret, key }: SecretKey,
): types.input.core.v1.EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

/** Problems of a reference to a Secret: its name is a DNS-1123 subdomain, its key a file name. */
export function secretKeyProblems(path: string, { secret, key }: SecretKey): Problem[] {
  const problems: Problem[] = [];
  if (secret.length > 253 || !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(secret)) {
    problems.push({
      path: `${path}.secret`,
      reason:
        'is not the name of a Secret. Write the name, not the value: lower-case letters, digits, "-" and ".", for instance hugging-face.',
    });
  }
  if (key.length > 253 || !/^[-._a-zA-Z0-9]+$/.test(key)) {
    problems.push({
      path: `${path}.key`,
      reason:
        'is not a key of a Secret. Write the key, not the value: letters, digits, "-", "_" and ".", for instance token.',
    });
  }
  return problems;
}
