import type { Input } from "@pulumi/pulumi";

import type { Memory } from "../internal/units";
import { seldonDefaults } from "./defaults";
import type { PipelineOutput, PipelineStep } from "./pipeline-steps";

/** A fixed number of replicas, or bounds between which Seldon scales. */
export type SeldonReplicas = number | { readonly min: number; readonly max: number };

/** What decides how a model is loaded, as far as it is known before anything exists. */
export interface SeldonModelRequest {
  readonly model: string;
  readonly namespace: string;
  /** `undefined` where the URI becomes known later. */
  readonly storageUri?: string;
  readonly memory: Memory;
  readonly requirements?: readonly string[];
  readonly server?: string;
  readonly replicas?: SeldonReplicas;
  readonly artifactVersion?: number;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Spec of a Model (`mlops.seldon.io/v1alpha1`), as far as this package sets it. */
export interface SeldonModelSpec {
  readonly storageUri: Input<string>;
  readonly memory: Memory;
  readonly requirements?: readonly string[];
  readonly server?: string;
  readonly replicas: number;
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly secretName?: Input<string>;
  readonly artifactVersion?: number;
  readonly parameters?: readonly { readonly name: string; readonly value: string }[];
}

/** What decides how a pipeline runs. */
export interface SeldonPipelineRequest {
  readonly pipeline: string;
  readonly namespace: string;
  readonly steps: readonly PipelineStep[];
  readonly output?: PipelineOutput;
  readonly cycles?: { readonly maxStepRevisits: number };
  /** Names of the models of the namespace, where they are known. */
  readonly models?: readonly string[];
}

/** Spec of a Pipeline (`mlops.seldon.io/v1alpha1`), as far as this package sets it. */
export interface SeldonPipelineSpec {
  readonly steps: readonly PipelineStep[];
  readonly output?: PipelineOutput;
  readonly allowCycles?: true;
  readonly maxStepRevisits?: number;
  readonly dataflow?: { readonly cleanTopicsOnDelete: boolean };
}

/** The spec of a model. Expects valid arguments (`rules.ts`). */
export function planModel(
  request: SeldonModelRequest,
  inputs: { readonly storageUri: Input<string>; readonly secretName?: Input<string> },
): SeldonModelSpec {
  const { memory, requirements, server, artifactVersion, parameters } = request;
  return {
    storageUri: inputs.storageUri,
    memory,
    requirements,
    server,
    ...planReplicas(request.replicas ?? seldonDefaults.replicas),
    secretName: inputs.secretName,
    artifactVersion,
    parameters: parameters && Object.entries(parameters).map(([name, value]) => ({ name, value })),
  };
}

function planReplicas(
  replicas: SeldonReplicas,
): Pick<SeldonModelSpec, "replicas" | "minReplicas" | "maxReplicas"> {
  if (typeof replicas === "number") return { replicas };
  return { replicas: replicas.min, minReplicas: replicas.min, maxReplicas: replicas.max };
}

/** The spec of a pipeline. Expects valid arguments (`pipeline-rules.ts`). */
export function planPipeline(
  { steps, output, cycles }: SeldonPipelineRequest,
  cleanTopicsOnDelete: boolean | undefined,
): SeldonPipelineSpec {
  return {
    steps,
    output,
    ...(cycles && { allowCycles: true, maxStepRevisits: cycles.maxStepRevisits }),
    ...(cleanTopicsOnDelete !== undefined && { dataflow: { cleanTopicsOnDelete } }),
  };
}
