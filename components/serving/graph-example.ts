import type { InferenceGraphArgs } from "./inference-graph";

const place = {
  namespace: "fraud",
  serviceAccountName: "models",
  gateway: { domain: "models.example.com", scheme: "https" },
} as const;

/** The fewest arguments that work: two models, of which one gets a tenth of the requests. */
export const smallestGraph: InferenceGraphArgs = {
  graph: "canary",
  ...place,
  nodes: {
    root: {
      type: "splitter",
      steps: [
        { model: "scorer", weight: 90 },
        { model: "scorer-next", weight: 10 },
      ],
    },
  },
};

/** Every argument, and every kind of node. */
export const fullestGraph: InferenceGraphArgs = {
  graph: "triage",
  ...place,
  models: [
    "features",
    "detector",
    "detector-next",
    "scorer",
    { service: "scorer-large", runtime: { name: "triton" } },
  ],
  nodes: {
    root: {
      type: "sequence",
      steps: [
        { name: "features", model: "features" },
        { name: "detect", node: "detect", data: "$response", mapPredictionsToInstances: true },
        {
          name: "score",
          node: "score",
          data: "$request",
          condition: 'predictions.#(label=="suspicious")',
          dependency: "hard",
        },
      ],
    },
    detect: {
      type: "splitter",
      steps: [
        { name: "stable", model: "detector", weight: 95 },
        { name: "next", model: "detector-next", weight: 5 },
      ],
    },
    score: {
      type: "switch",
      steps: [{ name: "large", node: "both", condition: "[@this].#(amount>1000)" }],
      otherwise: { name: "small", model: "scorer" },
    },
    both: {
      type: "ensemble",
      steps: [
        { name: "scorer", model: "scorer" },
        { name: "scorer-large", model: "scorer-large", dependency: "soft" },
      ],
    },
  },
  resources: { cpu: "500m", memory: "512Mi" },
  replicas: { min: 2, max: 4 },
  requestTimeoutSeconds: 30,
  stepTimeoutSeconds: 10,
};
