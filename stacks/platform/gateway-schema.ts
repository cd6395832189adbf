import { z } from "zod";

import { cpu, memory } from "./quantity-schema";
import { object } from "./strict-object";

export const gatewaySchema = object({
  domain: z.string(),
  additionalDomains: z.array(z.string()).optional(),
  hosts: z.array(z.string()).optional(),
  certificateArn: z.string().optional(),
  tlsSecretName: z.string().optional(),
  redirectHttp: z.boolean().optional(),
  sourceRanges: z.array(z.string()).optional(),
  replicas: z.number().optional(),
  resources: object({ cpu, memory }).optional(),
  drainSeconds: z.number().optional(),
  timeouts: object({
    idleConnectionSeconds: z.number().optional(),
    requestHeadersSeconds: z.number().optional(),
  }).optional(),
});

const limit = object({
  requests: z.number(),
  per: z.enum(["second", "minute"]),
  burst: z.number().optional(),
});

/** Who may ask the models of a tenant. `openReadiness` is not among the keys: it follows from the smoke test. */
export const accessSchema = object({
  hosts: z.array(z.string()).optional(),
  tokens: z
    .array(
      object({
        issuer: z.string(),
        jwksUri: z.string().optional(),
        jwks: z.string().optional(),
        audiences: z.array(z.string()).optional(),
        claims: z.record(z.string(), z.array(z.string())).optional(),
      }),
    )
    .optional(),
  apiKeys: object({
    clients: z.record(z.string(), z.string()).optional(),
    secretName: z.string().optional(),
  }).optional(),
  limit: limit.optional(),
  models: z
    .record(z.string(), object({ limit: limit.optional(), maxRequestMiB: z.number().optional() }))
    .optional(),
});
