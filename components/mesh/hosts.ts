/** The gateway as far as hosts follow from it. */
export interface GatewayHosts {
  /** Domain of the models. */
  readonly domain: string;
  /** Further domains. */
  readonly additionalDomains: readonly string[];
  /** Exact hosts. */
  readonly hosts: readonly string[];
  /** Port of the listeners. */
  readonly port: number;
}

/** Every domain below which models have hosts. */
export function domainsOf(gateway: Pick<GatewayHosts, "domain" | "additionalDomains">): string[] {
  return [gateway.domain, ...gateway.additionalDomains];
}

/**
 * Hosts of a tenant as an AuthorizationPolicy matches them, without regard to case. Some callers, of gRPC above all, write
 * the port into the host.
 */
export function tenantHosts(
  gateway: GatewayHosts,
  tenant: string,
  hosts: readonly string[] = [],
): string[] {
  const all = [...domainsOf(gateway).map((domain) => `*-${tenant}.${domain}`), ...hosts];
  return withPort(gateway, all);
}

/** The same for the host of one model. */
export function modelHosts(gateway: GatewayHosts, tenant: string, model: string): string[] {
  return withPort(
    gateway,
    domainsOf(gateway).map((domain) => `${model}-${tenant}.${domain}`),
  );
}

function withPort(gateway: GatewayHosts, hosts: readonly string[]): string[] {
  return hosts.flatMap((host) => [host, `${host}:${gateway.port}`]);
}

/** A regular expression (RE2) for the whole of a tenant's hosts. */
export function tenantHostPattern(
  gateway: GatewayHosts,
  tenant: string,
  hosts: readonly string[] = [],
): string {
  return hostPattern([`.+-${tenant}\\.${domainPattern(gateway)}`, ...hosts.map(literally)]);
}

/** The same for one model. KServe gives its predictor a host of its own, `<model>-predictor-<tenant>`. */
export function modelHostPattern(gateway: GatewayHosts, tenant: string, model: string): string {
  return hostPattern([`${model}(-predictor)?-${tenant}\\.${domainPattern(gateway)}`]);
}

/** Every host of one model, with those that KServe gives to its predictor. */
export function exactModelHosts(
  gateway: Pick<GatewayHosts, "domain" | "additionalDomains">,
  tenant: string,
  model: string,
): string[] {
  // KServe knows the further domains for the model, but not for its predictor.
  return [
    ...domainsOf(gateway).map((domain) => `${model}-${tenant}.${domain}`),
    `${model}-predictor-${tenant}.${gateway.domain}`,
  ];
}

function hostPattern(alternatives: readonly string[]): string {
  return `(?i)^(${alternatives.join("|")})(:[0-9]+)?$`;
}

function domainPattern(gateway: GatewayHosts): string {
  return `(${domainsOf(gateway).map(literally).join("|")})`;
}

function literally(text: string): string {
  return text.replaceAll(".", "\\.");
}
