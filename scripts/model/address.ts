import { didYouMean } from "@inference-platform/components/internal/problems";

import type { Header, Server } from "./repository-api";

/** What says where a server is. */
export interface AddressOptions {
  readonly url?: string;
  readonly stack?: string;
  readonly tenant: string;
  readonly service: string;
  readonly timeout: number;
}

/** Reads the output `models` of a stack: addresses by `<tenant>/<service>`. */
export type ReadModels = (stack: string) => Promise<Readonly<Record<string, string>>>;

/** Variable with the header that proves who asks, as `Name: value`. */
export const AUTHORIZATION_VARIABLE = "MODEL_AUTHORIZATION";

/**
 * The server of a service. `--url` says where to connect, the stack which host the gateway routes by; one of the two is
 * enough.
 *
 * @throws Error where neither is there, the stack has no such service, or a secret would go over the network in clear.
 */
export async function serverOf(
  options: AddressOptions,
  readModels: ReadModels,
  authorization: string | undefined,
): Promise<Server> {
  const published =
    options.stack === undefined ? undefined : await publishedAddress(options, readModels);
  const written = options.url === undefined ? published : baseUrl("--url", options.url);
  if (written === undefined) {
    throw new Error(
      "Neither --url nor --stack is there. Write where the server answers, for instance --url http://127.0.0.1:8080.",
    );
  }
  const header = authorization === undefined ? undefined : headerOf(authorization);
  if (header !== undefined && written.protocol === "http:" && !isLoopback(written.hostname)) {
    throw new Error(
      `${AUTHORIZATION_VARIABLE} would go to ${written.origin} in clear. Use https, or a port-forward to 127.0.0.1.`,
    );
  }
  return {
    url: written,
    ...(published !== undefined && published.host !== written.host && { host: published.host }),
    ...(header && { authorization: header }),
    timeoutSeconds: options.timeout,
  };
}

async function publishedAddress(
  { stack = "", tenant, service }: AddressOptions,
  readModels: ReadModels,
): Promise<URL> {
  const models = await readModels(stack);
  const key = `${tenant}/${service}`;
  const address = Object.hasOwn(models, key) ? models[key] : undefined;
  if (address !== undefined) return baseUrl(`models.${key}`, address);
  const known = Object.keys(models);
  throw new Error(
    known.length === 0
      ? `The stack ${stack} has no model.`
      : `The stack ${stack} has no model ${key}.${didYouMean(key, known)} It has ${known.join(", ")}.`,
  );
}

function baseUrl(option: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw new Error(`${option} is not an address. Write for instance http://127.0.0.1:8080.`);
  }
  if (url.username !== "" || url.password !== "" || url.search !== "") {
    throw new Error(
      `${option} holds credentials or a query, which show in lists of processes. Put a header into ${AUTHORIZATION_VARIABLE}.`,
    );
  }
  return url;
}

/** Nothing of the text is repeated: it is a secret. */
function headerOf(text: string): Header {
  const [, name, value] =
    /^([A-Za-z0-9-]+):[ \t]*([\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new Error(`${AUTHORIZATION_VARIABLE} is not a header. Write "Name: value" on one line.`);
  }
  return { name: name.toLowerCase(), value };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
