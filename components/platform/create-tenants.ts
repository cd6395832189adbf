import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { WorkloadRole, type IdentityCluster } from "../identity/workload-role";
import type { GpuOffer } from "../gpu/offers";
import type { ServiceMesh } from "../mesh/service-mesh";
import type { ModelStore } from "../models/model-store";
import type { ReadablePrefix } from "../serving/serving-target";
import { TENANT_SERVICE_ACCOUNT } from "../tenancy/defaults";
import { Tenant } from "../tenancy/tenant";
import { migProfilesOf } from "./node-pools";
import { tenantPrefix } from "./plan";
import type { InferencePlatformArgs, PlatformTenant } from "./platform-args";

/** What tenants stand on. */
interface Foundation {
  readonly cluster: IdentityCluster;
  readonly modelStore: ModelStore;
  readonly mesh: ServiceMesh;
  readonly gpuOffers: readonly GpuOffer[];
}

/** Tenants by name, and the roles of their models. */
export interface CreatedTenants {
  readonly tenants: Readonly<Record<string, Tenant>>;
  readonly modelRoles: readonly WorkloadRole[];
}

/** Registers every tenant of a platform, and for each a role with which its models are read. */
export function createTenants(
  name: string,
  args: Pick<InferencePlatformArgs, "tenants" | "tags">,
  foundation: Foundation,
  inCluster: { readonly parent: pulumi.Resource; readonly provider: kubernetes.Provider },
): CreatedTenants {
  const migProfiles = migProfilesOf(foundation.gpuOffers);
  const created = Object.entries(args.tenants).map(([tenant, tenantArgs]) => ({
    tenant,
    component: new Tenant(
      `${name}-tenant-${tenant}`,
      { tenant, quota: tenantArgs.quota, migProfiles },
      { ...inCluster, dependsOn: [foundation.mesh] },
    ),
    role: new WorkloadRole(
      `${name}-tenant-${tenant}-models`,
      {
        cluster: foundation.cluster,
        namespace: tenant,
        serviceAccount: TENANT_SERVICE_ACCOUNT,
        buckets: [
          {
            bucketArn: foundation.modelStore.bucketArn,
            prefix: tenantPrefix(tenant),
            access: "read",
            kmsKeyArn: foundation.modelStore.kmsKeyArn,
          },
          ...(tenantArgs.modelBuckets ?? []).map(({ bucketName, prefix, kmsKeyArn }) => ({
            bucketArn: `arn:aws:s3:::${bucketName}`,
            prefix,
            access: "read" as const,
            kmsKeyArn,
          })),
        ],
        tags: args.tags,
      },
      { parent: inCluster.parent },
    ),
  }));
  return {
    tenants: Object.fromEntries(created.map(({ tenant, component }) => [tenant, component])),
    modelRoles: created.map(({ role }) => role),
  };
}

/** What the models of a tenant may read: its own prefix of the store, and the buckets that it was given. */
export function readablePrefixes(
  tenant: string,
  { modelBuckets = [] }: Pick<PlatformTenant, "modelBuckets">,
  modelStore: ModelStore,
): ReadablePrefix[] {
  return [{ bucketName: modelStore.bucketName, prefix: tenantPrefix(tenant) }, ...modelBuckets];
}
