import type { BadInput } from "./bad-input";

const network = "inference-platform:network";
const gpuPool = "inference-platform:nodePools.gpu";
const retention =
  "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653";

/** Wrong networks, pools, clusters and sizes. */
export const infrastructureInputs: readonly BadInput[] = [
  [
    "a range with too long a prefix",
    { "network.cidr": "10.0.0.0/33" },
    [
      `${network}.cidr: "10.0.0.0/33" is not an IPv4 CIDR. Write a network and a prefix length, for instance 10.0.0.0/16.`,
    ],
  ],
  [
    "a range without four numbers",
    { "network.cidr": "10.0.0/16" },
    [
      `${network}.cidr: "10.0.0/16" is not an IPv4 CIDR. Write a network and a prefix length, for instance 10.0.0.0/16.`,
    ],
  ],
  [
    "a range with host bits",
    { "network.cidr": "10.0.0.1/16" },
    [`${network}.cidr: "10.0.0.1/16" has host bits set. Use 10.0.0.0/16.`],
  ],
  [
    "a range that is too small",
    { "network.cidr": "10.0.0.0/29" },
    [
      `${network}.cidr: /29 is too small: 2 zones × 3 tiers = 6 subnets. Each tier keeps a place for 8 zones, so that no subnet ever moves; the smallest place is 1/64 of the VPC and AWS allows no subnet below a /28, so the VPC is at least a /22. Use 10.0.0.0/22, or 10.0.0.0/16 where pods need the room.`,
    ],
  ],
  [
    "times that CloudWatch does not offer",
    { "network.flowLogRetentionDays": 10, "cluster.logRetentionDays": 100 },
    [
      `${network}.flowLogRetentionDays: CloudWatch does not keep logs for 10 days. Write one of ${retention}.`,
      `inference-platform:cluster.logRetentionDays: CloudWatch does not keep logs for 100 days. Write one of ${retention}.`,
    ],
  ],
  [
    "a range of the internet",
    { "network.cidr": "8.8.0.0/16" },
    [
      `${network}.cidr: "8.8.0.0/16" is not private: its addresses belong to others on the internet. Use a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10.`,
    ],
  ],
  [
    "a single zone",
    { "network.availabilityZones": ["us-east-1a"] },
    [
      `${network}.availabilityZones: 1 given; EKS needs subnets in at least 2 availability zones. Add one of the same region.`,
    ],
  ],
  [
    "a zone of another region",
    { "network.availabilityZones.1": "eu-west-1b" },
    [
      `${network}.availabilityZones[1]: "eu-west-1b" is in another region than "us-east-1a". A VPC lies in one region: use zones of us-east-1.`,
      `${network}.availabilityZones[1]: "eu-west-1b" is not in the region us-east-1 (aws:region). Write for instance us-east-1a.`,
    ],
  ],
  [
    "an endpoint for S3",
    { "network.interfaceEndpoints": ["s3", "sts", "sts", "STS"] },
    [
      `${network}.interfaceEndpoints[0]: "s3" has its gateway endpoint already, at no cost. Remove it.`,
      `${network}.interfaceEndpoints[2]: "sts" is listed twice. Remove one.`,
      `${network}.interfaceEndpoints[3]: "STS" is not the name of an AWS service. Write the last part of its endpoint name, for instance ecr.api.`,
    ],
  ],
  [
    "an unknown type",
    { "nodePools.gpu.instanceTypes": ["g5.xlrage"] },
    [
      `${gpuPool}.instanceTypes[0]: "g5.xlrage" is not a known instance type. Nearest: g5.xlarge, g5.2xlarge, g5.4xlarge.`,
    ],
  ],
  [
    "a GPU type in a pool without GPUs",
    { "systemPool.instanceTypes": ["g6.xlarge"] },
    [
      'inference-platform:systemPool.instanceTypes[0]: "g6.xlarge" has l4, but the pool is no GPU pool: it would pay for GPUs that no pod can hold. Set gpu to true, or name a CPU type, for instance m7i.large.',
    ],
  ],
  [
    "a CPU type in a GPU pool",
    { "nodePools.gpu.instanceTypes": ["m7i.large"] },
    [
      `${gpuPool}.instanceTypes[0]: "m7i.large" has no NVIDIA GPU that a pod can request, but the pool is a GPU pool. Name a GPU type, for instance g6.xlarge, or set gpu to false.`,
    ],
  ],
  [
    "min above max",
    { "nodePools.gpu.scaling": { min: 3, max: 2 } },
    [`${gpuPool}.scaling.min: 3 is more than max 2. Lower min or raise max.`],
  ],
  [
    "a negative min",
    { "nodePools.gpu.scaling": { min: -1, max: 2 } },
    [`${gpuPool}.scaling.min: -1 is not a number of nodes. Write a whole number, 0 or more.`],
  ],
  [
    "max 0",
    { "nodePools.gpu.scaling": { min: 0, max: 0 } },
    [`${gpuPool}.scaling.max: 0 makes a pool that can never run. Write 1 or more.`],
  ],
  [
    "desired outside",
    { "nodePools.gpu.scaling": { min: 0, desired: 5, max: 2 } },
    [`${gpuPool}.scaling.desired: 5 is outside 0 to 2 (min to max). Choose a number between.`],
  ],
  [
    "an operator as the value of a taint",
    { "nodePools.gpu.taints": [{ key: "a", value: "Exists", effect: "NoSchedule" }] },
    [
      `${gpuPool}.taints[0].value: "Exists" is an operator of tolerations, not a value of a taint. Remove it or write the value.`,
    ],
  ],
  [
    "an effect as the EKS API writes it",
    { "nodePools.gpu.taints": [{ key: "a", effect: "NO_SCHEDULE" }] },
    [`${gpuPool}.taints[0].effect: "NO_SCHEDULE" is the form of the EKS API. Write NoSchedule.`],
  ],
  [
    "the GPU taint set by hand",
    { "nodePools.gpu.taints": [{ key: "nvidia.com/gpu", effect: "NoSchedule" }] },
    [
      `${gpuPool}.taints[0].key: "nvidia.com/gpu" is set by the platform on GPU pools. Remove this taint.`,
    ],
  ],
  [
    "a pool called system",
    { "nodePools.system": { instanceTypes: ["m7i.large"], scaling: { min: 1, max: 1 } } },
    [
      'inference-platform:nodePools.system: "system" is the pool of the cluster itself. Set it as systemPool, or choose another name.',
    ],
  ],
  [
    "a pool with a name that is none",
    { "nodePools.GPU": { instanceTypes: ["m7i.large"], scaling: { min: 1, max: 1 } } },
    [
      'inference-platform:nodePools.GPU: "GPU" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
    ],
  ],
  [
    "a domain that is none",
    { "gateway.domain": "Models" },
    [
      'inference-platform:gateway.domain: "Models" is not a domain. Write lower-case labels with dots between, at most 190 characters (63 are for the model), for instance models.example.com.',
    ],
  ],
  [
    "a name that EKS refuses",
    { "cluster.clusterName": "-dev" },
    [
      'inference-platform:cluster.clusterName: "-dev" is not a name that EKS takes. Use letters, digits, "-" and "_", start with a letter or digit, at most 100 characters.',
    ],
  ],
  [
    "a source range that is none",
    { "cluster.publicAccessCidrs": ["0.0.0.0/0", "office"] },
    [
      'inference-platform:cluster.publicAccessCidrs[1]: "office" is not an IPv4 CIDR. Write for instance 198.51.100.7/32.',
    ],
  ],
  [
    "retention below a day",
    { "observability.metricRetentionDays": 0 },
    [
      "inference-platform:observability.metricRetentionDays: 0 is not a number of days. Write a whole number from 1.",
    ],
  ],
];
