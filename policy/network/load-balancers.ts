import type { Field } from "../frame/field";
import type { RuleContext } from "../frame/rule";
import { isOpenToTheWorld } from "./cidr";
import type { OpenIngressConfig } from "./open-ingress-config";

type Context = RuleContext<OpenIngressConfig>;

/** Annotations of the AWS Load Balancer Controller (its guide, "Service annotations"). */
const schemeAnnotation = "service.beta.kubernetes.io/aws-load-balancer-scheme";
const sourceRangesAnnotation = "service.beta.kubernetes.io/load-balancer-source-ranges";

type Verdict = "closed" | "open" | Field;

/** A Service of type LoadBalancer is internal or names its clients. */
export function checkService(context: Context): void {
  const { props } = context;
  const type = props.at("spec", "type");
  const kind = type.string();
  if (kind.state === "unknown") {
    context.unverifiable(type);
    return;
  }
  if (kind.state === "known" && kind.value === "LoadBalancer") {
    const annotations = props.at("metadata", "annotations");
    const verdicts = [
      schemeVerdict(annotations),
      rangeListVerdict(props.at("spec", "loadBalancerSourceRanges")),
      rangeTextVerdict(annotations),
    ];
    settle(context, verdicts, annotations.at(schemeAnnotation));
  }
}

/**
 * A Gateway is internal or names its clients. Its controller makes a Service of type LoadBalancer with the annotations of
 * `spec.infrastructure`, except for waypoints and where an address of type Hostname names an existing Service (Istio 1.31).
 */
export function checkGateway(context: Context): void {
  const spec = context.props.at("spec");
  const className = spec.at("gatewayClassName");
  const address = spec.at("addresses", 0, "type");
  const annotations = spec.at("infrastructure", "annotations");
  settle(
    context,
    [
      textVerdict(className, (name) => name.endsWith("-waypoint")),
      textVerdict(address, (type) => type === "Hostname"),
      schemeVerdict(annotations),
      rangeTextVerdict(annotations),
    ],
    annotations.at(schemeAnnotation),
  );
}

function settle(context: Context, verdicts: readonly Verdict[], field: Field): void {
  const all = [...verdicts, listedVerdict(context)];
  if (all.includes("closed")) {
    return;
  }
  const undecided = all.find((verdict) => typeof verdict === "object");
  if (undecided !== undefined) {
    context.unverifiable(undecided);
    return;
  }
  context.report({
    finding: "load-balancer",
    what: "the load balancer may face the internet",
    field,
    fix:
      `set the annotation ${schemeAnnotation} to "internal", name client networks, ` +
      `or list the object as namespace/name in publicServices`,
  });
}

/** An object that is listed as public needs no closing, so it counts as closed. */
function listedVerdict({ props, config }: Context): Verdict {
  if (config.publicServices.length === 0) {
    return "open";
  }
  const namespace = props.at("metadata", "namespace");
  const space = namespace.string();
  if (space.state === "unknown") {
    return namespace;
  }
  const prefix = space.state === "known" ? space.value : "default";
  return textVerdict(props.at("metadata", "name"), (name) =>
    config.publicServices.includes(`${prefix}/${name}`),
  );
}

function textVerdict(field: Field, isClosed: (text: string) => boolean): Verdict {
  const text = field.string();
  if (text.state === "unknown") {
    return field;
  }
  return text.state === "known" && isClosed(text.value) ? "closed" : "open";
}

function schemeVerdict(annotations: Field): Verdict {
  return annotations.read().state === "unknown"
    ? annotations
    : textVerdict(annotations.at(schemeAnnotation), (scheme) => scheme === "internal");
}

function rangeListVerdict(list: Field): Verdict {
  const ranges = list.items();
  if (ranges.state !== "known") {
    return ranges.state === "unknown" ? list : "open";
  }
  const networks = ranges.value.map((item) => ({ item, cidr: item.string() }));
  const open = networks.some(({ cidr }) => cidr.state === "known" && isOpenToTheWorld(cidr.value));
  if (open || networks.length === 0) {
    return "open";
  }
  return networks.find(({ cidr }) => cidr.state === "unknown")?.item ?? "closed";
}

function rangeTextVerdict(annotations: Field): Verdict {
  const field = annotations.at(sourceRangesAnnotation);
  const ranges = field.string();
  if (ranges.state !== "known") {
    return ranges.state === "unknown" ? field : "open";
  }
  return ranges.value.split(",").some((range) => isOpenToTheWorld(range.trim()))
    ? "open"
    : "closed";
}
