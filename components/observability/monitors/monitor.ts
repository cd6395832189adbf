/** What Prometheus does to the labels of a target, or of a sample. */
export interface Relabeling {
  /** Default: `replace`. */
  readonly action?: "replace" | "keep" | "drop";
  /** Labels whose values are looked at, joined by `;`. Default: none, which is an empty text. */
  readonly sourceLabels?: readonly string[];
  /** Must match all of it. Default: anything, as `$1`. */
  readonly regex?: string;
  /** Label that is set. */
  readonly targetLabel?: string;
  /** Its value. Default: `$1`. */
  readonly replacement?: string;
}

/** How an endpoint is scraped. */
interface Endpoint {
  /** Name of the port: of a container (PodMonitor) or of a Service (ServiceMonitor). */
  readonly port: string;
  /** Default: `/metrics`. */
  readonly path?: string;
  /** Before the scrape: which targets, at what address, with what labels. */
  readonly relabelings: readonly Relabeling[];
  /** After the scrape: which samples are kept. Default: all. */
  readonly metricRelabelings?: readonly Relabeling[];
}

/** An endpoint of a Service, which may ask who scrapes. */
interface ServiceEndpoint extends Endpoint {
  /** Default: `http`. */
  readonly scheme?: "https";
  /** File in the container of Prometheus. Default: no token. */
  readonly bearerTokenFile?: string;
  readonly tlsConfig?: { readonly insecureSkipVerify: true };
}

/** Which pods or Services are scraped. */
interface Selection {
  /** Default: the namespace of the monitor. */
  readonly namespaceSelector: { readonly any: true } | { readonly matchNames: readonly string[] };
  readonly selector: {
    readonly matchLabels?: Readonly<Record<string, string>>;
    readonly matchExpressions?: readonly {
      readonly key: string;
      readonly operator: "Exists";
    }[];
  };
  /** Most samples of one scrape; with more it fails as a whole. Default: no limit. */
  readonly sampleLimit?: number;
}

/** Spec of a PodMonitor (`monitoring.coreos.com/v1`), as far as this platform sets it. */
export interface PodMonitorSpec extends Selection {
  readonly podMetricsEndpoints: readonly Endpoint[];
}

/** Spec of a ServiceMonitor (`monitoring.coreos.com/v1`), as far as this platform sets it. */
interface ServiceMonitorSpec extends Selection {
  readonly endpoints: readonly ServiceEndpoint[];
}

/** One monitor: what Prometheus scrapes, under which labels. */
export type Monitor = { readonly name: string } & (
  | { readonly kind: "PodMonitor"; readonly spec: PodMonitorSpec }
  | { readonly kind: "ServiceMonitor"; readonly spec: ServiceMonitorSpec }
);

/** Sets the label `job`, which is otherwise the name of the monitor or of the Service. */
export function jobLabel(job: string): Relabeling {
  return { targetLabel: "job", replacement: job };
}

/** Sets a label of the target to that of its pod. Prometheus knows those under names in which only letters, digits and `_` are left. */
export function fromPodLabel(podLabel: string, targetLabel: string): Relabeling {
  return { sourceLabels: [podLabelSource(podLabel)], targetLabel };
}

/** Name under which the service discovery of Prometheus knows a label of a pod. */
export function podLabelSource(podLabel: string): string {
  return `__meta_kubernetes_pod_label_${podLabel.replace(/[^A-Za-z0-9_]/g, "_")}`;
}
