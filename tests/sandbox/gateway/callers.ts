import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import * as http from "node:http";
import type { AddressInfo } from "node:net";

import { loopback } from "../../../sandbox/controlplane/ports";

/** What a model got of a request. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<http.IncomingHttpHeaders>;
  readonly bytes: number;
}

/** Stands where models stand: answers every request with what arrived of it, as JSON. */
export function serveModel(): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on("end", () => {
      const received: Received = { path: request.url ?? "", headers: request.headers, bytes };
      response.end(JSON.stringify(received));
    });
  });
  return new Promise((resolve) => {
    server.listen(0, loopback, () => {
      resolve(server);
    });
  });
}

/** Port on which a server listens. */
export function portOf(server: http.Server): number {
  return (server.address() as AddressInfo).port;
}

/** A request to the gateway. */
export interface Call {
  readonly host: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** An answer of the gateway. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<http.IncomingHttpHeaders>;
  readonly text: string;
}

/** Sends a request to a port of loopback, with the host of the call. */
export function call(
  port: number,
  { host, method = "GET", path = "/", headers, body }: Call,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: loopback, port, method, path, headers: { ...headers, host }, agent: false },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** An issuer of tokens, made up for a test. */
export class Issuer {
  readonly #privateKey: KeyObject;
  /** Its public keys, as a JSON Web Key Set. */
  readonly jwks: string;

  constructor(readonly issuer: string) {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.#privateKey = privateKey;
    const key = { ...publicKey.export({ format: "jwk" }), kid: "test", use: "sig", alg: "RS256" };
    this.jwks = JSON.stringify({ keys: [key] });
  }

  /** A token with these claims, valid for an hour unless they say otherwise. */
  token(claims: Readonly<Record<string, unknown>>): string {
    const now = Math.floor(Date.now() / 1000);
    const signed = [
      { alg: "RS256", typ: "JWT", kid: "test" },
      { iss: this.issuer, iat: now, exp: now + 3600, ...claims },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    const signature = sign("RSA-SHA256", Buffer.from(signed), this.#privateKey);
    return `${signed}.${signature.toString("base64url")}`;
  }
}
