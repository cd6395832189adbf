import { parse } from "yaml";

/** How the current context of a kubeconfig reaches its API server. Certificates and key are base64 of PEM. */
export interface ApiServer {
  /** For instance `https://127.0.0.1:6443`. */
  readonly server: string;
  readonly certificateAuthority: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
}

interface Named {
  readonly name?: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly cluster?: Readonly<Record<string, unknown>>;
  readonly user?: Readonly<Record<string, unknown>>;
}

interface Kubeconfig {
  readonly "current-context"?: string;
  readonly contexts?: readonly Named[];
  readonly clusters?: readonly Named[];
  readonly users?: readonly Named[];
}

/**
 * Reads the current context of a kubeconfig whose user has a client certificate, as that of a sandbox has.
 *
 * The Kubernetes client for Node.js reads every kind of kubeconfig, but takes more than a second to load; this is on the
 * way of every preview.
 *
 * @throws Error naming the entry that is missing.
 */
export function readApiServer(kubeconfig: string): ApiServer {
  const config = parse(kubeconfig) as Kubeconfig | null;
  const context = entry(config?.contexts, config?.["current-context"])?.context;
  const cluster = entry(config?.clusters, context?.["cluster"])?.cluster;
  const user = entry(config?.users, context?.["user"])?.user;
  return {
    server: text(cluster, "server").replace(/\/$/, ""),
    certificateAuthority: text(cluster, "certificate-authority-data"),
    clientCertificate: text(user, "client-certificate-data"),
    clientKey: text(user, "client-key-data"),
  };
}

function entry(list: readonly Named[] | undefined, name: unknown): Named | undefined {
  return list?.find((candidate) => candidate.name === name);
}

function text(holder: Readonly<Record<string, unknown>> | undefined, key: string): string {
  const value = holder?.[key];
  if (typeof value === "string" && value !== "") return value;
  throw new Error(
    `the kubeconfig has no ${key} for its current context: give one with a client certificate`,
  );
}
