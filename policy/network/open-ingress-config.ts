/** Configuration of `net-no-open-ingress`. */
export interface OpenIngressConfig {
  readonly publicPorts: readonly number[];
  readonly publicServices: readonly string[];
}
