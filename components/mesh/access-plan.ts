import {
  needsCredential,
  type TenantAccess,
  type TenantAccesses,
  type TokenIssuer,
} from "./access-args";
import { apiKeyAuthorizer, callerHeaders, GATEWAY_NAME } from "./defaults";
import { modelHosts, tenantHosts, type GatewayHosts } from "./hosts";

/** The gateway as far as its policies follow from it. */
export interface ProtectedGateway extends GatewayHosts {
  /** Whether port 80 answers with a redirect to https. */
  readonly redirectHttp: boolean;
}

interface TargetRef {
  readonly group: "gateway.networking.k8s.io";
  readonly kind: "Gateway";
  readonly name: string;
}

/** Spec of a RequestAuthentication (`security.istio.io/v1`), as far as this platform sets it. */
export interface RequestAuthenticationSpec {
  readonly targetRefs: readonly TargetRef[];
  readonly jwtRules: readonly {
    readonly issuer: string;
    readonly jwksUri?: string;
    readonly jwks?: string;
    readonly outputClaimToHeaders: readonly { readonly header: string; readonly claim: string }[];
  }[];
}

interface AuthorizationRule {
  readonly from?: readonly {
    readonly source: {
      readonly requestPrincipals?: readonly string[];
      readonly serviceAccounts?: readonly string[];
    };
  }[];
  readonly to: readonly {
    readonly operation: {
      readonly hosts?: readonly string[];
      readonly methods?: readonly string[];
      readonly paths?: readonly string[];
      readonly ports?: readonly string[];
    };
  }[];
  readonly when?: readonly { readonly key: string; readonly values: readonly string[] }[];
}

/** Spec of an AuthorizationPolicy (`security.istio.io/v1`), as far as this platform sets it. */
export interface AuthorizationPolicySpec {
  readonly action: "ALLOW" | "CUSTOM";
  readonly provider?: { readonly name: string };
  readonly targetRefs?: readonly TargetRef[];
  readonly selector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly rules: readonly AuthorizationRule[];
}

/** What the authorizer says of a request whose key it accepts: metadata inside the proxy, which callers cannot send. */
const grantedTenant = "experimental.envoy.filters.http.ext_authz[tenant]";

const targetRefs: readonly TargetRef[] = [
  { group: "gateway.networking.k8s.io", kind: "Gateway", name: GATEWAY_NAME },
];

/**
 * The issuers whose tokens the gateway checks, each once: Istio checks tokens for the whole gateway, and which host they
 * open is said by `tenantPolicy`. `undefined` where there is none.
 */
export function tokenAuthentication(
  tenants: TenantAccesses,
): RequestAuthenticationSpec | undefined {
  const issuers = new Map(
    Object.values(tenants)
      .flatMap(({ access }) => access?.tokens ?? [])
      .map((token) => [token.issuer, token] as const),
  );
  if (issuers.size === 0) return undefined;
  return {
    targetRefs,
    jwtRules: [...issuers.values()].map(({ issuer, jwksUri, jwks }) => ({
      issuer,
      ...(jwksUri !== undefined && { jwksUri }),
      ...(jwks !== undefined && { jwks }),
      outputClaimToHeaders: [{ header: callerHeaders.subject, claim: "sub" }],
    })),
  };
}

/** Sends requests with an API key to the authorizer, before anything else is asked. `undefined` where no tenant has keys. */
export function apiKeyPolicy(
  gateway: ProtectedGateway,
  tenants: TenantAccesses,
): AuthorizationPolicySpec | undefined {
  const hosts = Object.entries(tenants).flatMap(([tenant, { access }]) =>
    access?.apiKeys === undefined ? [] : tenantHosts(gateway, tenant, access.hosts),
  );
  if (hosts.length === 0) return undefined;
  return {
    action: "CUSTOM",
    provider: { name: apiKeyAuthorizer.provider },
    targetRefs,
    rules: [
      {
        to: [{ operation: { hosts } }],
        when: [{ key: `request.headers[${callerHeaders.apiKey}]`, values: ["*"] }],
      },
    ],
  };
}

/**
 * What opens the hosts of a tenant. As soon as one such policy exists the gateway refuses what none allows, so a tenant that
 * is open to all has one too.
 */
export function tenantPolicy(
  gateway: ProtectedGateway,
  tenant: string,
  access: TenantAccess = {},
): AuthorizationPolicySpec {
  const to = [{ operation: { hosts: tenantHosts(gateway, tenant, access.hosts) } }];
  if (!needsCredential(access)) return { action: "ALLOW", targetRefs, rules: [{ to }] };
  const readiness = access.openReadiness ?? [];
  return {
    action: "ALLOW",
    targetRefs,
    rules: [
      ...(access.tokens ?? []).map((token) => ({ ...tokenRule(token), to })),
      ...(access.apiKeys === undefined
        ? []
        : [{ to, when: [{ key: grantedTenant, values: [tenant] }] }]),
      ...readiness.map((model) => ({
        to: [
          {
            operation: {
              hosts: modelHosts(gateway, tenant, model),
              methods: ["GET"],
              paths: [`/v2/models/${model}/ready`],
            },
          },
        ],
      })),
    ],
  };
}

function tokenRule({
  issuer,
  audiences,
  claims = {},
}: TokenIssuer): Pick<AuthorizationRule, "from" | "when"> {
  const when = [
    ...(audiences === undefined ? [] : [{ key: "request.auth.audiences", values: audiences }]),
    ...Object.entries(claims).map(([claim, values]) => ({
      key: `request.auth.claims[${claim}]`,
      values,
    })),
  ];
  return { from: [{ source: { requestPrincipals: [`${issuer}/*`] } }], when };
}

/** Lets the redirect to https answer: it is all that port 80 does. */
export function redirectPolicy(): AuthorizationPolicySpec {
  return { action: "ALLOW", targetRefs, rules: [{ to: [{ operation: { ports: ["80"] } }] }] };
}
