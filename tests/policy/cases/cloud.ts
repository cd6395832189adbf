import { unknownValue } from "../../support/policy";
import { failing, passing, unverifiable, type RuleCases } from "./rule-cases";

const cluster = "aws:eks/cluster:Cluster";
const securityGroup = "aws:ec2/securityGroup:SecurityGroup";
const legacyRule = "aws:ec2/securityGroupRule:SecurityGroupRule";
const ingressRule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const service = "kubernetes:core/v1:Service";
const gateway = "kubernetes:gateway.networking.k8s.io/v1:Gateway";
const scheme = "service.beta.kubernetes.io/aws-load-balancer-scheme";
const notRead = { type: "kubernetes:core/v1:ConfigMap", name: "settings", props: {} };

const endpointPrivate: RuleCases = {
  id: "eks-endpoint-private",
  pass: [
    passing("private", cluster, {
      vpcConfig: { endpointPublicAccess: false, endpointPrivateAccess: true },
    }),
    passing(
      "public for an office in dev",
      cluster,
      { vpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] } },
      "dev",
    ),
  ],
  fail: [
    failing("the default of EKS", cluster, { vpcConfig: {} }, [
      "eks-endpoint-private[public]: the Kubernetes API has a public endpoint at vpcConfig.endpointPublicAccess (found no value; EKS then makes it public). Fix: set endpointPublicAccess to false.",
      "eks-endpoint-private[private]: the Kubernetes API has no private endpoint at vpcConfig.endpointPrivateAccess. Fix: set endpointPrivateAccess to true.",
    ]),
    failing(
      "public in staging",
      cluster,
      {
        vpcConfig: {
          endpointPublicAccess: true,
          endpointPrivateAccess: true,
          publicAccessCidrs: ["203.0.113.0/24"],
        },
      },
      [
        "eks-endpoint-private[public]: the Kubernetes API has a public endpoint at vpcConfig.endpointPublicAccess (found true). Fix: set endpointPublicAccess to false.",
      ],
      "staging",
    ),
    failing(
      "public for everybody in dev",
      cluster,
      { vpcConfig: { endpointPublicAccess: true } },
      [
        "eks-endpoint-private[cidrs]: the public endpoint of the Kubernetes API is open to all networks at vpcConfig.publicAccessCidrs. Fix: list the networks of your offices and runners in publicAccessCidrs.",
      ],
      "dev",
    ),
    failing(
      "public for half the world in dev",
      cluster,
      {
        vpcConfig: {
          endpointPublicAccess: true,
          publicAccessCidrs: ["203.0.113.0/24", "0.0.0.0/1", "::/0"],
        },
      },
      [
        'eks-endpoint-private[cidrs]: the public endpoint of the Kubernetes API is open to a network larger than /24 at vpcConfig.publicAccessCidrs[1] (found "0.0.0.0/1"). Fix: name networks of at least /24.',
        'eks-endpoint-private[cidrs]: the public endpoint of the Kubernetes API is open to a network larger than /1 at vpcConfig.publicAccessCidrs[2] (found "::/0"). Fix: name networks of at least /1.',
      ],
      "dev",
    ),
  ],
  unknown: [
    failing(
      "an unknown public endpoint does not hide the private one",
      cluster,
      { vpcConfig: { endpointPublicAccess: unknownValue, endpointPrivateAccess: false } },
      [
        unverifiable("eks-endpoint-private", "vpcConfig.endpointPublicAccess"),
        "eks-endpoint-private[private]: the Kubernetes API has no private endpoint at vpcConfig.endpointPrivateAccess. Fix: set endpointPrivateAccess to true.",
      ],
    ),
  ],
  notApplicable: notRead,
  config: [
    {
      ...passing("a company without a VPN", cluster, {
        vpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["198.51.100.0/20"] },
      }),
      config: { allowPublic: true, minPrefixLength: 20 },
      messagesByDefault: [
        "eks-endpoint-private[public]: the Kubernetes API has a public endpoint at vpcConfig.endpointPublicAccess (found true). Fix: set endpointPublicAccess to false.",
        "eks-endpoint-private[private]: the Kubernetes API has no private endpoint at vpcConfig.endpointPrivateAccess. Fix: set endpointPrivateAccess to true.",
      ],
    },
  ],
};

const worldFix =
  "Fix: name the networks that may connect; to publish port 443, tag the security group exposure=public.";
