/** Where a step goes: to a model of the same namespace, or to another node of the graph. */
export type GraphTarget =
  | {
      /** `service` of a `ModelService` in the namespace of the graph. */
      readonly model: string;
      readonly node?: never;
    }
  | {
      /** Another node of the graph. */
      readonly node: string;
      readonly model?: never;
    };

/** What every step may say. */
interface NamedStep {
  /** Name of the step, unique in its node: it is in the router's log. Default: none. */
  readonly name?: string;
}

/** A step whose failure can end its node. */
interface DependentStep extends NamedStep {
  /**
   * `hard`: an answer that is no success (2xx) ends the node and is its answer. `soft`: the node goes on, in a sequence
   * with the error as the answer of the step. Default: `hard`, so that no model gets an error as its input.
   */
  readonly dependency?: "hard" | "soft";
}

/** The first step of a sequence: it gets the request of the node. */
type FirstSequenceStep = GraphTarget & DependentStep;

/** A later step of a sequence. */
type SequenceStep = GraphTarget &
  DependentStep & {
    /** What the step gets: the request of the node, or the answer of the step before. */
    readonly data: "$request" | "$response";
    /**
     * Whether `predictions` of the data are sent as `instances`, as the next model of protocol v1 wants them; everything
     * else in the data is dropped. Default: `false`. It does nothing for protocol v2, so none for Triton.
     */
    readonly mapPredictionsToInstances?: boolean;
    /**
     * A gjson path, for instance `predictions.#(class=="dog")`: where the answer of the step before has nothing at it, the
     * sequence ends with that answer and status 200. Default: none, the step always runs.
     */
    readonly condition?: string;
  };

/** A step of a switch: it runs when it is the first whose condition is met. */
type SwitchStep = GraphTarget &
  NamedStep & {
    /**
     * A gjson path, for instance `inputs.#(name=="image")`. It is met where the request has something at it, even `false`
     * or `null`: compare inside `#(…)`.
     */
    readonly condition: string;
  };

/** A step of an ensemble: all run at once. */
type EnsembleStep = GraphTarget &
  DependentStep & {
    /** Key of the step's answer in the answer of the ensemble, unique in its node. Default: its position, from `0`. */
    readonly name?: string;
  };

/** A step of a splitter: one of them runs. */
type SplitterStep = GraphTarget &
  NamedStep & {
    /** Percentage of requests that this step gets: a whole number; those of a splitter add up to 100. */
    readonly weight: number;
  };

/** One node of an inference graph. */
export type GraphNode =
  | {
      /** Steps one after the other; the answer is that of the last. */
      readonly type: "sequence";
      readonly steps: readonly [FirstSequenceStep, ...SequenceStep[]];
    }
  | {
      /** The first step whose condition the request meets. */
      readonly type: "switch";
      readonly steps: readonly [SwitchStep, ...SwitchStep[]];
      /** Where a request goes that meets no condition. Default: nowhere, the answer is 404. */
      readonly otherwise?: GraphTarget & NamedStep;
    }
  | {
      /** All steps at once; the answer is an object that holds theirs. Each must answer with a JSON object. */
      readonly type: "ensemble";
      readonly steps: readonly [EnsembleStep, ...EnsembleStep[]];
    }
  | {
      /** One step, drawn by weight for every request. */
      readonly type: "splitter";
      readonly steps: readonly [SplitterStep, ...SplitterStep[]];
    };

/** The nodes of a graph by name. Every request begins at `root`. */
export type GraphNodes = { readonly root: GraphNode } & Readonly<Record<string, GraphNode>>;
