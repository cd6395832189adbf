/** Access by tenant: every tenant of a gateway; without `access` it is open to all. */
export type TenantAccesses = Readonly<Record<string, { readonly access?: TenantAccess }>>;

/** Who may ask the models of a tenant, and how often. */
export interface TenantAccess {
  /**
   * Further hosts of the tenant, beside `*-<tenant>.<domain>`: exact hosts of the gateway, or hosts below one of its domains.
   * Default: none.
   */
  readonly hosts?: readonly string[];
  /** Issuers whose tokens (JWT, as `Authorization: Bearer`) open the models. Default: none. */
  readonly tokens?: readonly TokenIssuer[];
  /** Clients whose keys (header `x-api-key`) open the models. Default: none. */
  readonly apiKeys?: ApiKeys;
  /**
   * Triton models for which anyone who reaches the gateway may ask whether they are ready
   * (`GET /v2/models/<model>/ready`), without a credential. Default: none.
   */
  readonly openReadiness?: readonly string[];
  /** Most requests of all models together. Default: no limit. */
  readonly limit?: RequestLimit;
  /** Limits of single models, by name of the service. Default: none. */
  readonly models?: Readonly<Record<string, ModelAccess>>;
}

/** Tokens of one issuer that open the models. Needs `audiences` or `claims`: an issuer has tokens for others too. */
export interface TokenIssuer {
  /** Claim `iss`, an https URL, exactly as in the tokens. */
  readonly issuer: string;
  /** https URL of the issuer's public keys. Default: found by OpenID discovery below `issuer`. istiod fetches it. */
  readonly jwksUri?: string;
  /** The public keys themselves, a JSON Web Key Set as text, in place of `jwksUri`. */
  readonly jwks?: string;
  /** One of them must be in the claim `aud`. Default: not asked. */
  readonly audiences?: readonly string[];
  /** Claims that must have one of these values, for instance `{ groups: ["fraud"] }`. Default: not asked. */
  readonly claims?: Readonly<Record<string, readonly string[]>>;
}

/** API keys by their SHA-256 hashes. The keys themselves, 32 random characters or more, are known to the clients alone. */
export interface ApiKeys {
  /** SHA-256 of a client's key, as 64 hexadecimal digits, by name of the client. Default: none. */
  readonly clients?: Readonly<Record<string, string>>;
  /**
   * Secret in the namespace of the gateway whose entry `keys.json` is a JSON object with further hashes by client. It must
   * exist; after a change of its contents the authorizer has to be restarted. Default: none.
   */
  readonly secretName?: string;
}

/** A limit by the token bucket: `requests` tokens come `per` time, and `burst` can be saved up. */
export interface RequestLimit {
  /** Whole number from 1. */
  readonly requests: number;
  readonly per: "second" | "minute";
  /** Most requests at once. Default: `requests`. */
  readonly burst?: number;
}

/** Limits of one model. */
export interface ModelAccess {
  /** Most requests of this model, within those of the tenant. Default: no limit of its own. */
  readonly limit?: RequestLimit;
  /**
   * Largest request in MiB, 1 to 1024: a larger one gets status 413, and one that does not say how long it is 411. gRPC says no
   * lengths and is not limited. Default: none; Triton refuses HTTP bodies above 64 MB itself.
   */
  readonly maxRequestMiB?: number;
}

/** Whether a credential is needed for the models of a tenant. */
export function needsCredential(access: TenantAccess): boolean {
  return access.tokens !== undefined || access.apiKeys !== undefined;
}
