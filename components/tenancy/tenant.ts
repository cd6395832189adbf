import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { createNamespace } from "../internal/namespace";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { TENANT_LABEL, TENANT_SERVICE_ACCOUNT, tenantDefaults } from "./defaults";
import { quotaLimits, tenantNetworkPolicies, type TenantQuota } from "./plan";
import { tenantProblems } from "./rules";

/** Arguments of `Tenant`. */
export interface TenantArgs {
  /** Name of the team: its namespace and a part of its host names. At most 30 characters. */
  readonly tenant: string;
  /** What all its pods together may use. */
  readonly quota: TenantQuota;
  /** MIG profiles that the GPU pools offer: what the quota does not grant of them is forbidden. Default: none. */
  readonly migProfiles?: readonly string[];
}

/**
 * A namespace for one team: Pod Security `restricted`, sidecars injected, a quota, defaults for containers that ask for
 * nothing, and no traffic but what serving needs.
 *
 * @throws pulumi.InputPropertiesError for a name that is taken by the platform or a quota that is none.
 */
export class Tenant extends PlatformComponent {
  /** Namespace of the tenant. */
  readonly namespace: pulumi.Output<string>;
  /** Name of the tenant. */
  readonly tenant: string;
  /** ServiceAccount of the tenant's models: no token is mounted, no right is bound. */
  readonly serviceAccountName: pulumi.Output<string>;

  constructor(name: string, args: TenantArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`Tenant "${name}"`, tenantProblems(args));
    super("Tenant", name, args, opts);

    const namespace = createNamespace(
      `${name}-namespace`,
      args.tenant,
      "restricted",
      { parent: this },
      { [TENANT_LABEL]: args.tenant, "istio-injection": "enabled" },
    );
    this.tenant = args.tenant;
    this.namespace = namespace.metadata.name;
    this.#createLimits(name, args);
    this.#createNetworkPolicies(name);
    const serviceAccount = new kubernetes.core.v1.ServiceAccount(
      `${name}-service-account`,
      {
        metadata: { name: TENANT_SERVICE_ACCOUNT, namespace: this.namespace },
        automountServiceAccountToken: false,
      },
      { parent: this },
    );
    this.serviceAccountName = serviceAccount.metadata.name;
    this.registerOutputs({
      namespace: this.namespace,
      tenant: this.tenant,
      serviceAccountName: this.serviceAccountName,
    });
  }

  #createLimits(name: string, { quota, migProfiles }: TenantArgs): void {
    new kubernetes.core.v1.ResourceQuota(
      `${name}-quota`,
      {
        metadata: { name: "tenant", namespace: this.namespace },
        spec: { hard: quotaLimits(quota, migProfiles) },
      },
      { parent: this },
    );
    new kubernetes.core.v1.LimitRange(
      `${name}-limit-range`,
      {
        metadata: { name: "tenant", namespace: this.namespace },
        spec: {
          limits: [
            {
              type: "Container",
              defaultRequest: { ...tenantDefaults.containerRequest },
              default: { ...tenantDefaults.containerLimit },
            },
          ],
        },
      },
      { parent: this },
    );
  }

  #createNetworkPolicies(name: string): void {
    for (const [policy, spec] of Object.entries(tenantNetworkPolicies())) {
      new kubernetes.networking.v1.NetworkPolicy(
        `${name}-${policy}`,
        { metadata: { name: policy, namespace: this.namespace }, spec },
        { parent: this },
      );
    }
  }
}
