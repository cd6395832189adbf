import * as grpc from "@grpc/grpc-js";
import { BinaryReader, BinaryWriter } from "google-protobuf";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { loopback } from "../../../sandbox/controlplane/ports";
import { at } from "../../support/recorded";

/** A pod of the gateway, as istiod knows proxies. */
export interface GatewayPod {
  readonly name: string;
  readonly ip: string;
}

/** Ports of istiod. */
export interface IstiodPorts {
  readonly grpc: number;
  readonly http: number;
}

/** What istiod configures a proxy with, as JSON. */
export interface ProxyConfig {
  readonly listeners: readonly unknown[];
  readonly routes: readonly unknown[];
}

const namespace = "inference-gateway";
const method = "/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources";
const listenerType = "type.googleapis.com/envoy.config.listener.v3.Listener";
const routeType = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration";

/**
 * Connects to istiod as the proxy in `pod` would, and gives what it configures that proxy with. istiod then answers for the
 * proxy on its debug address as long as the connection stands.
 */
export async function fetchProxyConfig(pod: GatewayPod, ports: IstiodPorts): Promise<ProxyConfig> {
  const client = new grpc.Client(`${loopback}:${ports.grpc}`, grpc.credentials.createInsecure());
  const stream = client.makeBidiStreamRequest<Buffer, Discovered>(
    method,
    (message) => message,
    readResponse,
    new grpc.Metadata(),
    { deadline: Date.now() + 30_000 },
  );
  const dump = async (): Promise<ProxyConfig> => {
    const address = `http://${loopback}:${ports.http}/debug/config_dump`;
    const answer = await fetch(`${address}?proxyID=${pod.name}.${namespace}`);
    return partsOf(await answer.json());
  };
  try {
    await exchange(stream, pod, listenerType, []);
    await exchange(stream, pod, routeType, (await dump()).listeners.flatMap(routeNames));
    return await dump();
  } finally {
    stream.cancel();
    client.close();
  }
}

function routeNames(listener: unknown): string[] {
  return listAt(listener, "filterChains").flatMap((chain) =>
    listAt(chain, "filters").map((filter) =>
      String(at(filter, "typedConfig", "rds", "routeConfigName")),
    ),
  );
}

interface Discovered {
  readonly version: string;
  readonly nonce: string;
  readonly typeUrl: string;
}

type Stream = grpc.ClientDuplexStream<Buffer, Discovered>;

/** Asks for resources of a type, waits for them, and accepts them. */
function exchange(
  stream: Stream,
  pod: GatewayPod,
  typeUrl: string,
  names: readonly string[],
): Promise<Discovered> {
  return new Promise((resolve, reject) => {
    stream.once("error", (error: grpc.ServiceError) => {
      if (error.code === grpc.status.CANCELLED) return;
      reject(error);
    });
    stream.once("data", (response: Discovered) => {
      stream.write(writeRequest(pod, { ...response, names }));
      resolve(response);
    });
    stream.write(writeRequest(pod, { typeUrl, names }));
  });
}

interface DiscoveryRequest {
  readonly typeUrl: string;
  readonly names: readonly string[];
  readonly version?: string;
  readonly nonce?: string;
}

/** `envoy.service.discovery.v3.DiscoveryRequest`. */
function writeRequest(pod: GatewayPod, request: DiscoveryRequest): Buffer {
  const writer = new BinaryWriter();
  if (request.version !== undefined) writer.writeString(1, request.version);
  writer.writeMessage(2, pod, writeNode);
  for (const name of request.names) writer.writeString(3, name);
  writer.writeString(4, request.typeUrl);
  if (request.nonce !== undefined) writer.writeString(5, request.nonce);
  return Buffer.from(writer.getResultBuffer());
}

function writeNode({ name, ip }: GatewayPod, writer: BinaryWriter): void {
  const metadata = Struct.fromJavaScript({
    NAMESPACE: namespace,
    NAME: name,
    CLUSTER_ID: "Kubernetes",
    ISTIO_VERSION: "1.31.1",
    SERVICE_ACCOUNT: "inference-istio",
    LABELS: { "gateway.networking.k8s.io/gateway-name": "inference" },
  });
  writer.writeString(1, `router~${ip}~${name}.${namespace}~${namespace}.svc.cluster.local`);
  writer.writeBytes(3, metadata.serializeBinary());
}

/** `envoy.service.discovery.v3.DiscoveryResponse`, without its resources. */
function readResponse(bytes: Buffer): Discovered {
  const reader = new BinaryReader(new Uint8Array(bytes));
  const read = { version: "", nonce: "", typeUrl: "" };
  while (reader.nextField()) {
    const field = reader.getFieldNumber();
    if (field === 1) read.version = reader.readString();
    else if (field === 4) read.typeUrl = reader.readString();
    else if (field === 5) read.nonce = reader.readString();
    else reader.skipField();
  }
  return read;
}

function partsOf(dump: unknown): ProxyConfig {
  const configs = listAt(dump, "configs");
  const part = (kind: string): unknown =>
    configs.find((config) => String(at(config, "@type")).endsWith(`.${kind}`));
  return {
    listeners: listAt(part("ListenersConfigDump"), "dynamicListeners").map((each) =>
      at(each, "activeState", "listener"),
    ),
    routes: listAt(part("RoutesConfigDump"), "dynamicRouteConfigs", []).map((each) =>
      at(each, "routeConfig"),
    ),
  };
}

function listAt(value: unknown, key: string, missing?: readonly unknown[]): readonly unknown[] {
  const list = at(value, key) ?? missing;
  if (!Array.isArray(list)) throw new Error(`istiod's answer has no ${key}`);
  return list as readonly unknown[];
}
