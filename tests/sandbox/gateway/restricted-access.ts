import { createHash } from "node:crypto";

import { Issuer } from "./callers";

/** The issuer of tenant `fraud`. */
export const login = new Issuer("https://login.example.com");
/** The issuer of tenant `ads`. */
export const partner = new Issuer("https://login.partner.example");
/** Somebody who says to be the issuer of `fraud`. */
export const stranger = new Issuer(login.issuer);

/** The API key of a client of each of the two. */
export const keys = {
  batch: "batch-key-0123456789-0123456789-01",
  site: "site-key-0123456789-0123456789-012",
} as const;

/** Gives tenants `fraud` and `ads` access by tokens and keys; `search` is open to all. */
export function restrictAccess(config: Record<string, unknown>): void {
  Object.assign(config["inference-platform:gateway"] as object, {
    additionalDomains: ["models.example.org"],
    replicas: 2,
    timeouts: { idleConnectionSeconds: 300, requestHeadersSeconds: 10 },
  });
  const tenants = config["inference-platform:tenants"] as Record<string, Record<string, unknown>>;
  const quota = { cpu: "4", memory: "8Gi", gpus: 0 };
  Object.assign(tenants["fraud"] ?? {}, {
    access: {
      tokens: [
        {
          issuer: login.issuer,
          jwks: login.jwks,
          audiences: ["models"],
          claims: { groups: ["fraud"] },
        },
      ],
      apiKeys: { clients: { batch: sha256(keys.batch) } },
      limit: { requests: 1000, per: "second" },
      models: {
        scorer: { maxRequestMiB: 1 },
      },
    },
  });
  tenants["ads"] = {
    quota,
    models: { banner: smallModel, counted: smallModel },
    access: {
      tokens: [{ issuer: partner.issuer, jwks: partner.jwks, audiences: ["ads"] }],
      apiKeys: { clients: { site: sha256(keys.site) } },
      models: { counted: { limit: { requests: 1, per: "minute", burst: 10 } } },
    },
  };
  tenants["search"] = {
    quota,
    models: { ranker: smallModel },
  };
}

const smallModel = {
  triton: {
    backend: "onnxruntime",
    maxBatchSize: 0,
    inputs: [{ name: "query", dataType: "TYPE_FP32", dims: [8] }],
    outputs: [{ name: "rank", dataType: "TYPE_FP32", dims: [1] }],
    instances: { kind: "cpu", count: 1 },
  },
  resources: { cpu: "1", memory: "2Gi" },
};

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
