import type { BadInput } from "./bad-input";

const pools = "inference-platform:nodePools";
const network = "inference-platform:network";
const cluster = "inference-platform:cluster";

/** Wrong address ranges, overlaps, and zones that do not fit together. */
export const rangeAndZoneInputs: readonly BadInput[] = [
  [
    "a range of IPv6",
    { "network.cidr": "fd00::/48" },
    [
      `${network}.cidr: "fd00::/48" is not an IPv4 CIDR. Write a network and a prefix length, for instance 10.0.0.0/16.`,
    ],
  ],
  [
    "a range that AWS does not allow",
    { "network.cidr": "10.0.0.0/8" },
    [`${network}.cidr: /8 is too large: AWS allows no VPC larger than a /16. Use 10.0.0.0/16.`],
  ],
  [
    "a range that is one bit too small",
    { "network.cidr": "10.0.0.0/23" },
    [
      `${network}.cidr: /23 is too small: 2 zones × 3 tiers = 6 subnets. Each tier keeps a place for 8 zones, so that no subnet ever moves; the smallest place is 1/64 of the VPC and AWS allows no subnet below a /28, so the VPC is at least a /22. Use 10.0.0.0/22, or 10.0.0.0/16 where pods need the room.`,
    ],
  ],
  [
    "pods in the range of the VPC",
    { "network.podCidr": "10.20.128.0/20" },
    [
      `${network}.podCidr: 10.20.128.0/20 of the pods (podCidr) overlaps 10.20.0.0/16 of the VPC (cidr): no route can tell them apart. Choose another podCidr.`,
    ],
  ],
  [
    "pods in another private range than the VPC",
    { "network.podCidr": "172.16.0.0/16" },
    [
      `${network}.podCidr: AWS does not add "172.16.0.0/16" to a VPC of 10.20.0.0/16, which lies in another private range. Use a part of 10.0.0.0/8 or 100.64.0.0/10.`,
    ],
  ],
  [
    "a range of pods that is too small",
    { "network.podCidr": "100.64.0.0/26" },
    [
      `${network}.podCidr: /26 is too small: it is cut into 8 subnets, one for each zone letter, and AWS allows no subnet below a /28. Use a /25 or larger, for instance 100.64.0.0/16.`,
    ],
  ],
  [
    "Services in the range of the VPC",
    { "network.serviceCidr": "10.20.0.0/20" },
    [
      `${network}.serviceCidr: 10.20.0.0/20 of the Services (serviceCidr) overlaps 10.20.0.0/16 of the VPC (cidr): no route can tell them apart. Choose another serviceCidr.`,
    ],
  ],
  [
    "Services in a range that EKS refuses",
    { "network.serviceCidr": "100.64.0.0/16" },
    [
      `${network}.serviceCidr: "100.64.0.0/16" is not a range that EKS takes for Services. Use a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16.`,
    ],
  ],
  [
    "peers that overlap the VPC and the default range of Services",
    { "network.peeredCidrs": ["10.20.0.0/14", "172.20.1.0/24"] },
    [
      `${network}.peeredCidrs[0]: 10.20.0.0/14 of a peered network overlaps 10.20.0.0/16 of the VPC (cidr): no route can tell them apart. Choose another cidr, or renumber the peered network.`,
      `${network}.peeredCidrs[1]: 172.20.1.0/24 of a peered network overlaps 172.20.0.0/16 of the Services (default of EKS): no route can tell them apart. Choose another serviceCidr, or renumber the peered network.`,
    ],
  ],
  [
    "peers that overlap the pods and the range of Services",
    {
      "network.podCidr": "100.64.0.0/16",
      "network.serviceCidr": "172.30.0.0/16",
      "network.peeredCidrs": ["100.64.5.0/24", "172.30.0.0/20"],
    },
    [
      `${network}.peeredCidrs[0]: 100.64.5.0/24 of a peered network overlaps 100.64.0.0/16 of the pods (podCidr): no route can tell them apart. Choose another podCidr, or renumber the peered network.`,
      `${network}.peeredCidrs[1]: 172.30.0.0/20 of a peered network overlaps 172.30.0.0/16 of the Services (serviceCidr): no route can tell them apart. Choose another serviceCidr, or renumber the peered network.`,
    ],
  ],
  [
    "zones of another region than that of the provider",
    { "network.availabilityZones": ["eu-west-1a", "eu-west-1b"] },
    [
      `${network}.availabilityZones[0]: "eu-west-1a" is not in the region us-east-1 (aws:region). Write for instance us-east-1a.`,
      `${network}.availabilityZones[1]: "eu-west-1b" is not in the region us-east-1 (aws:region). Write for instance us-east-1a.`,
    ],
  ],
  [
    "a pool in a zone that the network lacks",
    { "nodePools.gpu.availabilityZones": ["us-east-1f"] },
    [
      `${pools}.gpu.availabilityZones[0]: "us-east-1f" is not a zone of the network. Write one of us-east-1a, us-east-1b.`,
    ],
  ],
  [
    "a cluster in a zone that the network lacks",
    { "cluster.availabilityZones": ["us-east-1a", "us-east-1c"] },
    [
      `${cluster}.availabilityZones[1]: "us-east-1c" is not a zone of the network. Write one of us-east-1a, us-east-1b.`,
    ],
  ],
  [
    "a cluster in one zone",
    { "cluster.availabilityZones": ["us-east-1a"] },
    [
      `${cluster}.availabilityZones: 1 given; at least 2 needed. Write some of us-east-1a, us-east-1b.`,
    ],
  ],
  [
    "a pool with a zone twice",
    { "nodePools.gpu.availabilityZones": ["us-east-1a", "us-east-1a"] },
    [`${pools}.gpu.availabilityZones: us-east-1a, us-east-1a lists a zone twice. Remove one.`],
  ],
  [
    "a pool without a zone",
    { "nodePools.gpu.availabilityZones": [] },
    [
      `${pools}.gpu.availabilityZones: 0 given; at least 1 needed. Write some of us-east-1a, us-east-1b.`,
    ],
  ],
  [
    "Elastic Fabric Adapter over zones",
    {
      "nodePools.gpu.instanceTypes": ["g6.12xlarge"],
      "nodePools.gpu.efa": true,
      "nodePools.gpu.capacity": "onDemand",
    },
    [
      `${pools}.gpu.availabilityZones: is missing, but Elastic Fabric Adapter works within one zone. Write the one.`,
    ],
  ],
  [
    "a Capacity Block over zones",
    {
      "nodePools.gpu": {
        instanceTypes: ["p5.48xlarge"],
        gpu: true,
        capacity: "capacityBlock",
        capacityReservationIds: ["cr-0123456789abcdef0"],
        availabilityZones: ["us-east-1a", "us-east-1b"],
        scaling: { min: 0, max: 1 },
      },
    },
    [
      `${pools}.gpu.availabilityZones: names 2 zones, but a Capacity Block lies in one zone. Write the one.`,
    ],
  ],
  [
    "zones of a pool in a network that exists already",
    {
      network: {
        vpcId: "vpc-0a1b2c3d4e5f67890",
        cidr: "10.20.0.0/16",
        privateSubnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0a1b2c3d4e5f67891"],
      },
      "cluster.availabilityZones": undefined,
      "nodePools.gpu.availabilityZones": ["us-east-1a"],
    },
    [
      `${pools}.gpu.availabilityZones: cannot be told in a network that exists already: the zones of its subnets are not known here. Remove it; leave out the subnets of other zones.`,
    ],
  ],
];
