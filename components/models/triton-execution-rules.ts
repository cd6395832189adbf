import { below, didYouMean, type Problem } from "../internal/problems";
import type {
  TritonCudaGraph,
  TritonGraphShapes,
  TritonInstanceGroup,
  TritonOptimization,
} from "./triton-execution";
import { instanceGroups, type TritonModelSettings } from "./triton-model";
import { countProblems, shapeProblems } from "./triton-value-rules";

/**
 * Problems of instance groups. Triton refuses GPUs of a group that is not of kind `gpu` or `auto`, profiles outside
 * TensorRT (`ValidateInstanceGroup`), and a resource that is both global and of a device (`ResourceManager`).
 */
export function instanceProblems(config: TritonModelSettings): Problem[] {
  const groups = instanceGroups(config);
  if (groups.length === 0) {
    return [{ path: "instances", reason: "is empty. Name at least one group." }];
  }
  const pathOf = (index: number): string =>
    Array.isArray(config.instances) ? `instances[${index}]` : "instances";
  return [
    ...groups.flatMap((group, index) => below(pathOf(index), groupProblems(group, config))),
    ...resourceScopeProblems(groups, pathOf),
  ];
}

function groupProblems(group: TritonInstanceGroup, { backend }: TritonModelSettings): Problem[] {
  const { kind, gpus = [], profiles = [], rateLimiter = {} } = group;
  return [
    ...countProblems("count", group.count, "a number of copies", 1),
    ...(gpus.length > 0 && (kind === "cpu" || kind === "model")
      ? [{ path: "gpus", reason: `is not for the kind ${kind}. Remove it, or write kind: gpu.` }]
      : gpus.flatMap((gpu, index) => countProblems(`gpus[${index}]`, gpu, "an index of a GPU", 0))),
    ...(profiles.length > 0 && backend !== "tensorrt"
      ? [{ path: "profiles", reason: "is for the backend tensorrt only. Remove it." }]
      : profiles.flatMap((profile, index) =>
          countProblems(`profiles[${index}]`, profile, "an index of a profile", 0),
        )),
    ...countProblems("rateLimiter.priority", rateLimiter.priority, "a priority", 1),
    ...(rateLimiter.resources ?? []).flatMap(({ name, count }, index) =>
      below(`rateLimiter.resources[${index}]`, [
        ...(name === "" ? [{ path: "name", reason: "is empty. Write a name." }] : []),
        ...countProblems("count", count, "a number of parts", 1),
      ]),
    ),
  ];
}

function resourceScopeProblems(
  groups: readonly TritonInstanceGroup[],
  pathOf: (index: number) => string,
): Problem[] {
  const resources = groups.flatMap(({ rateLimiter }, group) =>
    (rateLimiter?.resources ?? []).map(({ name, global = false }, index) => ({
      path: `${pathOf(group)}.rateLimiter.resources[${index}].global`,
      name,
      global,
    })),
  );
  return resources.flatMap(({ path, name, global }) => {
    const first = resources.find((resource) => resource.name === name);
    if (first === undefined || first.global === global) return [];
    return [
      {
        path,
        reason: `is ${String(global)}, but the resource "${name}" is ${String(first.global)} at ${first.path}. Write the same for each.`,
      },
    ];
  });
}

/** Settings of the accelerator TensorRT that the ONNX Runtime backend knows; it refuses any other. */
const tensorRtParameters = [
  "precision_mode",
  "max_workspace_size_bytes",
  "int8_calibration_table_name",
  "int8_use_native_calibration_table",
  "trt_max_partition_iterations",
  "trt_min_subgraph_size",
  "trt_dla_enable",
  "trt_dla_core",
  "trt_engine_cache_enable",
  "trt_engine_cache_path",
  "trt_engine_cache_prefix",
  "trt_dump_subgraphs",
  "trt_force_sequential_engine_build",
  "trt_context_memory_sharing_enable",
  "trt_layer_norm_fp32_fallback",
  "trt_timing_cache_enable",
  "trt_timing_cache_path",
  "trt_force_timing_cache",
  "trt_detailed_build_log",
  "trt_build_heuristics_enable",
  "trt_sparsity_enable",
  "trt_builder_optimization_level",
  "trt_auxiliary_streams",
  "trt_tactic_sources",
  "trt_extra_plugin_lib_paths",
  "trt_profile_min_shapes",
  "trt_profile_max_shapes",
  "trt_profile_opt_shapes",
  "trt_cuda_graph_enable",
  "trt_dump_ep_context_model",
  "trt_ep_context_file_path",
  "trt_ep_context_embed_mode",
] as const;

