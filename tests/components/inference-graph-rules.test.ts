import assert from "node:assert/strict";

import fc from "fast-check";

import { protocolWords } from "../../components/serving/graph-defaults";
import { conditionProblems } from "../../components/serving/graph-conditions";
import type { GraphNodes } from "../../components/serving/graph-nodes";
import type { InferenceGraphRequest } from "../../components/serving/graph-plan";
import { inferenceGraphProblems } from "../../components/serving/graph-rules";
import { said } from "../support/recorded";

const root: GraphNodes["root"] = {
  type: "sequence",
  steps: [{ model: "detector" }, { model: "scorer", data: "$response" }],
};
const valid: InferenceGraphRequest = {
  graph: "triage",
  namespace: "fraud",
  nodes: { root },
  resources: { cpu: "250m", memory: "256Mi" },
  replicas: { min: 1, max: 3 },
};

const large = { service: "large-chat", runtime: { name: "vllmMultiNode" } } as const;

/** Nodes as a program without types could write them. */
function untyped(nodes: Record<string, unknown>): GraphNodes {
  return nodes as unknown as GraphNodes;
}

describe("rules of an inference graph", () => {
  const cases: readonly [string, Partial<InferenceGraphRequest>, string[]][] = [
    ["accept a graph", {}, []],
    ["accept known models", { models: ["detector", "scorer", "other"] }, []],
    [
      "refuse a graph without root",
      { nodes: untyped({ start: root }) },
      ["nodes.root: is missing, and every request begins there. Name a node root."],
    ],
    [
      "refuse a node that is not there, with the nearest",
      { nodes: { root: { type: "ensemble", steps: [{ node: "brede" }] }, breed: root } },
      [
        'nodes.root.steps[0].node: "brede" is not a node of this graph. Did you mean "breed"? Nodes: root, breed.',
        "nodes.breed: is never reached from root. Let a step go to it, or remove it.",
      ],
    ],
    [
      "refuse cycles, with their way",
      {
        nodes: {
          root: { type: "sequence", steps: [{ node: "a" }] },
          a: { type: "ensemble", steps: [{ node: "b" }, { model: "scorer" }] },
          b: { type: "switch", steps: [{ node: "a", condition: "x" }], otherwise: { node: "b" } },
        },
      },
      [
        "nodes.a: leads back to itself (a -> b -> a): the router would call it without end. Remove one of these steps.",
        "nodes.b: leads back to itself (b -> b): the router would call it without end. Remove one of these steps.",
      ],
    ],
    [
      "refuse a cycle that only otherwise closes",
      {
        nodes: {
          root: {
            type: "switch",
            steps: [{ model: "scorer", condition: "x" }],
            otherwise: { node: "root" },
          },
        },
      },
      [
        "nodes.root: leads back to itself (root -> root): the router would call it without end. Remove one of these steps.",
      ],
    ],
    [
      "refuse nodes that nothing reaches, and their cycle",
      {
        nodes: {
          root,
          a: { type: "ensemble", steps: [{ node: "b" }] },
          b: { type: "ensemble", steps: [{ node: "a" }] },
        },
      },
      [
        "nodes.a: is never reached from root. Let a step go to it, or remove it.",
        "nodes.b: is never reached from root. Let a step go to it, or remove it.",
        "nodes.a: leads back to itself (a -> b -> a): the router would call it without end. Remove one of these steps.",
      ],
    ],
    [
      "refuse a node without steps",
      {
        nodes: untyped({
          root: { type: "splitter", steps: [] },
        }),
      },
      ["nodes.root.steps: is empty, so the node has no answer. Write at least one step."],
    ],
    [
      "refuse steps with no target and with two",
      {
        nodes: untyped({
          root: { type: "ensemble", steps: [{ name: "a" }, { model: "scorer", node: "root" }] },
        }),
      },
      [
        "nodes.root.steps[0]: goes nowhere. Write model or node.",
        'nodes.root.steps[1]: goes to model "scorer" and to node "root". Keep one of the two.',
        "nodes.root: leads back to itself (root -> root): the router would call it without end. Remove one of these steps.",
      ],
    ],
    [
      "refuse two steps of one name in a node, otherwise included",
      {
        nodes: {
          root: {
            type: "switch",
            steps: [{ name: "a", model: "scorer", condition: "x" }],
            otherwise: { name: "a", node: "next" },
          },
          next: { type: "ensemble", steps: [{ name: "a", model: "scorer" }] },
        },
      },
      [
        'nodes.root.otherwise.name: "a" is the name of steps[0] already. Give each step of a node its own name.',
      ],
    ],
    [
      "refuse names of nodes, steps and models that are none",
      { nodes: { root: { type: "ensemble", steps: [{ name: "1", node: "A b" }] }, "A b": root } },
      [
        'nodes.root.steps[0].name: "1" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        'nodes.A b: "A b" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
      ],
    ],
    [
      "refuse weights that are no percentage",
      {
        nodes: untyped({
          root: {
            type: "splitter",
            steps: [
              { model: "a", weight: 33.4 },
              { model: "b", weight: -1 },
              { model: "c", weight: 101 },
              { model: "d" },
            ],
          },
        }),
      },
      [
        "nodes.root.steps[0].weight: 33.4 is not a percentage. Write a whole number from 0 to 100.",
        "nodes.root.steps[1].weight: -1 is not a percentage. Write a whole number from 0 to 100.",
        "nodes.root.steps[2].weight: 101 is not a percentage. Write a whole number from 0 to 100.",
        "nodes.root.steps[3].weight: NaN is not a percentage. Write a whole number from 0 to 100.",
      ],
    ],
    [
      "refuse weights that do not add up",
      {
        nodes: {
          root: {
            type: "splitter",
            steps: [
              { model: "a", weight: 90 },
              { model: "b", weight: 20 },
            ],
          },
        },
      },
      ["nodes.root.steps: have weights that add up to 110. Make it 100."],
    ],
    [
      "refuse models that the namespace does not have",
      { models: ["scorer"] },
      ['nodes.root.steps[0].model: "detector" is not a model of the namespace. Models: scorer.'],
    ],
    [
      "accept models with their runtimes beside names",
      { models: ["detector", { service: "scorer", runtime: { name: "vllm" } }, large] },
      [],
    ],
    [
      "refuse a step to a model on several nodes, which no graph can call",
      {
        models: ["detector", "scorer", large],
        nodes: {
          root: {
            type: "switch",
            steps: [{ model: "scorer", condition: "x" }],
            otherwise: { model: "large-chat" },
          },
        },
      },
      [
        'nodes.root.otherwise.model: "large-chat" runs on several nodes (vllmMultiNode): it is a LeaderWorkerSet, and a graph of KServe calls InferenceServices only and would never be ready. Allowed: detector, scorer. Serve it on one node (runtime vllm), or let callers ask it at its own host.',
      ],
    ],
    [
      "refuse one to the only model, if that is on several nodes",
      { models: [large], nodes: { root: { type: "ensemble", steps: [{ model: "large-chat" }] } } },
      [
        'nodes.root.steps[0].model: "large-chat" runs on several nodes (vllmMultiNode): it is a LeaderWorkerSet, and a graph of KServe calls InferenceServices only and would never be ready. No model of the namespace is one. Serve it on one node (runtime vllm), or let callers ask it at its own host.',
      ],
    ],
    [
      "name no model on several nodes as one that a step may go to",
      {
        models: ["scorer", large],
        nodes: { root: { type: "ensemble", steps: [{ model: "scorers" }] } },
      },
      [
        'nodes.root.steps[0].model: "scorers" is not a model of the namespace. Did you mean "scorer"? Models: scorer.',
      ],
    ],
    [
      "refuse the name of a model on several nodes for the graph",
      { graph: "large-chat", models: ["detector", "scorer", large] },
      [
        'graph: "large-chat" is the name of a model too, and both would answer at the host large-chat-fraud. Choose another name.',
      ],
    ],
    [
      "refuse every model where there is none",
      { models: [] },
      [
        'nodes.root.steps[0].model: "detector" is not a model of the namespace. It has none.',
        'nodes.root.steps[1].model: "scorer" is not a model of the namespace. It has none.',
      ],
    ],
    [
      "refuse a condition on the first step of a sequence",
      {
        nodes: untyped({ root: { type: "sequence", steps: [{ model: "a", condition: "x" }] } }),
      },
      [
        "nodes.root.steps[0].condition: belongs to the first step, and no step has answered yet: the router would answer 500. Remove it, or put a switch before the sequence.",
      ],
    ],
    [
      "refuse conditions by their place",
      {
        nodes: {
          root: {
            type: "sequence",
            steps: [{ node: "pick" }, { model: "a", data: "$response", condition: ".predictions" }],
          },
          pick: { type: "switch", steps: [{ model: "b", condition: "" }] },
        },
      },
      [
        'nodes.root.steps[1].condition: ".predictions" is no gjson path. Begin with a key, without "$" or ".".',
        'nodes.pick.steps[0].condition: is empty. Write a gjson path, for instance predictions.#(class=="dog").',
      ],
    ],
    [
      "refuse a host label that is too long",
      { graph: "a".repeat(58), namespace: "fraud" },
      [
        `graph: "${"a".repeat(58)}-fraud" has 64 characters, and a host label at most 63. Shorten the name by 1.`,
      ],
    ],
    [
      "refuse a name whose label would be too long",
      { graph: "a".repeat(59), namespace: "x" },
      [`graph: "${"a".repeat(59)}" has 59 characters; at most 58 are allowed. Shorten it.`],
    ],
    [
      "refuse the name of a model that it calls",
      { graph: "scorer" },
      [
        'graph: "scorer" is the name of a model too, and both would answer at the host scorer-fraud. Choose another name.',
      ],
    ],
    [
      "refuse the name of a model of the namespace",
      { graph: "other", models: ["detector", "scorer", "other"] },
      [
        'graph: "other" is the name of a model too, and both would answer at the host other-fraud. Choose another name.',
      ],
    ],
    [
      "refuse a name like those of the objects of a model",
      { graph: "scorer-predictor" },
      [
        'graph: "scorer-predictor" ends with "-predictor", as the objects of a model do. Choose another end.',
      ],
    ],
    [
      "refuse a namespace that is none",
      { namespace: "Fraud" },
      [
        'namespace: "Fraud" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
      ],
    ],
    [
      "refuse a step that may take longer than the request",
      { requestTimeoutSeconds: 30, stepTimeoutSeconds: 31 },
      [
        "stepTimeoutSeconds: 31 is more than the 30 of the whole request. Lower it, or raise requestTimeoutSeconds.",
      ],
    ],
    [
      "refuse a step that may take longer than the default",
      { stepTimeoutSeconds: 61 },
      [
        "stepTimeoutSeconds: 61 is more than the 60 of the whole request. Lower it, or raise requestTimeoutSeconds.",
      ],
    ],
    [
      "refuse everything at once",
      {
        graph: "Triage",
        nodes: untyped({ root: { type: "ensemble", steps: [{}] } }),
        resources: { cpu: "0", memory: "4Gi" },
        replicas: { min: 2, max: 1 },
        requestTimeoutSeconds: 0,
      },
      [
        'graph: "Triage" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        "nodes.root.steps[0]: goes nowhere. Write model or node.",
        'resources.cpu: "0" is not a CPU quantity. Write cores or thousandths, for instance "2" or "500m".',
        "replicas.min: 2 is more than max 1. Lower min or raise max.",
        "requestTimeoutSeconds: 0 is not a time. Write whole seconds from 1 to 3600.",
      ],
    ],
  ];
  for (const [title, change, problems] of cases) {
    it(title, () => {
      assert.deepEqual(said(inferenceGraphProblems({ ...valid, ...change })), problems);
    });
  }

  for (const word of protocolWords) {
    it(`refuse a name from which Istio reads ${word}, and no longer word`, () => {
      for (const graph of [word, `${word}-flow`]) {
        assert.deepEqual(said(inferenceGraphProblems({ ...valid, graph })), [
          `graph: "${graph}" begins with "${word}", from which Istio would read the protocol of the router. Choose another beginning.`,
        ]);
      }
      assert.deepEqual(inferenceGraphProblems({ ...valid, graph: `${word}x-flow` }), []);
    });
  }

  it("take whole weights exactly where they add up to 100", () => {
    const weights = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 4 }),
      fc
        .array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 2 })
        .map((some) => [...some, 100 - some.reduce((total, weight) => total + weight, 0)]),
    );
    fc.assert(
      fc.property(weights, (some) => {
        const steps = some.map((weight) => ({ model: "scorer", weight }));
        const nodes = untyped({ root: { type: "splitter", steps } });
        const sum = some.reduce((total, weight) => total + weight, 0);
        assert.equal(inferenceGraphProblems({ ...valid, nodes }).length === 0, sum === 100);
      }),
      { numRuns: 500 },
    );
  });
});

