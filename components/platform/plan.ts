/** Prefix of one tenant in the model store. */
export function tenantPrefix(tenant: string): string {
  return `tenants/${tenant}/`;
}
