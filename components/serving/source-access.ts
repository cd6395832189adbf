import type { types } from "@pulumi/kubernetes";

import type { Problem } from "../internal/problems";
import type { ReadablePrefix } from "./serving-target";

/** Ports and addresses that a model is fetched from. */
type NetworkPolicySpec = types.input.networking.v1.NetworkPolicySpec;

/** Schemes whose models an init container fetches over HTTPS; claims and images are mounted by the node. */
const fetched = /^(s3|hf|gs|https):/;

/** Whether pods have to reach another place to get their model. */
export function isFetched(source: string | undefined): boolean {
  return source !== undefined && fetched.test(source);
}

/** Addresses inside the network: private ranges (RFC 1918, RFC 6598) and link-local ones, the instance metadata among them. */
const internalRanges = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
];

/**
 * The opening through which pods of a model fetch it: HTTPS to public addresses, those of S3 among them, which a gateway
 * endpoint keeps inside AWS. A tenant's namespace lets nothing out by default.
 */
export function sourceEgress(podLabels: Readonly<Record<string, string>>): NetworkPolicySpec {
  return {
    podSelector: { matchLabels: { ...podLabels } },
    policyTypes: ["Egress"],
    egress: [
      {
        to: [{ ipBlock: { cidr: "0.0.0.0/0", except: internalRanges } }],
        ports: [{ protocol: "TCP", port: 443 }],
      },
    ],
  };
}

/** A model in S3 that the role of its pods may not read. Prefixes of buckets that become known later match nothing. */
export function readableProblems(
  source: string | undefined,
  readable: readonly ReadablePrefix[] | undefined,
): Problem[] {
  const [, bucket, key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(source ?? "") ?? [];
  if (bucket === undefined || readable === undefined) return [];
  const known = readable.flatMap(({ bucketName, prefix }) =>
    typeof bucketName === "string" ? [{ bucketName, prefix }] : [],
  );
  const allowed = known.some(
    ({ bucketName, prefix }) => bucketName === bucket && `${key}/`.startsWith(prefix),
  );
  if (allowed || known.length < readable.length) return [];
  const places = known.map(({ bucketName, prefix }) => `s3://${bucketName}/${prefix}`);
  return [
    {
      path: "source",
      reason: `"s3://${bucket}/${key}" is not readable for the pods: the policy of their role has s3:GetObject for ${places.join(" and ") || "nothing"} only. Copy the model there, or add a statement for arn:aws:s3:::${bucket}/${key}*: the bucket in modelBuckets of the tenant.`,
    },
  ];
}
