import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";

/** One request that the server got. */
export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/**
 * A server on loopback that answers as the documentation of Triton's model repository extension says, for a repository
 * with two versions of `scorer` and one of `broken`, which does not load.
 */
export class TritonServer {
  readonly asked: Asked[] = [];
  /** Answer to every request in the place of Triton's. `silent` gives none. */
  answer: { readonly status: number; readonly text: string } | "silent" | undefined;
  readonly #server: Server;
  readonly #ready = new Map<string, boolean>([
    ["scorer", false],
    ["broken", false],
  ]);

  constructor() {
    this.#server = createServer((request, response) => {
      let text = "";
      request.on("data", (part: Buffer) => (text += part.toString()));
      request.on("end", () => {
        const path = request.url ?? "";
        this.asked.push({ path, headers: request.headers, body: JSON.parse(text) });
        const answer = this.answer ?? this.#tritonAnswer(request.method ?? "", path);
        if (answer === "silent") return;
        response.writeHead(answer.status, { "content-type": "application/json" });
        response.end(answer.text);
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    const address = this.#server.address();
    assert.ok(typeof address === "object" && address !== null);
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #tritonAnswer(method: string, path: string): { status: number; text: string } {
    if (method !== "POST") return { status: 405, text: "" };
    if (path === "/v2/repository/index")
      return { status: 200, text: JSON.stringify(this.#index()) };
    const [, model = "", verb] =
      /^\/v2\/repository\/models\/([^/]+)\/(load|unload)$/.exec(path) ?? [];
    if (verb === undefined) return { status: 404, text: "Not Found" };
    if (verb === "load" && (model === "broken" || !this.#ready.has(model))) {
      return { status: 400, text: JSON.stringify({ error: `failed to load '${model}'` }) };
    }
    this.#ready.set(model, verb === "load");
    return { status: 200, text: "" };
  }

  #index(): object[] {
    const scorer = this.#ready.get("scorer") === true;
    return [
      { name: "scorer", version: "10", state: scorer ? "READY" : "UNAVAILABLE", reason: "" },
      { name: "scorer", version: "9", state: "UNAVAILABLE", reason: "unloaded" },
      { name: "broken" },
    ];
  }
}
