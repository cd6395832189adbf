import { parser } from "@prometheus-io/lezer-promql";

/** Names of the series that a PromQL expression selects. */
export function metricNamesIn(expr: string): string[] {
  const names = new Set<string>();
  parser.parse(expr).iterate({
    enter: ({ name, from, to, node }) => {
      const isMetric = name === "Identifier" && node.parent?.name === "VectorSelector";
      if (isMetric) names.add(expr.slice(from, to));
    },
  });
  return [...names];
}
