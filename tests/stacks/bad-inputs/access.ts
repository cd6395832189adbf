import type { BadInput } from "./bad-input";

const gateway = "inference-platform:gateway";
const access = "inference-platform:tenants.fraud.access";

/** Wrong gateways, and wrong access to the models of a tenant. */
export const accessInputs: readonly BadInput[] = [
  [
    "an unknown key of the gateway",
    { "gateway.replcas": 2 },
    [
      `${gateway}: "replcas" is not a key here. Did you mean "replicas"? Allowed: domain, additionalDomains, hosts, certificateArn, tlsSecretName, redirectHttp, sourceRanges, replicas, resources, drainSeconds, timeouts. Remove or rename it.`,
    ],
  ],
  [
    "two places where TLS ends",
    {
      "gateway.certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd",
      "gateway.tlsSecretName": "models-tls",
      "tenants.fraud.smokeTest": undefined,
    },
    [
      `${gateway}.tlsSecretName: cannot stand beside certificateArn: TLS ends at the load balancer or at the gateway. Remove one.`,
    ],
  ],
  [
    "a smoke test through a gateway that ends TLS itself",
    { "gateway.tlsSecretName": "models-tls" },
    [
      "inference-platform:tenants.fraud.smokeTest: asks over plain HTTP inside the cluster, which a gateway with tlsSecretName does not answer. Remove it, or end TLS at the load balancer with certificateArn.",
    ],
  ],
  [
    "an unknown unit of time",
    { "tenants.fraud.access": { limit: { requests: 10, per: "hour" } } },
    [`${access}.limit.per: "hour" is not allowed. Write one of second, minute.`],
  ],
  [
    "an open path, which follows from the smoke test",
    { "tenants.fraud.access": { openReadiness: ["scorer"] } },
    [
      `${access}: "openReadiness" is not a key here. Allowed: hosts, tokens, apiKeys, limit, models. Remove or rename it.`,
    ],
  ],
  [
    "an issuer and a key that nobody may trust",
    {
      "tenants.fraud.access": {
        tokens: [{ issuer: "http://login.example.com", audiences: ["models"] }],
        apiKeys: { clients: { batch: "the-key-itself-in-clear" } },
      },
    },
    [
      `${access}.tokens[0].issuer: "http://login.example.com" is not an https URL. Write it as the issuer says it, for instance https://login.example.com.`,
      `${access}.apiKeys.clients.batch: is not a SHA-256 hash: 64 hexadecimal digits in lower case. If it is the key itself, make a new one, and write what printf %s "$KEY" | sha256sum prints.`,
    ],
  ],
  [
    "a host of no listener, beside a gateway that is right",
    { "tenants.fraud.access": { hosts: ["chat.example.net"] } },
    [
      `${access}.hosts[0]: "chat.example.net" is not a host of the gateway. Write one below models.dev.example.com, or add it to the hosts of the gateway.`,
    ],
  ],
  [
    "tenants whose hosts end alike",
    {
      "tenants.fraud.access": { limit: { requests: 10, per: "second" } },
      "tenants.anti-fraud": { quota: { cpu: "1", memory: "1Gi", gpus: 0 } },
    },
    [
      'inference-platform:tenants.anti-fraud: has hosts that end like those of tenant "fraud" (*-fraud.…), so access to one would reach the other. Rename one of them.',
    ],
  ],
];
