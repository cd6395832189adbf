import { parser } from "@prometheus-io/lezer-promql";

/** Metrics that an expression names, as often as it names them. */
export function metricsOf(expr: string): string[] {
  return texts(expr, ({ name }) => name === "Identifier");
}

/** The parts of an expression that are no PromQL; none where it is well. */
export function syntaxErrors(expr: string): string[] {
  return texts(expr, ({ type }) => type.isError);
}

interface SyntaxNode {
  readonly name: string;
  readonly type: { readonly isError: boolean };
}

function texts(expr: string, wanted: (node: SyntaxNode) => boolean): string[] {
  const found: string[] = [];
  parser.parse(expr).iterate({
    enter: (node) => {
      if (wanted(node)) found.push(expr.slice(node.from, node.to));
    },
  });
  return found;
}
