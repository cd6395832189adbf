import { kindOf } from "../frame/resource-type";
import { defineRule } from "../frame/rule";
import { checkGateway, checkService } from "./load-balancers";
import type { OpenIngressConfig } from "./open-ingress-config";
import { checkSecurityGroupRules } from "./security-group-rules";

const defaults: OpenIngressConfig = { publicPorts: [443], publicServices: [] };

/** Nothing is open to the whole internet unless it says so. */
export const netNoOpenIngress = defineRule<OpenIngressConfig>({
  id: "net-no-open-ingress",
  group: "network",
  severity: "critical",
  displayName: "Nothing is open to the whole internet",
  description:
    "Security groups, load balancer Services and Gateways accept no traffic from the whole internet, unless declared public.",
  rationale:
    "One open rule or one load balancer without a scheme puts a model server in front of everybody, past the authentication of the gateway.",
  remediationSteps:
    "Name the networks that may connect, refer to another security group, or make the load balancer internal.",
  references: [
    {
      framework: "AWS Foundational Security Best Practices",
      control: "EC2.13, EC2.14, EC2.18, EC2.19",
    },
    { framework: "Trivy", control: "AWS-0107" },
    { framework: "PCI DSS 4.0.1", control: "1.3" },
    { framework: "CIS Amazon EKS Benchmark (kube-bench eks-1.8.0)", control: "5.4.5" },
  ],
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  unknownIsMandatoryIn: [],
  resources: [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    { apiGroup: "core", kinds: ["Service"] },
    { apiGroup: "gateway.networking.k8s.io", kinds: ["Gateway"] },
  ],
  findings: {
    world: "An ingress rule admits the whole internet to ports that are not declared public.",
    "load-balancer": "A Service or Gateway gets a load balancer that may face the internet.",
  },
  configSchema: {
    properties: {
      publicPorts: {
        type: "array",
        items: { type: "integer", minimum: 1, maximum: 65535 },
        uniqueItems: true,
        description: "Ports that a security group tagged exposure=public may open to the internet.",
      },
      publicServices: {
        type: "array",
        items: { type: "string", pattern: "^[a-z0-9-]+/[a-z0-9.-]+$" },
        uniqueItems: true,
        description: "Services and Gateways that may face the internet, as namespace/name.",
      },
    },
  },
  defaults: { dev: defaults, staging: defaults, prod: defaults },
  examples: {
    pass: {
      type: "aws:ec2/securityGroup:SecurityGroup",
      props: {
        ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/16"] }],
      },
    },
    fail: {
      type: "aws:ec2/securityGroup:SecurityGroup",
      props: {
        ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }],
      },
    },
  },
  check: (context) => {
    switch (kindOf(context.type)) {
      case "Service":
        checkService(context);
        break;
      case "Gateway":
        checkGateway(context);
        break;
      default:
        checkSecurityGroupRules(context);
    }
  },
});
