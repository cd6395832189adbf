import type * as pulumi from "@pulumi/pulumi";

import type { Artifacts } from "../internal/artifacts";
import { customResource } from "../internal/custom-resource";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { needsCredential, type TenantAccesses } from "./access-args";
import {
  apiKeyPolicy,
  redirectPolicy,
  tenantPolicy,
  tokenAuthentication,
  type AuthorizationPolicySpec,
  type ProtectedGateway,
} from "./access-plan";
import { accessProblems } from "./access-rules";
import { createApiKeyAuthorizer } from "./api-key-authorizer";
import { authorizerFiles } from "./authorizer-plan";
import type { EnvoyFilterSpec } from "./envoy-filter";
import { requestSizeFilter } from "./size-plan";
import { callerHeadersFilter, limitsFilter } from "./traffic-plan";

/** Arguments of `GatewayAccess`. */
export interface GatewayAccessArgs {
  /** The gateway: an `InferenceGateway`. */
  readonly gateway: ProtectedGateway & {
    /** Namespace of the gateway. */
    readonly namespace: pulumi.Input<string>;
    /** Its proxies, between which limits are divided. */
    readonly replicas: number;
  };
  /**
   * Every tenant of the gateway by name, `{}` for one that is open to all: where one needs a credential, the gateway refuses
   * hosts that belong to none.
   */
  readonly tenants: TenantAccesses;
  /** Pool on which the authorizer of API keys runs. Default: `system`. */
  readonly systemPool?: string;
  /** Mirrors of images. Default: the original places. */
  readonly artifacts?: Artifacts;
}

/**
 * Who may ask which models through the gateway, and how often: tokens of issuers, API keys, limits of requests and of their
 * size. A request without what its host needs gets status 401 or 403, one too many 429. Needs `InferenceGateway` and, with
 * API keys, `ServiceMesh` with `apiKeys`.
 *
 * @throws pulumi.InputPropertiesError naming each wrong host, issuer, hash and limit; nothing is registered then.
 */
export class GatewayAccess extends PlatformComponent {
  /** Tenants whose models need a credential. */
  readonly protectedTenants: readonly string[];

  readonly #name: string;
  readonly #args: GatewayAccessArgs;

  constructor(name: string, args: GatewayAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`GatewayAccess "${name}"`, accessProblems(args.gateway, args.tenants));
    super("GatewayAccess", name, args, opts);
    this.#name = name;
    this.#args = args;
    const { gateway, tenants } = args;

    this.protectedTenants = Object.keys(tenants).filter((tenant) =>
      needsCredential(tenants[tenant]?.access ?? {}),
    );
    if (this.protectedTenants.length > 0) this.#protect();
    this.#filter("limits", limitsFilter(gateway, tenants, gateway.replicas));
    this.#filter("request-sizes", requestSizeFilter(gateway, tenants));
    this.registerOutputs({ protectedTenants: this.protectedTenants });
  }

  /** The rules are in force before the policies that trust them. */
  #protect(): void {
    const { gateway, tenants, systemPool = "system", artifacts } = this.#args;
    const files = authorizerFiles(gateway, tenants);
    const before: pulumi.Resource[] = this.#filter("caller-headers", callerHeadersFilter());
    if (files !== undefined) {
      before.push(
        createApiKeyAuthorizer(
          `${this.#name}-authorizer`,
          { namespace: gateway.namespace, files, systemPool, artifacts },
          { parent: this },
        ),
      );
    }
    const authentication = tokenAuthentication(tenants);
    if (authentication !== undefined) {
      before.push(
        customResource(
          `${this.#name}-tokens`,
          {
            apiVersion: "security.istio.io/v1",
            kind: "RequestAuthentication",
            metadata: { name: "tokens", namespace: gateway.namespace },
            spec: authentication,
          },
          { parent: this },
        ),
      );
    }
    const keys = apiKeyPolicy(gateway, tenants);
    if (keys !== undefined) before.push(this.#policy("api-keys", keys, before));
    for (const [tenant, { access }] of Object.entries(tenants)) {
      this.#policy(`tenant-${tenant}`, tenantPolicy(gateway, tenant, access), before);
    }
    if (gateway.redirectHttp) this.#policy("redirect", redirectPolicy(), before);
  }

  #policy(
    policy: string,
    spec: AuthorizationPolicySpec,
    dependsOn: readonly pulumi.Resource[],
  ): pulumi.Resource {
    return customResource(
      `${this.#name}-${policy}`,
      {
        apiVersion: "security.istio.io/v1",
        kind: "AuthorizationPolicy",
        metadata: { name: policy, namespace: this.#args.gateway.namespace },
        spec,
      },
      { parent: this, dependsOn: [...dependsOn] },
    );
  }

  #filter(filter: string, spec: EnvoyFilterSpec | undefined): pulumi.Resource[] {
    if (spec === undefined) return [];
    return [
      customResource(
        `${this.#name}-${filter}`,
        {
          apiVersion: "networking.istio.io/v1alpha3",
          kind: "EnvoyFilter",
          metadata: { name: filter, namespace: this.#args.gateway.namespace },
          spec,
        },
        { parent: this },
      ),
    ];
  }
}
