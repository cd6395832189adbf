import { cycles, reachableFrom, type Edges } from "../internal/graph";
import { nameProblems } from "../internal/names";
import { below, didYouMean, type Problem } from "../internal/problems";
import { conditionProblems } from "./graph-conditions";
import { stepModelProblems } from "./graph-models";
import type { GraphNode, GraphNodes } from "./graph-nodes";
import type { GraphModel } from "./graph-plan";

/** What a step of any kind may say. */
interface AnyStep {
  readonly model?: string;
  readonly node?: string;
  readonly name?: string;
  readonly condition?: string;
  readonly weight?: number;
}

/** A step with its path below its node. */
interface PlacedStep {
  readonly path: string;
  readonly step: AnyStep;
}

const root = "root";

/**
 * Problems of the nodes of a graph, paths below `nodes`.
 *
 * @param models models of the namespace; `undefined` where they are not known.
 */
export function graphNodeProblems(
  nodes: GraphNodes,
  models: readonly (string | GraphModel)[] | undefined,
): Problem[] {
  return [
    ...Object.entries<GraphNode>(nodes).flatMap(([name, node]) =>
      below(name, [
        ...nameProblems("", name),
        ...nodeProblems(node),
        ...stepsOf(node).flatMap((placed) => targetProblems(placed, Object.keys(nodes), models)),
      ]),
    ),
    ...shapeProblems(nodes),
  ];
}

/** Names of the models to which steps go. */
export function targetModels(nodes: GraphNodes): string[] {
  return Object.values<GraphNode>(nodes).flatMap((node) =>
    stepsOf(node).flatMap(({ step }) => step.model ?? []),
  );
}

function stepsOf(node: GraphNode): PlacedStep[] {
  const steps: readonly AnyStep[] = node.steps;
  const placed = steps.map((step, index) => ({ path: `steps[${index}]`, step }));
  if (node.type !== "switch" || node.otherwise === undefined) return placed;
  return [...placed, { path: "otherwise", step: node.otherwise }];
}

function nodeProblems(node: GraphNode): Problem[] {
  const placed = stepsOf(node);
  return [
    ...(placed.length === 0
      ? [{ path: "steps", reason: "is empty, so the node has no answer. Write at least one step." }]
      : []),
    ...stepNameProblems(placed),
    ...placed.flatMap(({ path, step: { condition } }) =>
      condition === undefined ? [] : conditionProblems(`${path}.condition`, condition),
    ),
    ...(node.type === "sequence" ? firstStepProblems(node.steps) : []),
    ...(node.type === "splitter" ? weightProblems(node.steps) : []),
  ];
}

function stepNameProblems(placed: readonly PlacedStep[]): Problem[] {
  return placed.flatMap(({ path, step: { name } }, index) => {
    if (name === undefined) return [];
    const taken = placed.slice(0, index).find(({ step }) => step.name === name);
    if (taken === undefined) return nameProblems(`${path}.name`, name);
    return [
      {
        path: `${path}.name`,
        reason: `"${name}" is the name of ${taken.path} already. Give each step of a node its own name.`,
      },
    ];
  });
}

/** The condition of a step looks at the answer of the step before, and the first has none. */
function firstStepProblems([first]: readonly AnyStep[]): Problem[] {
  if (first?.condition === undefined) return [];
  return [
    {
      path: "steps[0].condition",
      reason:
        "belongs to the first step, and no step has answered yet: the router would answer 500. Remove it, or put a switch before the sequence.",
    },
  ];
}

function weightProblems(steps: readonly AnyStep[]): Problem[] {
  const problems = steps.flatMap(({ weight = NaN }, index) =>
    Number.isInteger(weight) && weight >= 0 && weight <= 100
      ? []
      : [
          {
            path: `steps[${index}].weight`,
            reason: `${weight} is not a percentage. Write a whole number from 0 to 100.`,
          },
        ],
  );
  if (problems.length > 0 || steps.length === 0) return problems;
  const sum = steps.reduce((total, { weight = 0 }) => total + weight, 0);
  if (sum === 100) return [];
  return [{ path: "steps", reason: `have weights that add up to ${sum}. Make it 100.` }];
}

function targetProblems(
  { path, step: { model, node } }: PlacedStep,
  nodes: readonly string[],
  models: readonly (string | GraphModel)[] | undefined,
): Problem[] {
  if (model !== undefined && node !== undefined) {
    return [
      { path, reason: `goes to model "${model}" and to node "${node}". Keep one of the two.` },
    ];
  }
  if (model !== undefined) return stepModelProblems(`${path}.model`, model, models);
  if (node === undefined) return [{ path, reason: "goes nowhere. Write model or node." }];
  if (nodes.includes(node)) return [];
  return [
    {
      path: `${path}.node`,
      reason: `"${node}" is not a node of this graph.${didYouMean(node, nodes)} Nodes: ${nodes.join(", ")}.`,
    },
  ];
}

/** No root, nodes that no request reaches, and cycles. */
function shapeProblems(nodes: GraphNodes): Problem[] {
  const names = Object.keys(nodes);
  const edges: Edges = new Map(
    Object.entries<GraphNode>(nodes).map(([name, node]) => [
      name,
      stepsOf(node).flatMap(({ step }) => step.node ?? []),
    ]),
  );
  return [
    ...(names.includes(root)
      ? unreachableProblems(names, reachableFrom(root, edges))
      : [{ path: root, reason: "is missing, and every request begins there. Name a node root." }]),
    ...cycles(edges).map(([start = "", ...way]) => ({
      path: start,
      reason: `leads back to itself (${[start, ...way].join(" -> ")}): the router would call it without end. Remove one of these steps.`,
    })),
  ];
}

function unreachableProblems(names: readonly string[], reached: ReadonlySet<string>): Problem[] {
  return names
    .filter((name) => !reached.has(name))
    .map((name) => ({
      path: name,
      reason: "is never reached from root. Let a step go to it, or remove it.",
    }));
}
