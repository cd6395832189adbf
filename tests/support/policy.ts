import * as sdk from "@pulumi/policy";
import type {
  EnforcementLevel,
  ResourceValidationArgs,
  ResourceValidationPolicy,
} from "@pulumi/policy";
import * as sdkProxy from "@pulumi/policy/proxy";

import { toPolicies } from "../../policy/frame/adapter";
import type { Environment } from "../../policy/frame/environment";
import type { PackRule } from "../../policy/frame/rule";
import { rules as packRules } from "../../policy/pack";

/** A resource as a test recorded it: its type token, name and inputs. */
export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  /** Inputs of its provider, where the test knows them. */
  readonly provider?: Readonly<Record<string, unknown>>;
}

/** A violation that the pack reported. */
export interface Finding {
  /** Id of the policy. */
  readonly policy: string;
  /** `policy[sub-rule]`. */
  readonly finding: string;
  readonly level: EnforcementLevel;
  /** Name of the resource. */
  readonly resource: string;
  readonly message: string;
}

/** What differs from a plain run of the whole pack. */
export interface RunOptions {
  readonly rules?: readonly PackRule[];
  /** Policy configuration: id of the policy, then its properties. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What a property holds during preview when its value is not known yet: the sentinel of the SDK. */
export const unknownValue: string = String(Reflect.get(sdkProxy, "unknownStringValue"));

/**
 * Runs the pack over recorded resources as the policy server does: properties behind the SDK's own
 * proxy for unknowns, disabled policies left out. It proves what the rules say of these inputs, not
 * what the provider's Check would add to them.
 */
export function runPack(
  resources: readonly RecordedResource[],
  environment: Environment,
  options: RunOptions = {},
): readonly Finding[] {
  const policies = toPolicies(options.rules ?? packRules, environment).filter(
    (policy) => policy.enforcementLevel !== "disabled",
  );
  return resources.flatMap((resource) =>
    policies.flatMap((policy) => runPolicy(policy, resource, options.config?.[policy.name] ?? {})),
  );
}

/** Whether the policy `id` reads resources of this type at all. */
export function isApplicable(id: string, resource: RecordedResource): boolean {
  const [policy] = toPolicies(
    packRules.filter((rule) => rule.id === id),
    "prod",
  );
  if (policy === undefined) {
    throw new Error(`no rule "${id}" in policy/pack.ts`);
  }
  try {
    validate(policy, resource, {}, () => undefined);
    return true;
  } catch (error) {
    if (error instanceof NotApplicableError) {
      return false;
    }
    throw error;
  }
}

class NotApplicableError extends Error {}

function runPolicy(
  policy: ResourceValidationPolicy,
  resource: RecordedResource,
  config: Readonly<Record<string, unknown>>,
): readonly Finding[] {
  const findings: Finding[] = [];
  try {
    validate(policy, resource, config, (violation) => {
      findings.push(toFinding(policy, resource, violation));
    });
  } catch (error) {
    if (!(error instanceof NotApplicableError)) {
      throw error;
    }
  }
  return findings;
}

function validate(
  policy: ResourceValidationPolicy,
  resource: RecordedResource,
  config: Readonly<Record<string, unknown>>,
  onViolation: (violation: unknown) => void,
): void {
  const validations = [policy.validateResource ?? []].flat();
  for (const validation of validations) {
    void validation(validationArgs(resource, config), onViolation);
  }
}

function validationArgs(
  resource: RecordedResource,
  config: Readonly<Record<string, unknown>>,
): ResourceValidationArgs {
  const urn = `urn:pulumi:test::inference-platform::${resource.type}::${resource.name}`;
  return {
    type: resource.type,
    name: resource.name,
    urn,
    props: proxied(resource.props),
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      additionalSecretOutputs: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    },
    ...(resource.provider === undefined
      ? {}
      : {
          provider: {
            type: "pulumi:providers:aws",
            name: "aws",
            urn: "urn:pulumi:test::inference-platform::pulumi:providers:aws::aws",
            props: proxied(resource.provider),
          },
        }),
    stackTags: new Map(),
    isType: () => false,
    asType: () => undefined,
    getConfig: () => config as never,
    notApplicable: (reason) => {
      throw new NotApplicableError(reason);
    },
  };
}

function proxied(props: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const wrap: unknown = Reflect.get(sdk, "unknownCheckingProxy");
  if (typeof wrap !== "function") {
    throw new Error(
      "@pulumi/policy exports no unknownCheckingProxy: its unknowns cannot be tested",
    );
  }
  const wrapped: unknown = wrap.call(undefined, structuredClone(props));
  if (!isRecord(wrapped)) {
    throw new Error("unknownCheckingProxy returned no object");
  }
  return wrapped;
}

function toFinding(
  policy: ResourceValidationPolicy,
  resource: RecordedResource,
  violation: unknown,
): Finding {
  const { message, enforcementLevel } = isRecord(violation) ? violation : {};
  if (typeof message !== "string") {
    throw new Error("a rule reported something that is no violation");
  }
  return {
    policy: policy.name,
    finding: message.split(": ", 1).join(""),
    level: (isLevel(enforcementLevel) ? enforcementLevel : policy.enforcementLevel) ?? "advisory",
    resource: resource.name,
    message,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isLevel(value: unknown): value is EnforcementLevel {
  return value === "advisory" || value === "mandatory";
}
