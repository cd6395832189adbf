import { cycles, reachableFrom, type Edges } from "../internal/graph";
import { unknownModelProblems } from "../internal/known-models";
import { nameProblems } from "../internal/names";
import { below, didYouMean, type Problem } from "../internal/problems";
import type { PipelineOutput, PipelineStep } from "./pipeline-steps";
import type { SeldonPipelineRequest } from "./plan";
import { countProblems } from "./rules";

/** Names that a reference may begin with: the steps of the pipeline, and the pipeline itself. */
interface Scope {
  readonly pipeline: string;
  readonly steps: readonly string[];
}

const joinTypes: readonly string[] = ["inner", "outer", "any"];

/** Problems of a pipeline of Seldon. */
export function seldonPipelineProblems(request: SeldonPipelineRequest): Problem[] {
  const { pipeline, namespace, steps, output, cycles: allowed, models } = request;
  const scope: Scope = { pipeline, steps: steps.map(({ name }) => name) };
  return [
    ...nameProblems("pipeline", pipeline),
    ...nameProblems("namespace", namespace),
    ...(steps.length === 0
      ? [{ path: "steps", reason: "is empty. Write at least one step." }]
      : []),
    ...steps.flatMap((step, index) =>
      below(`steps[${index}]`, [
        ...stepNameProblems(step, scope, index),
        ...unknownModelProblems("name", step.name, models),
        ...stepProblems(step, scope),
      ]),
    ),
    ...(output === undefined ? [] : below("output", outputProblems(output, scope))),
    ...countProblems("cycles.maxStepRevisits", allowed?.maxStepRevisits, 1),
    ...flowProblems(steps, scope, allowed !== undefined),
  ];
}

function stepNameProblems({ name }: PipelineStep, scope: Scope, index: number): Problem[] {
  if (name === scope.pipeline) {
    return [
      {
        path: "name",
        reason: `"${name}" is the name of the pipeline too. Give the step, and so its model, another name.`,
      },
    ];
  }
  const first = scope.steps.indexOf(name);
  if (first === index) return nameProblems("name", name);
  return [
    {
      path: "name",
      reason: `"${name}" is the name of steps[${first}] already. A model can be one step of a pipeline.`,
    },
  ];
}

function stepProblems(step: PipelineStep, scope: Scope): Problem[] {
  const { inputs = [], triggers = [] } = step;
  return [
    ...referenceProblems("inputs", inputs, scope),
    ...referenceProblems("triggers", triggers, scope),
    ...triggers.flatMap((trigger, index) =>
      inputs.includes(trigger)
        ? [
            {
              path: `triggers[${index}]`,
              reason: `"${trigger}" is an input of the step too, and Seldon takes it once only. Remove one of them.`,
            },
          ]
        : [],
    ),
    ...joinProblems("inputsJoinType", step.inputsJoinType),
    ...joinProblems("triggersJoinType", step.triggersJoinType),
    ...countProblems("joinWindowMs", step.joinWindowMs, 0),
    ...tensorMapProblems(step.tensorMap ?? {}, scope),
  ];
}

function outputProblems(output: PipelineOutput, scope: Scope): Problem[] {
  const steps: readonly string[] = output.steps;
  return [
    ...(steps.length === 0
      ? [
          {
            path: "steps",
            reason: "is empty. Name a step, or leave output out for a pipeline without an answer.",
          },
        ]
      : []),
    ...referenceProblems("steps", steps, { ...scope, pipeline: "" }),
    ...joinProblems("stepsJoin", output.stepsJoin),
    ...countProblems("joinWindowMs", output.joinWindowMs, 0),
    ...tensorMapProblems(output.tensorMap ?? {}, scope),
  ];
}

function referenceProblems(path: string, references: readonly string[], scope: Scope): Problem[] {
  return references.flatMap((reference, index) => {
    const reason = referenceDefect(reference, scope);
    return reason === undefined ? [] : [{ path: `${path}[${index}]`, reason }];
  });
}

/** Why a reference leads to nothing: it is written wrong, or nothing has its name. */
function referenceDefect(reference: string, { pipeline, steps }: Scope): string | undefined {
  const [, name = "", side] =
    /^([^.\s]+)(?:\.(inputs|outputs)(?:\.[^.\s]+)?)?$/.exec(reference) ?? [];
  if (name === "") {
    return `"${reference}" is not a reference. Write step, step.outputs, step.outputs.tensor, or the same with inputs.`;
  }
  if (name === pipeline) {
    if (side === "inputs") return undefined;
    return `"${reference}" is what the pipeline itself answers. Write ${pipeline}.inputs for what it got, or name a step.`;
  }
  if (steps.includes(name)) return undefined;
  return `"${name}" is not a step of this pipeline.${didYouMean(name, steps)} Steps: ${steps.join(", ")}.`;
}

function tensorMapProblems(map: Readonly<Record<string, string>>, scope: Scope): Problem[] {
  return Object.entries(map).flatMap(([tensor, name]) => {
    const path = `tensorMap.${tensor}`;
    if (tensor.split(".").length !== 3) {
      return [
        {
          path,
          reason: `"${tensor}" names no tensor. Write step.outputs.tensor or step.inputs.tensor.`,
        },
      ];
    }
    const reason = referenceDefect(tensor, scope);
    if (reason !== undefined) return [{ path, reason }];
    if (/^\S+$/.test(name)) return [];
    return [{ path, reason: `"${name}" is not the name of a tensor. Write it without blanks.` }];
  });
}

function joinProblems(path: string, join: string | undefined): Problem[] {
  if (join === undefined || joinTypes.includes(join)) return [];
  return [{ path, reason: `"${join}" is no way to join. Write ${joinTypes.join(", ")}.` }];
}

/** Cycles where none is allowed, and steps to which no request comes. */
function flowProblems(
  steps: readonly PipelineStep[],
  scope: Scope,
  cyclesAllowed: boolean,
): Problem[] {
  const edges = flowOf(steps, scope);
  const indexOf = (name: string): string => `steps[${scope.steps.indexOf(name)}]`;
  const closed = cyclesAllowed
    ? []
    : cycles(edges).map((way) => ({
        path: indexOf(way[0] ?? ""),
        reason: `gets its own answer back (${way.join(" -> ")}). Remove one of these inputs, or allow it with cycles.`,
      }));
  const reached = reachableFrom(scope.pipeline, edges);
  const cut = scope.steps
    .filter((name) => !reached.has(name))
    .map((name) => ({
      path: indexOf(name),
      reason: `gets nothing of what the pipeline gets, so it never runs. Add ${scope.pipeline}.inputs to its inputs, or a step that is reached.`,
    }));
  return [...closed, ...(closed.length === 0 ? cut : [])];
}

/** From the pipeline and each step to the steps that take something from it. */
function flowOf(steps: readonly PipelineStep[], { pipeline }: Scope): Edges {
  const named = steps.filter(({ name }) => name !== pipeline);
  const edges = new Map<string, string[]>(
    [pipeline, ...named.map(({ name }) => name)].map((name) => [name, []]),
  );
  for (const { name, inputs = [], triggers = [] } of named) {
    const sources = inputs.length === 0 ? [pipeline] : inputs;
    for (const source of [...sources, ...triggers]) {
      edges.get(source.split(".")[0] ?? "")?.push(name);
    }
  }
  return edges;
}
