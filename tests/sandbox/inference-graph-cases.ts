import type { GraphNodes } from "../../components/serving/graph-nodes";

/** Nodes as a program without types could write them. */
const untyped = (nodes: Record<string, unknown>): GraphNodes => nodes as unknown as GraphNodes;
/** A model to which steps go. */
export const model = "scorer";

/** What the rules refuse, and what KServe's webhook or the schema says to it; "accepted" where it lets it through. */
export const refused: readonly [title: string, nodes: GraphNodes, kserve: RegExp | "accepted"][] = [
  [
    "no root",
    untyped({ start: { type: "ensemble", steps: [{ model }] } }),
    /root node not found, InferenceGraph needs a node with name 'root'/,
  ],
  [
    "weights that do not add up",
    { root: { type: "splitter", steps: [{ model, weight: 90 }] } },
    /the sum of traffic weights for all routing targets should be 100/,
  ],
  [
    "a missing weight",
    untyped({ root: { type: "splitter", steps: [{ model }] } }),
    /missing the 'Weight'/,
  ],
  [
    "a weight that is no whole number",
    untyped({
      root: {
        type: "splitter",
        steps: [
          { model, weight: 0.5 },
          { model, weight: 99.5 },
        ],
      },
    }),
    /steps\[0\].weight in body must be of type integer/,
  ],
  [
    "negative weights that add up",
    {
      root: {
        type: "splitter",
        steps: [
          { model, weight: -20 },
          { model, weight: 120 },
        ],
      },
    },
    "accepted",
  ],
  [
    "two steps of one name",
    {
      root: {
        type: "ensemble",
        steps: [
          { name: "a", model },
          { name: "a", model },
        ],
      },
    },
    /contains more than one step with name "a"/,
  ],
  [
    "a step that goes nowhere",
    untyped({ root: { type: "ensemble", steps: [{}] } }),
    /does not specify an inference target/,
  ],
  [
    "a node that is not there",
    { root: { type: "ensemble", steps: [{ node: "nowhere" }] } },
    "accepted",
  ],
  ["a cycle", { root: { type: "ensemble", steps: [{ node: "root" }] } }, "accepted"],
  [
    "a node that nothing reaches",
    {
      root: { type: "ensemble", steps: [{ model }] },
      alone: { type: "ensemble", steps: [{ model }] },
    },
    "accepted",
  ],
  ["a node without steps", untyped({ root: { type: "sequence", steps: [] } }), "accepted"],
  [
    "a condition that nothing meets",
    { root: { type: "switch", steps: [{ model, condition: "$.a == 1" }] } },
    "accepted",
  ],
  [
    "a condition on the first step",
    untyped({ root: { type: "sequence", steps: [{ model, condition: "a" }] } }),
    "accepted",
  ],
];
