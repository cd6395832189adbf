import * as https from "node:https";

import { asList, asProperties, asString, type Properties } from "../properties";
import { readApiServer } from "./kubeconfig";

/** Names one object of the API server. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Ignored for kinds without one; `undefined` is `default`. */
  readonly namespace: string | undefined;
}

/** One kind as the API server serves it. */
export interface ServedKind {
  /** Plural name in paths, for instance `configmaps`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** An answer of the API server other than success. */
export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 where no answer came. */
    readonly code: number,
    message: string,
    /** `details.causes` of the Status object: field and message of each. */
    readonly causes: readonly { readonly field: string; readonly message: string }[] = [],
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/** The API server does not serve this kind: its CRD is not there (yet). */
export class UnknownKindError extends Error {
  constructor(apiVersion: string, kind: string) {
    super(
      `the API server serves no ${kind} of ${apiVersion}: install its CustomResourceDefinition first`,
    );
    this.name = "UnknownKindError";
  }
}

type Query = Readonly<Record<string, string>>;

/**
 * A plain client of one API server: JSON in, JSON out, nothing dropped on the way. It authenticates
 * with the client certificate of its kubeconfig.
 */
export class KubernetesApi {
  private readonly server: string;
  private readonly agent: https.Agent;
  private readonly discovered = new Map<string, ReadonlyMap<string, ServedKind>>();

  /** `kubeconfig` is YAML or JSON text. */
  constructor(kubeconfig: string) {
    const { server, certificateAuthority, clientCertificate, clientKey } =
      readApiServer(kubeconfig);
    const decoded = (base64: string): Buffer => Buffer.from(base64, "base64");
    this.server = server;
    this.agent = new https.Agent({
      keepAlive: true,
      maxSockets: 16,
      ca: decoded(certificateAuthority),
      cert: decoded(clientCertificate),
      key: decoded(clientKey),
    });
  }

  /** How `kind` is served. Rejects with {@link UnknownKindError}. */
  async served(apiVersion: string, kind: string): Promise<ServedKind> {
    const known = this.discovered.get(apiVersion)?.get(kind);
    if (known !== undefined) return known;
    const kinds = await this.discover(apiVersion);
    this.discovered.set(apiVersion, kinds);
    const found = kinds.get(kind);
    if (found === undefined) throw new UnknownKindError(apiVersion, kind);
    return found;
  }

  /** The object, or `undefined` where neither it nor its kind exists. */
  async get(reference: ObjectReference): Promise<Properties | undefined> {
    try {
      return await this.request("GET", await this.pathOf(reference));
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  /** Server-side apply. An unknown field is an error that names it. */
  async apply(
    object: Properties,
    reference: ObjectReference,
    options: { readonly force: boolean; readonly dryRun: boolean; readonly fieldManager: string },
  ): Promise<Properties> {
    const query: Query = {
      fieldManager: options.fieldManager,
      fieldValidation: "Strict",
      force: String(options.force),
      ...(options.dryRun ? { dryRun: "All" } : {}),
    };
    const path = await this.pathOf(reference);
    return this.request("PATCH", path, query, object, "application/apply-patch+yaml");
  }

  /** Adds an object; rejects with code 409 where it exists. */
  async create(object: Properties, reference: ObjectReference): Promise<Properties> {
    const path = await this.pathOf(reference);
    return this.request("POST", path.slice(0, path.lastIndexOf("/")), {}, object);
  }

  /** JSON merge patch of the object, or of a subresource such as `status`. */
  async merge(
    reference: ObjectReference,
    patch: Properties,
    subresource?: "status",
  ): Promise<Properties> {
    const path = await this.pathOf(reference);
    const target = subresource === undefined ? path : `${path}/${subresource}`;
    return this.request("PATCH", target, {}, patch, "application/merge-patch+json");
  }

  /** Asks for the object to be deleted; its absence is no error. */
  async delete(reference: ObjectReference, options: Properties): Promise<void> {
    try {
      await this.request("DELETE", await this.pathOf(reference), {}, options);
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }

  /** The objects of a kind, in all namespaces unless one is given. */
  async list(
    apiVersion: string,
    kind: string,
    query: Query = {},
    namespace?: string,
  ): Promise<Properties[]> {
    const served = await this.served(apiVersion, kind);
    const path = collectionPath(apiVersion, served, namespace);
    const { items } = await this.request("GET", path, query);
    return asList(items).map(asProperties);
  }

  private async pathOf(reference: ObjectReference): Promise<string> {
    const served = await this.served(reference.apiVersion, reference.kind);
    const namespace = reference.namespace ?? "default";
    const collection = collectionPath(reference.apiVersion, served, namespace);
    return `${collection}/${encodeURIComponent(reference.name)}`;
  }

  private async discover(apiVersion: string): Promise<ReadonlyMap<string, ServedKind>> {
    try {
      const { resources } = await this.request("GET", groupPath(apiVersion));
      const kinds = asList(resources)
        .map(asProperties)
        .filter(({ name }) => typeof name === "string" && !name.includes("/"))
        .map((entry): [string, ServedKind] => [
          asString(entry["kind"]) ?? "",
          { plural: asString(entry["name"]) ?? "", namespaced: entry["namespaced"] === true },
        ]);
      return new Map(kinds);
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return new Map();
      throw error;
    }
  }

  private async request(
    method: string,
    path: string,
    query: Query = {},
    body?: Properties,
    contentType = "application/json",
  ): Promise<Properties> {
    const url = new URL(`${this.server}${path}`);
    url.search = new URLSearchParams(query).toString();
    const content = body === undefined ? "" : JSON.stringify(body);
    const headers = {
      accept: "application/json",
      "content-type": contentType,
      "content-length": Buffer.byteLength(content),
    };
    const answer = await exchange(url, { method, agent: this.agent, headers }, content);
    if (answer.code >= 200 && answer.code < 300) return JSON.parse(answer.text) as Properties;
    throw failure(answer.code, answer.text);
  }
}

/** Whether `error` says that the object, or its whole kind, does not exist. */
export function isAbsent(error: unknown): boolean {
  return error instanceof UnknownKindError || (error instanceof ApiError && error.code === 404);
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function collectionPath(apiVersion: string, served: ServedKind, namespace?: string): string {
  const scope =
    served.namespaced && namespace !== undefined
      ? `/namespaces/${encodeURIComponent(namespace)}`
      : "";
  return `${groupPath(apiVersion)}${scope}/${served.plural}`;
}

function exchange(
  url: URL,
  options: https.RequestOptions,
  content: string,
): Promise<{ code: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = https.request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ code: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") });
      });
    });
    request.on("error", (error) => {
      reject(
        new ApiError(0, `the API server at ${url.origin} cannot be reached: ${error.message}`),
      );
    });
    request.end(content);
  });
}

function failure(code: number, text: string): ApiError {
  try {
    const status = asProperties(JSON.parse(text) as Properties);
    const causes = asList(asProperties(status["details"])["causes"])
      .map(asProperties)
      .map((cause) => ({
        field: asString(cause["field"]) ?? "",
        message: asString(cause["message"]) ?? "",
      }));
    return new ApiError(code, asString(status["message"]) ?? text, causes);
  } catch (error) {
    if (error instanceof SyntaxError) return new ApiError(code, text);
    throw error;
  }
}
