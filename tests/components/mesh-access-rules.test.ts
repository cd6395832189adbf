import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import fc from "fast-check";

import { GatewayAccess } from "../../components";
import type { TenantAccess, TenantAccesses, TokenIssuer } from "../../components/mesh/access-args";
import { accessProblems } from "../../components/mesh/access-rules";
import { fullest } from "../../components/mesh/example";
import { refusal, said } from "../support/recorded";

const gateway = {
  domain: "models.example.com",
  additionalDomains: ["models.example.org"],
  hosts: ["chat.example.net"],
};

const issuer: TokenIssuer = { issuer: "https://login.example.com", audiences: ["models"] };
const publicKey = { kty: "RSA", n: "AQAB", e: "AQAB" };
const secret = "AN-EXPONENT-THAT-NOBODY-MAY-SEE";
const hash = sha256("a key of one of the clients");

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function problemsOf(access: TenantAccess): string[] {
  return said(accessProblems(gateway, { fraud: { access } })).map((line) =>
    line.replace("tenants.fraud.access.", ""),
  );
}

function together(tenants: TenantAccesses): string[] {
  return said(accessProblems(gateway, tenants));
}

describe("rules of the access to one tenant", () => {
  it("accept the fullest example", () => {
    const { gateway: own, tenants } = fullest.GatewayAccess;
    assert.deepEqual(said(accessProblems(own, tenants)), []);
  });

  const tokens: readonly (readonly [what: string, change: object, problem: string])[] = [
    [
      "an issuer without TLS",
      { issuer: "http://login.example.com" },
      'tokens[0].issuer: "http://login.example.com" is not an https URL. Write it as the issuer says it, for instance https://login.example.com.',
    ],
    [
      "an issuer with a wildcard",
      { issuer: "https://*.example.com" },
      'tokens[0].issuer: "https://*.example.com" is not an https URL. Write it as the issuer says it, for instance https://login.example.com.',
    ],
    [
      "keys from two places",
      { jwks: JSON.stringify({ keys: [publicKey] }), jwksUri: "https://login.example.com/keys" },
      "tokens[0]: has both jwks and jwksUri. Keep one.",
    ],
    [
      "keys from a place without TLS",
      { jwksUri: "http://login.example.com/keys" },
      'tokens[0].jwksUri: "http://login.example.com/keys" is not an https URL. Write it as the issuer says it, for instance https://login.example.com.',
    ],
    ...["", "{", "[]", "{}", '{"keys": []}', '{"keys": [1]}', '{"keys": "RSA"}'].map(
      (jwks) =>
        [
          `${JSON.stringify(jwks)} as keys`,
          { jwks },
          `tokens[0].jwks: is not a JSON Web Key Set. Write {"keys": [{"kty": "RSA", …}]} as text, with the public keys of the issuer.`,
        ] as const,
    ),
    ...["d", "k", "p"].map(
      (member) =>
        [
          `a key with its secret part ${member}`,
          { jwks: JSON.stringify({ keys: [publicKey, { ...publicKey, [member]: secret }] }) },
          "tokens[0].jwks: holds a secret key. Replace that key at the issuer, and write the public ones only.",
        ] as const,
    ),
    [
      "every token of an issuer",
      { audiences: undefined },
      "tokens[0]: has neither audiences nor claims, so every token of the issuer, for whatever it was made, would open the models. Add one of them.",
    ],
    [
      "every audience that begins so",
      { audiences: ["models", "models*"] },
      'tokens[0].audiences[1]: "models*" is not a value: it has a "*", which would match more. Write it out.',
    ],
    [
      "a claim without values",
      { claims: { groups: [] } },
      "tokens[0].claims.groups: is empty. Name a value, or remove it.",
    ],
    [
      "an empty value",
      { claims: { groups: [""] } },
      'tokens[0].claims.groups[0]: "" is not a value: it is empty. Write it out.',
    ],
    [
      "a claim with brackets",
      { claims: { "a]b": ["c"] } },
      'tokens[0].claims: "a]b" is not the name of a claim. Write it as in the token, without blanks and brackets.',
    ],
  ];
  for (const [what, change, problem] of tokens) {
    it(`refuse ${what}`, () => {
      const problems = problemsOf({ tokens: [{ ...issuer, ...change }] });
      assert.deepEqual(problems, [problem]);
      assert.ok(!problems.join().includes(secret));
    });
  }

  const other: readonly (readonly [what: string, access: TenantAccess, problem: string])[] = [
    ["no issuer", { tokens: [] }, "tokens: is empty. Name an issuer, or remove it."],
    [
      "an issuer twice",
      { tokens: [issuer, { ...issuer, audiences: ["others"] }] },
      'tokens[1].issuer: "https://login.example.com" is listed twice. Merge the two.',
    ],
    [
      "a client without a hash",
      { apiKeys: {} },
      "apiKeys: names no key, so nobody could call. Write the SHA-256 of each client's key below clients, or the secretName of a Secret that holds them.",
    ],
    [
      "a client with a wrong name",
      { apiKeys: { clients: { "Batch job": hash } } },
      'apiKeys.clients.Batch job: "Batch job" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
    ],
    [
      "the hash of nothing",
      { apiKeys: { clients: { batch: sha256("") } } },
      "apiKeys.clients.batch: is the SHA-256 of an empty text. Hash the key of the client.",
    ],
    [
      "a Secret with a wrong name",
      { apiKeys: { secretName: "-keys" } },
      'apiKeys.secretName: "-keys" is not the name of a Secret. Use lower-case letters, digits, "-" and ".", at most 253 characters.',
    ],
    [
      "a host elsewhere",
      { hosts: ["chat.example.com"] },
      'hosts[0]: "chat.example.com" is not a host of the gateway. Write one below models.example.com or models.example.org, or add it to the hosts of the gateway.',
    ],
    [
      "a host with a port",
      { hosts: ["chat.models.example.com:443"] },
      'hosts[0]: "chat.models.example.com:443" is not a host of the gateway. Write one below models.example.com or models.example.org, or add it to the hosts of the gateway.',
    ],
    [
      "a host twice",
      { hosts: ["chat.example.net", "chat.example.net"] },
      'hosts[1]: "chat.example.net" is listed twice. Remove one.',
    ],
    [
      "a host that is the tenant's already",
      { hosts: ["scorer-fraud.models.example.org"] },
      'hosts[0]: "scorer-fraud.models.example.org" belongs to the tenant by its name. Remove it.',
    ],
    [
      "an open path where all is open",
      { openReadiness: ["scorer"] },
      "openReadiness: has no meaning: the models need no credential. Remove it, or add tokens or apiKeys.",
    ],
    [
      "no requests",
      { limit: { requests: 0, per: "second" } },
      "limit.requests: 0 is not a number of requests. Write a whole number from 1 to 1000000.",
    ],
    [
      "a part of a request",
      { models: { scorer: { limit: { requests: 0.5, per: "second" } } } },
      "models.scorer.limit.requests: 0.5 is not a number of requests. Write a whole number from 1 to 1000000.",
    ],
    [
      "a burst below the rate",
      { limit: { requests: 10, per: "minute", burst: 9 } },
      "limit.burst: 9 is below 10 requests per minute, which could then never be reached. Write 10 or more.",
    ],
    [
      "a burst of nothing",
      { limit: { requests: 10, per: "minute", burst: -1 } },
      "limit.burst: -1 is not a number of requests. Write a whole number from 10 to 1000000.",
    ],
    [
      "a request that is too large for any model",
      { models: { scorer: { maxRequestMiB: 1025 } } },
      "models.scorer.maxRequestMiB: 1025 is not a size of requests. Write whole MiB from 1 to 1024.",
    ],
    [
      "a model with a wrong name",
      { models: { Scorer: { maxRequestMiB: 1 } } },
      'models.Scorer: "Scorer" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
    ],
  ];
  for (const [what, access, problem] of other) {
    it(`refuse ${what}`, () => {
      assert.deepEqual(problemsOf(access), [problem]);
    });
  }

  it("take a hash for what it is, and never tell what was written instead", () => {
    const digits = fc.stringMatching(/^[0-9a-f]{64}$/);
    fc.assert(
      fc.property(digits, (clients) => {
        assert.deepEqual(problemsOf({ apiKeys: { clients: { batch: clients } } }), []);
      }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), (key) => {
        fc.pre(!/^[0-9a-f]{64}$/.test(key));
        const [problem = "", ...more] = problemsOf({ apiKeys: { clients: { batch: key } } });
        assert.deepEqual(more, []);
        assert.equal(
          problem,
          'apiKeys.clients.batch: is not a SHA-256 hash: 64 hexadecimal digits in lower case. If it is the key itself, make a new one, and write what printf %s "$KEY" | sha256sum prints.',
        );
      }),
    );
  });

  it("say nothing of hosts where the gateway is wrong itself", () => {
    const access = { hosts: ["chat.example.com"], limit: { requests: 0, per: "second" } } as const;
    assert.deepEqual(said(accessProblems(undefined, { fraud: { access } })), [
      "tenants.fraud.access.limit.requests: 0 is not a number of requests. Write a whole number from 1 to 1000000.",
    ]);
  });
});

