import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";

/** One header of a request. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** Where a server answers, and how it is asked. */
export interface Server {
  /** Base of the API, without a path: `http://127.0.0.1:8080`. */
  readonly url: URL;
  /** Host that the gateway routes by, where it is not that of the URL. */
  readonly host?: string;
  /** Header that proves who asks. Its value is never printed. */
  readonly authorization?: Header;
  readonly timeoutSeconds: number;
}

/** One version of one model, as Triton tells it. `state` is empty for a model that was never loaded. */
export interface IndexEntry {
  readonly name: string;
  readonly version?: string;
  readonly state?: string;
  readonly reason?: string;
}

/** Every model of the server's repositories (Triton's model repository extension, `POST v2/repository/index`). */
export async function repositoryIndex(server: Server): Promise<IndexEntry[]> {
  const text = await post(server, "v2/repository/index", {}, "list the models");
  const index: unknown = parseJson(text);
  if (!Array.isArray(index) || !index.every(isIndexEntry)) {
    throw new Error(`${server.url.origin}: the answer is not an index of models. Is this Triton?`);
  }
  return index;
}

/** Loads a model, or loads it again with what is on the volume now. */
export async function loadModel(server: Server, model: string): Promise<void> {
  await post(server, modelPath(model, "load"), {}, `load "${model}"`);
}

/** Unloads a model; with its dependents, those that were loaded for it too. */
export async function unloadModel(
  server: Server,
  model: string,
  dependents: boolean,
): Promise<void> {
  const body = { parameters: { unload_dependents: dependents } };
  await post(server, modelPath(model, "unload"), body, `unload "${model}"`);
}

function modelPath(model: string, verb: "load" | "unload"): string {
  return `v2/repository/models/${encodeURIComponent(model)}/${verb}`;
}

async function post(server: Server, path: string, body: object, wish: string): Promise<string> {
  const { status, text } = await send(server, path, JSON.stringify(body));
  if (status === 200) return text;
  const said = errorOf(text);
  if (status === 401 || status === 403) {
    throw new Error(
      `${server.url.origin}: not allowed to ${wish} (${status}). Set the header that the server asks for: --help says how.`,
    );
  }
  if (said === undefined) {
    throw new Error(
      `${server.url.origin}: could not ${wish} (${status}), and the answer is not one of Triton. Is this the server, and is the path open?`,
    );
  }
  throw new Error(
    `${server.url.origin}: could not ${wish} (${status}): ${printable(said, server.authorization)}`,
  );
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function send(server: Server, path: string, body: string): Promise<Answer> {
  const { url, host, authorization, timeoutSeconds } = server;
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(`/${path}`, url),
      {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          ...(host !== undefined && { host }),
          ...(authorization && { [authorization.name]: authorization.value }),
        },
        signal: AbortSignal.timeout(timeoutSeconds * 1000),
      },
      (response) => {
        read(response).then(resolve, fail);
      },
    );
    const fail = (error: Error): void => {
      reject(new Error(`${url.origin}: ${connectionReason(error, timeoutSeconds)}`));
    };
    sent.on("error", fail);
    sent.end(body);
  });
}

async function read(response: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return { status: response.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") };
}

function connectionReason(error: Error, timeoutSeconds: number): string {
  if (error.name === "AbortError" || error.name === "TimeoutError") {
    return `no answer in ${timeoutSeconds} seconds. A large model loads longer: raise --timeout, and look with "list" what became of it.`;
  }
  const code = "code" in error ? String(error.code) : error.message;
  return `no connection (${code}). Is the address right, and does the port-forward run?`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorOf(text: string): string | undefined {
  const answer = parseJson(text);
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return undefined;
  return typeof answer.error === "string" ? answer.error : undefined;
}

/** Text of a server for a terminal: on one line, without the secret that the server may have sent back. */
function printable(text: string, authorization: Header | undefined): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, " ").trim();
  return authorization === undefined ? line : line.replaceAll(authorization.value, () => "…");
}

function isIndexEntry(entry: unknown): entry is IndexEntry {
  return (
    typeof entry === "object" &&
    entry !== null &&
    "name" in entry &&
    Object.values(entry).every((value) => typeof value === "string")
  );
}
