import type { Problem } from "../../internal/problems";
import { custom, type CustomRuntime } from "./custom";
import { huggingface, type HuggingFaceRuntime } from "./huggingface";
import { mlserver, type MlServerRuntime } from "./mlserver";
import type {
  ImageOf,
  NamedServingRuntime,
  RuntimeDefinition,
  RuntimePlan,
  ServedModel,
} from "./runtime";
import { tensorflow, type TensorFlowRuntime } from "./tensorflow";
import { torchserve, type TorchServeRuntime } from "./torchserve";
import { onnxruntime, triton, type OnnxRuntime, type TritonRuntime } from "./triton";
import { vllm, type VllmRuntime } from "./vllm";
import { vllmMultiNode, type VllmMultiNodeRuntime } from "./vllm-multi-node";

/** Runtimes without a build for GPUs here. */
export type CpuRuntime = OnnxRuntime | MlServerRuntime | TensorFlowRuntime;

/** Runtimes of which a replica is one pod with GPUs. */
export type GpuRuntime = VllmRuntime;

/** Runtimes that serve on the CPU or on GPUs. */
export type EitherRuntime = TritonRuntime | HuggingFaceRuntime | TorchServeRuntime | CustomRuntime;

/** What serves a model. */
export type ServingRuntime = CpuRuntime | GpuRuntime | EitherRuntime | VllmMultiNodeRuntime;

type Named<Name> = Extract<ServingRuntime, { readonly name: Name }>;

type Definitions = {
  readonly [Name in ServingRuntime["name"]]: RuntimeDefinition<Named<Name>>;
};

/** Every runtime by name. To add one: its file, its line here, its place in one of the unions above. */
const definitions: Definitions = {
  triton,
  onnxruntime,
  vllm,
  vllmMultiNode,
  huggingface,
  sklearn: mlserver,
  xgboost: mlserver,
  lightgbm: mlserver,
  mlflow: mlserver,
  tensorflow,
  torchserve,
  custom,
};

/** Names of the runtimes. */
export const runtimeNames = Object.keys(definitions) as readonly ServingRuntime["name"][];

/** Runtimes that need GPUs, that can use them, or that cannot. */
export const gpuUse: Readonly<Record<ServingRuntime["name"], "needed" | "possible" | "none">> = {
  triton: "possible",
  onnxruntime: "none",
  vllm: "needed",
  vllmMultiNode: "needed",
  huggingface: "possible",
  sklearn: "none",
  xgboost: "none",
  lightgbm: "none",
  mlflow: "none",
  tensorflow: "none",
  torchserve: "possible",
  custom: "possible",
};

/** The ClusterServingRuntimes that the platform installs, each once. */
export function servingRuntimes(image: ImageOf): NamedServingRuntime[] {
  const distinct = new Set<RuntimeDefinition<never>>(Object.values(definitions));
  return [...distinct].flatMap((definition) => definition.servingRuntimes(image));
}

/** How a runtime serves a model. Expects valid arguments. */
export function planRuntime(runtime: ServingRuntime, model: ServedModel): RuntimePlan {
  return definitionOf(runtime).plan(runtime, model);
}

/** Problems of the arguments of a runtime, with paths below `runtime`. */
export function runtimeProblems(runtime: ServingRuntime, model: ServedModel): readonly Problem[] {
  return definitionOf(runtime).problems(runtime, model);
}

/** The definition that belongs to the name; the compiler cannot follow that. */
function definitionOf<Runtime extends ServingRuntime>(
  runtime: Runtime,
): RuntimeDefinition<Runtime> {
  return definitions[runtime.name] as unknown as RuntimeDefinition<Runtime>;
}