const precisions = ["FP32", "FP16", "BF16", "INT8"];

/**
 * Problems of the optimization. The ONNX Runtime backend refuses an unknown setting or precision of its accelerator
 * TensorRT; other backends have no accelerators. A CUDA graph has to be of a batch size and of inputs of the model.
 */
export function optimizationProblems(config: TritonModelSettings): Problem[] {
  const { optimization = {}, backend } = config;
  const { accelerators = {}, cuda = {} } = optimization;
  return below("optimization", [
    ...countProblems("graphLevel", optimization.graphLevel, "a level of graph optimization", -1),
    ...countProblems(
      "gatherKernelBufferThreshold",
      optimization.gatherKernelBufferThreshold,
      "a number of buffers",
      0,
    ),
    ...(cuda.graphSpecs ?? []).flatMap((graph, index) =>
      below(`cuda.graphSpecs[${index}]`, graphProblems(graph, config)),
    ),
    ...below("accelerators", acceleratorProblems(accelerators, backend)),
  ]);
}

function acceleratorProblems(
  { gpu = [], cpu = [] }: NonNullable<TritonOptimization["accelerators"]>,
  backend: TritonModelSettings["backend"],
): Problem[] {
  if (backend !== "onnxruntime" && gpu.length + cpu.length > 0) {
    return [
      { path: "", reason: `is read by the backend onnxruntime, not by ${backend}. Remove it.` },
    ];
  }
  return gpu.flatMap(({ name, parameters = {} }, index) =>
    name === "tensorrt"
      ? below(`gpu[${index}].parameters`, tensorRtParameterProblems(parameters))
      : [],
  );
}

function tensorRtParameterProblems(parameters: Readonly<Record<string, string>>): Problem[] {
  const known: readonly string[] = tensorRtParameters;
  const { precision_mode: precision = "FP32" } = parameters;
  return [
    ...Object.keys(parameters)
      .filter((key) => !known.includes(key))
      .map((key) => ({
        path: key,
        reason: `is not a parameter of the accelerator tensorrt.${didYouMean(key, known)} Write one of ${known.join(", ")}.`,
      })),
    ...(precisions.includes(precision)
      ? []
      : [
          {
            path: "precision_mode",
            reason: `"${precision}" is not a precision. Write one of ${precisions.join(", ")}.`,
          },
        ]),
  ];
}

function graphProblems(graph: TritonCudaGraph, config: TritonModelSettings): Problem[] {
  return [
    ...graphShapesProblems(graph, config),
    ...(graph.lowerBound === undefined
      ? []
      : below("lowerBound", graphShapesProblems(graph.lowerBound, config))),
  ];
}

function graphShapesProblems(
  { batchSize, inputs }: TritonGraphShapes,
  { maxBatchSize, inputs: modelInputs }: TritonModelSettings,
): Problem[] {
  const names = modelInputs.map(({ name }) => name);
  return [
    ...countProblems(
      "batchSize",
      batchSize,
      "a batch size of the model",
      maxBatchSize === 0 ? 0 : 1,
      maxBatchSize,
    ),
    ...Object.entries(inputs).flatMap(([name, dims]) =>
      names.includes(name)
        ? shapeProblems(`inputs.${name}`, dims, "fixed")
        : [
            {
              path: `inputs.${name}`,
              reason: `is not an input of the model.${didYouMean(name, names)} Write one of ${names.join(", ")}.`,
            },
          ],
    ),
  ];
}