describe("rule of conditions", () => {
  const met = [
    "outputs",
    "outputs.0.name",
    'outputs.#(name=="label")',
    'outputs.#(name=="label").data.#(>0)',
    "predictions.#(class==dog)",
    'predictions.#(=="dog")',
    '[@this].#(outputs.0.name=="label")',
    "[@this].#(a.b>0)",
    "[a,nope].#(b==1)",
    'outputs.#(name%"la*")',
    'outputs.#(name=="label")#|0',
    'outputs.#(name=="a)b")',
    "a\\=b",
    "a.*",
    "a|@this",
    "{a}.a",
    "{a,b}|a",
  ];
  for (const condition of met) {
    it(`accepts ${condition}`, () => {
      assert.deepEqual(said(conditionProblems("condition", condition)), []);
    });
  }

  const never =
    'so every document meets it, or none. Name a key; for all other requests a switch has "otherwise".';
  const outside =
    'compares outside of a query. Compare inside #(…): predictions.#(class=="dog"), or [@this].#(score>0.5) for a key of the document itself.';
  const open = "has brackets or quotes that do not close. Balance them.";
  const blank = "begins or ends with a blank, which gjson takes for a part of the key. Remove it.";
  const refused: readonly [string, string][] = [
    ["$.predictions", 'is no gjson path. Begin with a key, without "$" or ".".'],
    [".a.b", 'is no gjson path. Begin with a key, without "$" or ".".'],
    [" a.b", blank],
    ["a.b\n", blank],
    ["a.b == 1", outside],
    ["a.b>1", outside],
    ['outputs.#(name=="label"', open],
    ['outputs.#(name=="label)', open],
    ["[a", open],
    ["{a", open],
    ["a}", open],
    ["a.#(b[0)]", open],
    ['outputs.(name=="label")', 'has a "(" that no # precedes. Write a query as #(…).'],
    [
      "outputs[0].name",
      "has an index in brackets. Write it as a key: outputs.0 and not outputs[0].",
    ],
    [
      "outputs.#(name=='label')",
      'has a single quote, which gjson takes for a part of the text. Write "…".',
    ],
    [
      'outputs.#(name=="x")#',
      'is met even where nothing matches: ")#" gives a list that may be empty. Remove the "#" after the ")".',
    ],
    [
      'outputs.#(name=="x")#.data',
      'is met even where nothing matches: ")#" gives a list that may be empty. Remove the "#" after the ")".',
    ],
    ['{ .predictions.class == "dog" }', `looks at no key, ${never}`],
    ["[nope]", `looks at no key, ${never}`],
    ["@this", `looks at no key, ${never}`],
    ["@this|@reverse", `looks at no key, ${never}`],
    ["!true", `looks at no key, ${never}`],
  ];
  for (const [condition, reason] of refused) {
    it(`refuses ${JSON.stringify(condition)}`, () => {
      assert.deepEqual(said(conditionProblems("condition", condition)), [
        `condition: "${condition}" ${reason}`,
      ]);
    });
  }

  it("answers any text with nothing or one problem, and a key with nothing", () => {
    const unit = fc.constantFrom(...Array.from("ab.|#()[]{}\"'\\=<>@!$ 0"));
    fc.assert(
      fc.property(fc.string({ unit }), (condition) => {
        assert.ok(conditionProblems("condition", condition).length <= 1);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]+(\.[a-z0-9]+){0,3}$/), (condition) => {
        assert.deepEqual(conditionProblems("condition", condition), []);
      }),
    );
  });
});
