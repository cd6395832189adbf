import assert from "node:assert/strict";

import { modelCommand } from "../../scripts/model/command";
import { TritonServer } from "../support/triton-server";

/** Proves what is asked of a server and what is printed. Does not prove that a real Triton answers as its documents say. */
describe("npm run model", () => {
  let server: TritonServer;
  let url: string;
  beforeEach(async () => {
    server = new TritonServer();
    url = await server.start();
  });
  afterEach(() => server.stop());

  const run = async (
    words: readonly string[],
    surroundings: { authorization?: string; models?: Record<string, string> } = {},
  ): Promise<string> => {
    let output = "";
    const stacks: string[] = [];
    await modelCommand({
      print: (text) => (output += text),
      readModels: (stack) => {
        stacks.push(stack);
        return Promise.resolve(surroundings.models ?? {});
      },
      authorization: surroundings.authorization,
    }).parseAsync([...words, "--tenant", "fraud", "--service", "scorer"], { from: "user" });
    return output;
  };
  const failure = async (...args: Parameters<typeof run>): Promise<string> => {
    try {
      await run(...args);
    } catch (error) {
      assert.ok(error instanceof Error);
      return error.message.replaceAll(url, "URL");
    }
    assert.fail("nothing was refused");
  };

  it("lists versions in the order of their numbers, as a table", async () => {
    assert.equal(
      await run(["list", "--url", url]),
      `┌────────┬─────────┬─────────────┬──────────┐
│ model  │ version │ state       │ reason   │
├────────┼─────────┼─────────────┼──────────┤
│ broken │ -       │ -           │ -        │
├────────┼─────────┼─────────────┼──────────┤
│ scorer │ 9       │ UNAVAILABLE │ unloaded │
├────────┼─────────┼─────────────┼──────────┤
│ scorer │ 10      │ UNAVAILABLE │          │
└────────┴─────────┴─────────────┴──────────┘`,
    );
  });

  it("lists for programs, and one model where one is named", async () => {
    assert.deepEqual(JSON.parse(await run(["list", "--url", url, "--model", "scorer", "--json"])), [
      { name: "scorer", version: "9", state: "UNAVAILABLE", reason: "unloaded" },
      { name: "scorer", version: "10", state: "UNAVAILABLE", reason: "" },
    ]);
    assert.equal(
      await failure(["list", "--url", url, "--model", "scorre"]),
      'The server has no model "scorre" in its repository.',
    );
    server.answer = { status: 200, text: "[]" };
    assert.equal(await run(["list", "--url", url]), "The server has no model in its repository.");
  });

  it("loads the model of the service, and another one where it is named", async () => {
    assert.equal(await run(["load", "--url", url]), '"scorer" is loaded.');
    assert.match(await run(["list", "--url", url]), /│ scorer │ 10 {6}│ READY/);
    await failure(["load", "--url", url, "--model", "a/b"]);
    assert.deepEqual(
      server.asked.map(({ path, body }) => [path, body]),
      [
        ["/v2/repository/models/scorer/load", {}],
        ["/v2/repository/index", {}],
        ["/v2/repository/models/a%2Fb/load", {}],
      ],
    );
  });

  it("unloads a model, with its dependents only where they are asked for", async () => {
    assert.equal(
      await run(["unload", "--url", url]),
      '"scorer" unloads when its running requests have ended.',
    );
    await run(["unload", "--url", url, "--dependents"]);
    assert.deepEqual(
      server.asked.map(({ path, body }) => [path, body]),
      [
        ["/v2/repository/models/scorer/unload", { parameters: { unload_dependents: false } }],
        ["/v2/repository/models/scorer/unload", { parameters: { unload_dependents: true } }],
      ],
    );
  });

  it("tells what Triton says, on one line", async () => {
    assert.equal(
      await failure(["load", "--url", url, "--model", "broken"]),
      "URL: could not load \"broken\" (400): failed to load 'broken'",
    );
    server.answer = { status: 503, text: JSON.stringify({ error: "explicit\n\u001b[2Jmode" }) };
    assert.equal(
      await failure(["unload", "--url", url]),
      'URL: could not unload "scorer" (503): explicit [2Jmode',
    );
  });

  it("tells an answer that is not one of Triton", async () => {
    server.answer = { status: 404, text: "<html>" };
    assert.equal(
      await failure(["list", "--url", url]),
      "URL: could not list the models (404), and the answer is not one of Triton. Is this the server, and is the path open?",
    );
    for (const text of ["<html>", "{}", '[{"version":"1"}]', "[1]", "[null]"]) {
      server.answer = { status: 200, text };
      assert.equal(
        await failure(["list", "--url", url]),
        "URL: the answer is not an index of models. Is this Triton?",
      );
    }
  });

  it("waits no longer than it is told", async () => {
    server.answer = "silent";
    assert.equal(
      await failure(["load", "--url", url, "--timeout", "0.1"]),
      'URL: no answer in 0.1 seconds. A large model loads longer: raise --timeout, and look with "list" what became of it.',
    );
  });

  it("tells that nobody answers", async () => {
    await server.stop();
    assert.equal(
      await failure(["list", "--url", url]),
      "URL: no connection (ECONNREFUSED). Is the address right, and does the port-forward run?",
    );
    server = new TritonServer();
    await server.start();
  });

  it("sends the header of the environment, and never prints it", async () => {
    const authorization = "X-Repository-Key: s3cret value";
    await run(["list", "--url", url], { authorization });
    assert.equal(server.asked[0]?.headers["x-repository-key"], "s3cret value");
    server.answer = { status: 400, text: JSON.stringify({ error: "bad key s3cret value" }) };
    assert.equal(
      await failure(["list", "--url", url], { authorization }),
      "URL: could not list the models (400): bad key …",
    );
    server.answer = { status: 401, text: "s3cret value" };
    assert.equal(
      await failure(["list", "--url", url], { authorization }),
      "URL: not allowed to list the models (401). Set the header that the server asks for: --help says how.",
    );
  });

  it("refuses a header that is none, and one that would go over a network in clear", async () => {
    for (const authorization of ["s3cret", "Key: s3cret\nOther: x", "Key:", ": s3cret"]) {
      assert.equal(
        await failure(["list", "--url", url], { authorization }),
        'MODEL_AUTHORIZATION is not a header. Write "Name: value" on one line.',
      );
    }
    assert.equal(
      await failure(["list", "--url", "http://models.example.com"], {
        authorization: "Key: s3cret",
      }),
      "MODEL_AUTHORIZATION would go to http://models.example.com in clear. Use https, or a port-forward to 127.0.0.1.",
    );
    assert.deepEqual(server.asked, []);
  });

  it("takes the address from a stack, and its host for a gateway elsewhere", async () => {
    const models = { "fraud/scorer": "http://scorer-fraud.models.example.com" };
    await run(["list", "--stack", "dev", "--url", url], { models });
    assert.equal(server.asked[0]?.headers.host, "scorer-fraud.models.example.com");
    await run(["list", "--stack", "dev"], { models: { "fraud/scorer": url } });
    assert.equal(`http://${server.asked[1]?.headers.host}`, url);
  });

  it("tells what the stack has in the place of the service", async () => {
    assert.equal(
      await failure(["list", "--stack", "dev"], { models: { "fraud/scorre": url } }),
      'The stack dev has no model fraud/scorer. Did you mean "fraud/scorre"? It has fraud/scorre.',
    );
    assert.equal(await failure(["list", "--stack", "dev"]), "The stack dev has no model.");
  });

  it("refuses to guess an address, or to take one with a password", async () => {
    assert.equal(
      await failure(["list"]),
      "Neither --url nor --stack is there. Write where the server answers, for instance --url http://127.0.0.1:8080.",
    );
    assert.equal(
      await failure(["list", "--url", "ftp://x"]),
      "--url is not an address. Write for instance http://127.0.0.1:8080.",
    );
    assert.equal(
      await failure(["list", "--url", "http://me:s3cret@127.0.0.1"]),
      "--url holds credentials or a query, which show in lists of processes. Put a header into MODEL_AUTHORIZATION.",
    );
  });
});
