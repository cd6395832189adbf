/** Defaults of `InferenceGraph`, each with its reason. */
export const graphDefaults = {
  /** A failed step ends its node: KServe's `Soft` would hand the error to the next model as its input. */
  dependency: "hard",
  /**
   * What a router gets: a Go program that passes bodies on and holds those in flight in memory. Between the request (100m,
   * 100Mi) and the limit (1 CPU, 1Gi) of KServe's chart; not measured.
   */
  resources: { cpu: "250m", memory: "256Mi" },
} as const;

/**
 * Longest name of a graph: KServe labels its pods `app=isvc.<graph>`, and the value of a label has 63 characters.
 */
export const LONGEST_GRAPH_NAME = 58;

/** Ends of the names that KServe gives to the objects of models, next to which those of a graph would lie. */
export const modelObjectSuffixes = ["-predictor", "-transformer", "-explainer"] as const;

/**
 * Words with which Istio 1.31 reads a protocol from the name of a Service port (`<word>` or `<word>-…`): KServe names the
 * port of a graph after the graph, and the router speaks plain HTTP/1.1.
 */
export const protocolWords: readonly string[] = [
  "tcp",
  "udp",
  "tls",
  "https",
  "http2",
  "grpc",
  "mongo",
  "mysql",
  "redis",
];