const balancer = "net-no-open-ingress[load-balancer]: the load balancer may face the internet";
const balancerFix = `Fix: set the annotation ${scheme} to "internal", name client networks, or list the object as namespace/name in publicServices.`;

const noOpenIngress: RuleCases = {
  id: "net-no-open-ingress",
  pass: [
    passing("private network", securityGroup, {
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/8"] }],
    }),
    passing("declared public", securityGroup, {
      tags: { exposure: "public" },
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
    }),
    passing("from another group", ingressRule, {
      ipProtocol: "tcp",
      fromPort: 9443,
      toPort: 9443,
      referencedSecurityGroupId: "sg-1",
    }),
    passing("egress", legacyRule, { type: "egress", protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }),
    passing("cluster Service", service, { spec: { type: "ClusterIP" } }),
    passing("internal load balancer", service, {
      metadata: { annotations: { [scheme]: "internal" } },
      spec: { type: "LoadBalancer" },
    }),
    passing("load balancer for an office", service, {
      metadata: { annotations: { [scheme]: "internet-facing" } },
      spec: { type: "LoadBalancer", loadBalancerSourceRanges: ["203.0.113.0/24"] },
    }),
    passing("internal Gateway", gateway, {
      spec: {
        gatewayClassName: "istio",
        infrastructure: { annotations: { [scheme]: "internal" } },
      },
    }),
    passing("waypoint", gateway, { spec: { gatewayClassName: "istio-waypoint" } }),
  ],
  fail: [
    failing(
      "SSH for everybody",
      securityGroup,
      { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }] },
      [
        `net-no-open-ingress[world]: ingress is open to the whole internet on port 22 at ingress[0].cidrBlocks[0] (found "0.0.0.0/0"). ${worldFix}`,
      ],
    ),
    failing(
      "a public group opens only its public port",
      securityGroup,
      {
        tags: { exposure: "public" },
        ingress: [{ protocol: "tcp", fromPort: 443, toPort: 8443, ipv6CidrBlocks: ["::/0"] }],
      },
      [
        `net-no-open-ingress[world]: ingress is open to the whole internet on ports 443 to 8443 at ingress[0].ipv6CidrBlocks[0] (found "::/0"). ${worldFix}`,
      ],
    ),
    failing(
      "half the internet, every protocol",
      ingressRule,
      { ipProtocol: "-1", cidrIpv4: "128.0.0.0/1", tags: { exposure: "public" } },
      [
        `net-no-open-ingress[world]: ingress is open to the whole internet on every port at cidrIpv4 (found "128.0.0.0/1"). ${worldFix}`,
      ],
    ),
    failing("Service without a scheme", service, { spec: { type: "LoadBalancer" } }, [
      `${balancer} at metadata.annotations["${scheme}"]. ${balancerFix}`,
    ]),
    failing("Gateway without a scheme", gateway, { spec: { gatewayClassName: "istio" } }, [
      `${balancer} at spec.infrastructure.annotations["${scheme}"]. ${balancerFix}`,
    ]),
  ],
  unknown: [
    failing(
      "an unknown network does not hide the next",
      legacyRule,
      {
        type: "ingress",
        protocol: "tcp",
        fromPort: 80,
        toPort: 80,
        cidrBlocks: [unknownValue, "0.0.0.0/0"],
      },
      [
        unverifiable("net-no-open-ingress", "cidrBlocks[0]"),
        `net-no-open-ingress[world]: ingress is open to the whole internet on port 80 at cidrBlocks[1] (found "0.0.0.0/0"). ${worldFix}`,
      ],
    ),
    failing(
      "unknown scheme",
      service,
      { metadata: { annotations: { [scheme]: unknownValue } }, spec: { type: "LoadBalancer" } },
      [unverifiable("net-no-open-ingress", `metadata.annotations["${scheme}"]`)],
    ),
  ],
  notApplicable: notRead,
  config: [
    {
      ...passing("a Gateway that is meant to be public", gateway, {
        metadata: { namespace: "ingress", name: "public" },
        spec: { gatewayClassName: "istio" },
      }),
      config: { publicServices: ["ingress/public"] },
      messagesByDefault: [
        `${balancer} at spec.infrastructure.annotations["${scheme}"]. ${balancerFix}`,
      ],
    },
  ],
};

/** Cases of the rules in policy/cluster and policy/network. */
export const cloudCases: readonly RuleCases[] = [endpointPrivate, noOpenIngress];
