/** Which resources a rule reads: an AWS type token, or kinds of a Kubernetes API group. */
export type ResourceSelector =
  string | { readonly apiGroup: string; readonly kinds: readonly string[] };

/** A Kubernetes type token in its parts; `core` is the group of Pod and Service. */
interface KubernetesType {
  readonly apiGroup: string;
  readonly kind: string;
}

const kubernetesToken = /^kubernetes:([^:/]+)\/[^:/]+:([A-Za-z0-9]+)$/;

/**
 * The group and kind of `kubernetes:<group>/<version>:<kind>`, built-in or custom; `undefined` for
 * any other token. The version is left out on purpose: a rule holds for v1beta1 and v1 alike.
 */
function kubernetesType(token: string): KubernetesType | undefined {
  const [, apiGroup, kind] = kubernetesToken.exec(token) ?? [];
  return apiGroup === undefined || kind === undefined ? undefined : { apiGroup, kind };
}

/** The kind of a Kubernetes type token; empty for any other token. */
export function kindOf(token: string): string {
  return kubernetesType(token)?.kind ?? "";
}

/** Whether one of `selectors` covers the type `token`. */
export function matchesType(selectors: readonly ResourceSelector[], token: string): boolean {
  const kubernetes = kubernetesType(token);
  return selectors.some((selector) =>
    typeof selector === "string"
      ? selector === token
      : selector.apiGroup === kubernetes?.apiGroup && selector.kinds.includes(kubernetes.kind),
  );
}

/** A selector as people write it, for instance `serving.kserve.io InferenceService`. */
export function describeSelector(selector: ResourceSelector): string {
  return typeof selector === "string"
    ? selector
    : `${selector.apiGroup} ${selector.kinds.join(", ")}`;
}