describe("rules of the access to several tenants", () => {
  const limited = { access: { limit: { requests: 1, per: "second" } } } as const;
  const ending =
    'has hosts that end like those of tenant "search" (*-search.…), so access to one would reach the other. Rename one of them.';

  it("refuse names of which one ends like the other, where one of them is limited", () => {
    assert.deepEqual(together({ search: limited, "web-search": {} }), [
      `tenants.web-search: ${ending}`,
    ]);
    assert.deepEqual(together({ search: {}, "web-search": limited }), [
      `tenants.web-search: ${ending}`,
    ]);
    assert.deepEqual(together({ search: {}, "web-search": {} }), []);
    assert.deepEqual(together({ search: limited, research: limited, "search-web": limited }), []);
  });

  it("refuse a host of two tenants, and one that is another's by its name", () => {
    assert.deepEqual(
      together({
        fraud: { access: { hosts: ["chat.example.net"] } },
        search: { access: { hosts: ["chat.example.net", "x-fraud.models.example.com"] } },
      }),
      [
        'tenants.search.access.hosts[1]: "x-fraud.models.example.com" belongs to tenant "fraud" by its name. Remove it.',
        "tenants.search.access.hosts[0]: belongs to fraud.access.hosts[0] already. Remove one.",
      ],
    );
  });

  it("refuse one key for two clients, without telling its hash", () => {
    const problems = together({
      fraud: { access: { apiKeys: { clients: { a: hash, b: hash } } } },
      search: { access: { apiKeys: { clients: { c: hash } } } },
    });
    assert.deepEqual(problems, [
      "tenants.fraud.access.apiKeys.clients.b: is the hash of fraud.access.apiKeys.clients.a too. Give every client a key of its own.",
      "tenants.search.access.apiKeys.clients.c: is the hash of fraud.access.apiKeys.clients.a too. Give every client a key of its own.",
    ]);
  });

  it("refuse other keys for an issuer that another tenant has too", () => {
    const withKeys = (jwksUri: string): TenantAccesses[string] => ({
      access: { tokens: [{ ...issuer, jwksUri }] },
    });
    const right = withKeys("https://login.example.com/keys");
    assert.deepEqual(together({ fraud: right, search: right }), []);
    assert.deepEqual(together({ fraud: right, search: withKeys("https://evil.example/keys") }), [
      'tenants.search.access.tokens[0]: has other keys for "https://login.example.com" than fraud.access.tokens[0]: whoever holds one set could make tokens for both. Write the same jwksUri or jwks.',
    ]);
  });
});

describe("GatewayAccess", () => {
  it("is refused for everything that is wrong at once, before anything is registered", async () => {
    assert.deepEqual(
      await refusal(
        () =>
          new GatewayAccess("access", {
            gateway: fullest.GatewayAccess.gateway,
            tenants: { fraud: { access: { tokens: [], apiKeys: {} } } },
          }),
      ),
      [
        'GatewayAccess "access": 2 inputs are wrong',
        "tenants.fraud.access.tokens: is empty. Name an issuer, or remove it.",
        "tenants.fraud.access.apiKeys: names no key, so nobody could call. Write the SHA-256 of each client's key below clients, or the secretName of a Secret that holds them.",
      ],
    );
  });
});
