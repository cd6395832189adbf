import { parser } from "@prometheus-io/lezer-promql";

/** A node of the parse tree of a query. */
type SyntaxNode = ReturnType<typeof parser.parse>["topNode"];

/** What a PromQL expression gives: a bare number, at most one element, or possibly several. */
type Cardinality = "scalar" | "one" | "several";

/** What is wrong with a query for KEDA, which takes an instant vector of at most one element; `undefined`: nothing. */
export function queryProblem(query: string): string | undefined {
  const { topNode } = parser.parse(query);
  const position = firstError(topNode);
  if (position !== undefined) {
    return `is not PromQL: it cannot be read from character ${position + 1} on. Correct it.`;
  }
  switch (ofOperands(topNode, query)) {
    case "one":
      return undefined;
    case "scalar":
      return "gives a bare number, which KEDA cannot read. Wrap it in vector().";
    case "several":
      return "may give several elements, and KEDA takes one. Wrap it in sum(), avg() or max(), without by or without.";
  }
}

/** Where the first error of a parse tree is. */
function firstError(node: SyntaxNode): number | undefined {
  if (node.type.isError) return node.from;
  for (const child of childrenOf(node)) {
    const position = firstError(child);
    if (position !== undefined) return position;
  }
  return undefined;
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

/** Expressions that give as many elements as their operands. */
const composed = /^(BinaryExpr|ParenExpr|UnaryExpr|OffsetExpr|StepInvariantExpr|SubqueryExpr)$/;

function cardinality(node: SyntaxNode, query: string): Cardinality {
  if (/Literal$/.test(node.name)) return "scalar";
  if (composed.test(node.name)) return ofOperands(node, query);
  if (node.name === "AggregateExpr") return ofAggregation(node);
  if (node.name === "FunctionCall") return ofFunction(node, query);
  return "several";
}

function ofOperands(node: SyntaxNode, query: string): Cardinality {
  const each = operands(node).map((operand) => cardinality(operand, query));
  if (each.includes("several")) return "several";
  return each.includes("one") ? "one" : "scalar";
}

/** Children that are expressions: operators, their modifiers and durations have other names. */
function operands(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter(({ name }) =>
    /(?<!Duration)Expr$|(Literal|Selector|FunctionCall)$/.test(name),
  );
}

/** Aggregations that keep elements apart, whatever they are grouped by. */
const keepsSeveral = /^(Topk|Bottomk|CountValues|LimitK|LimitRatio)$/;

function ofAggregation(node: SyntaxNode): Cardinality {
  const operator = node.getChild("AggregateOp")?.firstChild?.name ?? "";
  return keepsSeveral.test(operator) || groupingOf(node) !== undefined ? "several" : "one";
}

/** Labels by which an aggregation keeps its elements apart; `undefined` without `by` and `without`. */
function groupingOf(node: SyntaxNode): SyntaxNode | undefined {
  return node.getChild("AggregateModifier") ?? undefined;
}

/** Functions that change labels, so that elements may multiply in what follows. */
const changesLabels = /^(label_replace|label_join|info)$/;

function ofFunction(node: SyntaxNode, query: string): Cardinality {
  const name = textOf(node.getChild("FunctionIdentifier"), query);
  const body = node.getChild("FunctionCallBody");
  if (body === null || changesLabels.test(name)) return "several";
  if (/^(scalar|time|pi)$/.test(name)) return "scalar";
  if (/^(vector|absent|absent_over_time)$/.test(name)) return "one";
  const quantile = /^histogram_(quantile|fraction)$/.test(name);
  const several = operands(body).some(
    (argument) =>
      cardinality(argument, query) === "several" && !(quantile && isByBucket(argument, query)),
  );
  return several ? "several" : "one";
}

/** Whether an aggregation is grouped by the bucket limit `le` alone, which a quantile takes together again. */
function isByBucket(node: SyntaxNode, query: string): boolean {
  return textOf(groupingOf(node), query).replaceAll(/\s/g, "") === "by(le)";
}

function textOf(node: SyntaxNode | null | undefined, query: string): string {
  return node ? query.slice(node.from, node.to) : "";
}
