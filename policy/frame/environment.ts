/** The environments that a stack can belong to, from the most permissive to the strictest. */
export const environments = ["dev", "staging", "prod"] as const;

/** The environment whose enforcement levels and defaults apply to a stack. */
export type Environment = (typeof environments)[number];

/** The environment of a stack, and why it was chosen where that is not obvious. */
export interface EnvironmentProfile {
  readonly environment: Environment;
  /** Present where the stack did not name a known environment and `prod` was assumed. */
  readonly note?: string;
}

/**
 * The environment of a stack: stack configuration `inference-platform:environment`, else the name
 * of the stack. A value that is not a known environment is treated as `prod`, the strictest, so
 * that a typo never switches a policy off.
 */
export function resolveEnvironment(
  configured: string | undefined,
  stack: string,
): EnvironmentProfile {
  const named = configured ?? stack;
  const environment = environments.find((candidate) => candidate === named);
  if (environment !== undefined) {
    return { environment };
  }
  const origin =
    configured === undefined
      ? `stack name "${stack}"`
      : `configuration inference-platform:environment "${configured}"`;
  return {
    environment: "prod",
    note:
      `${origin} is not one of ${environments.join(", ")}: the prod profile applies. ` +
      `Fix: pulumi config set inference-platform:environment <${environments.join("|")}>.`,
  };
}
