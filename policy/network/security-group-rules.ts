import type { Field } from "../frame/field";
import type { RuleContext } from "../frame/rule";
import { safeValue } from "../frame/safe-value";
import { isOpenToTheWorld } from "./cidr";
import type { OpenIngressConfig } from "./open-ingress-config";

type Context = RuleContext<OpenIngressConfig>;

/** An ingress rule, in whichever of the three resource types it is declared. */
interface IngressRule {
  readonly field: Field;
  readonly protocol: Field;
  readonly networks: readonly Field[];
}

/** Checks every ingress rule that a security group resource declares. */
export function checkSecurityGroupRules(context: Context): void {
  for (const rule of ingressRules(context)) {
    for (const network of rule.networks) {
      checkNetwork(context, rule, network);
    }
  }
}

function ingressRules(context: Context): readonly IngressRule[] {
  const { type, props } = context;
  if (type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") {
    const networks = [props.at("cidrIpv4"), props.at("cidrIpv6")];
    return [{ field: props, protocol: props.at("ipProtocol"), networks }];
  }
  if (type === "aws:ec2/securityGroupRule:SecurityGroupRule") {
    const direction = props.at("type").string();
    if (direction.state === "unknown") {
      context.unverifiable(props.at("type"));
      return [];
    }
    return direction.state === "known" && direction.value === "egress"
      ? []
      : [listedRule(context, props)];
  }
  return elements(context, props.at("ingress")).map((field) => listedRule(context, field));
}

function listedRule(context: Context, field: Field): IngressRule {
  return {
    field,
    protocol: field.at("protocol"),
    networks: ["cidrBlocks", "ipv6CidrBlocks"].flatMap((key) => elements(context, field.at(key))),
  };
}

function elements(context: Context, list: Field): readonly Field[] {
  const read = list.items();
  if (read.state === "unknown") {
    context.unverifiable(list);
  }
  return read.state === "known" ? read.value : [];
}

function checkNetwork(context: Context, rule: IngressRule, network: Field): void {
  const cidr = network.string();
  if (cidr.state === "unknown") {
    context.unverifiable(network);
    return;
  }
  if (cidr.state === "absent" || !isOpenToTheWorld(cidr.value)) {
    return;
  }
  const exposure = isDeclaredPublic(context, rule);
  if (exposure === "undecided") {
    context.unverifiable(rule.field.at("fromPort"));
  } else if (exposure === "no") {
    context.report({
      finding: "world",
      what: `ingress is open to the whole internet on ${portText(rule)}`,
      field: network,
      found: safeValue(cidr.value),
      fix: `name the networks that may connect; to publish port ${context.config.publicPorts.join(", ")}, tag the security group exposure=public`,
    });
  }
}

function isDeclaredPublic(context: Context, rule: IngressRule): "yes" | "no" | "undecided" {
  const exposure = context.props.at("tags", "exposure").string();
  const protocol = rule.protocol.text();
  const from = rule.field.at("fromPort").number();
  const to = rule.field.at("toPort").number();
  const isAll = protocol.state === "known" && (protocol.value === "-1" || protocol.value === "all");
  if (isAll || exposure.state === "absent") {
    return "no";
  }
  if ([exposure, protocol, from, to].some(({ state }) => state === "unknown")) {
    return "undecided";
  }
  const isPublicPort =
    from.state === "known" &&
    to.state === "known" &&
    from.value === to.value &&
    context.config.publicPorts.includes(from.value);
  return exposure.state === "known" && exposure.value === "public" && isPublicPort ? "yes" : "no";
}

function portText(rule: IngressRule): string {
  const protocol = rule.protocol.text();
  if (protocol.state === "known" && (protocol.value === "-1" || protocol.value === "all")) {
    return "every port";
  }
  const from = rule.field.at("fromPort").number();
  const to = rule.field.at("toPort").number();
  if (from.state !== "known" || to.state !== "known") {
    return "ports not known";
  }
  return from.value === to.value ? `port ${from.value}` : `ports ${from.value} to ${to.value}`;
}
