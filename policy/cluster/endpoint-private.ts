import { parseCidr } from "../network/cidr";
import type { Field } from "../frame/field";
import { defineRule, type RuleContext } from "../frame/rule";
import { safeValue } from "../frame/safe-value";

/** Configuration of `eks-endpoint-private`. */
interface Config {
  readonly allowPublic: boolean;
  readonly minPrefixLength: number;
}

const closed: Config = { allowPublic: false, minPrefixLength: 24 };

/** The Kubernetes API is not open to the internet. */
export const eksEndpointPrivate = defineRule<Config>({
  id: "eks-endpoint-private",
  group: "cluster",
  severity: "critical",
  displayName: "The Kubernetes API is private",
  description:
    "The API server of a cluster has a private endpoint; a public one exists only where allowed, for named networks.",
  rationale:
    "A public endpoint leaves the control plane one leaked token away from anyone. EKS makes it public by default, " +
    "so a missing value is a violation.",
  remediationSteps:
    "Set vpcConfig.endpointPublicAccess to false and vpcConfig.endpointPrivateAccess to true.",
  references: [
    { framework: "CIS Amazon EKS Benchmark (kube-bench eks-1.8.0)", control: "5.4.1, 5.4.2" },
    { framework: "AWS Foundational Security Best Practices", control: "EKS.1" },
    { framework: "PCI DSS 4.0.1", control: "1.4.4" },
    { framework: "Checkov", control: "CKV_AWS_38, CKV_AWS_39" },
    { framework: "Trivy", control: "AWS-0040, AWS-0041" },
  ],
  levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
  unknownIsMandatoryIn: ["prod"],
  resources: ["aws:eks/cluster:Cluster"],
  findings: {
    public: "The endpoint is public where only a private one is allowed.",
    private: "The private endpoint is off.",
    cidrs: "The public endpoint is open to all networks, or to too large a one.",
  },
  configSchema: {
    properties: {
      allowPublic: {
        type: "boolean",
        description: "Whether a public endpoint for named networks is allowed.",
      },
      minPrefixLength: {
        type: "integer",
        minimum: 8,
        maximum: 32,
        description: "Shortest IPv4 prefix that publicAccessCidrs may hold.",
      },
    },
  },
  defaults: { dev: { ...closed, allowPublic: true }, staging: closed, prod: closed },
  examples: {
    pass: {
      type: "aws:eks/cluster:Cluster",
      props: { vpcConfig: { endpointPublicAccess: false, endpointPrivateAccess: true } },
    },
    fail: { type: "aws:eks/cluster:Cluster", props: { vpcConfig: {} } },
  },
  check: (context) => {
    const vpc = context.props.at("vpcConfig");
    checkPublic(context, vpc);
    checkPrivate(context, vpc);
  },
});

function checkPublic(context: RuleContext<Config>, vpc: Field): void {
  const field = vpc.at("endpointPublicAccess");
  const access = field.boolean();
  if (access.state === "unknown") {
    context.unverifiable(field);
  } else if (access.state === "known" && !access.value) {
    return;
  } else if (context.config.allowPublic) {
    checkNetworks(context, vpc.at("publicAccessCidrs"));
  } else {
    context.report({
      finding: "public",
      what: "the Kubernetes API has a public endpoint",
      field,
      found: access.state === "known" ? "true" : "no value; EKS then makes it public",
      fix: "set endpointPublicAccess to false",
    });
  }
}

function checkPrivate(context: RuleContext<Config>, vpc: Field): void {
  const field = vpc.at("endpointPrivateAccess");
  const access = field.boolean();
  if (access.state === "unknown") {
    context.unverifiable(field);
  } else if ((access.state === "absent" || !access.value) && !context.config.allowPublic) {
    context.report({
      finding: "private",
      what: "the Kubernetes API has no private endpoint",
      field,
      fix: "set endpointPrivateAccess to true",
    });
  }
}

function checkNetworks(context: RuleContext<Config>, cidrs: Field): void {
  const list = cidrs.items();
  if (list.state === "unknown") {
    context.unverifiable(cidrs);
  } else if (list.state === "absent" || list.value.length === 0) {
    context.report({
      finding: "cidrs",
      what: "the public endpoint of the Kubernetes API is open to all networks",
      field: cidrs,
      fix: "list the networks of your offices and runners in publicAccessCidrs",
    });
  } else {
    list.value.forEach((item) => {
      checkNetwork(context, item);
    });
  }
}

function checkNetwork(context: RuleContext<Config>, item: Field): void {
  const cidr = item.string();
  if (cidr.state === "unknown") {
    context.unverifiable(item);
    return;
  }
  const network = cidr.state === "known" ? parseCidr(cidr.value) : undefined;
  const shortest = network?.version === 4 ? context.config.minPrefixLength : 1;
  if (cidr.state === "known" && network !== undefined && network.prefixLength < shortest) {
    context.report({
      finding: "cidrs",
      what: `the public endpoint of the Kubernetes API is open to a network larger than /${shortest}`,
      field: item,
      found: safeValue(cidr.value),
      fix: `name networks of at least /${shortest}`,
    });
  }
}
