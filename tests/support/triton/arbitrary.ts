import fc from "fast-check";

import type { TritonModelConfig } from "../../../components/models/triton-config";
import { tritonBackends, type TritonBackendModel } from "../../../components/models/triton-model";
import {
  tritonBatchInputKinds,
  type TritonInput,
  type TritonOutput,
} from "../../../components/models/triton-tensors";
import { scheduler } from "./scheduler-arbitrary";
import { count, dataType, dims, names, partly, text, textMap } from "./value-arbitraries";

const inputs: fc.Arbitrary<TritonInput[]> = names(1).chain((all) =>
  fc.tuple(
    ...all.map((name) =>
      fc
        .tuple(
          dims,
          fc.boolean(),
          partly({ ragged: fc.boolean(), optional: fc.boolean() }),
          dataType,
        )
        .map(([shape, reshaped, flags, type]) => ({
          name,
          dataType: type,
          dims: shape,
          ...flags,
          ...(reshaped && { reshape: [1, ...shape] }),
          ...(shape.length === 3 && reshaped && { format: "nchw" as const }),
        })),
    ),
  ),
);

const outputs: fc.Arbitrary<TritonOutput[]> = names(1).chain((all) =>
  fc.tuple(
    ...all.map((name) =>
      fc
        .tuple(dims, dataType, partly({ labelFilename: fc.stringMatching(/^[a-z]{1,9}\.txt$/) }))
        .map(([shape, type, labels]) => ({ name, dataType: type, dims: shape, ...labels })),
    ),
  ),
);

const instances = fc.array(
  fc
    .tuple(
      fc.constantFrom("gpu" as const, "auto" as const),
      count,
      partly({
        name: text,
        gpus: fc.array(fc.nat(7), { maxLength: 3 }),
        rateLimiter: partly({
          resources: names(0).map((all) => all.map((name) => ({ name, count: 2, global: true }))),
          priority: count,
        }),
        passive: fc.boolean(),
        hostPolicy: text,
      }),
    )
    .map(([kind, copies, rest]) => ({ kind, count: copies, ...rest })),
  { minLength: 1, maxLength: 3 },
);

const settings = partly({
  versions: fc.oneof(count, fc.constant("all" as const), fc.array(count, { minLength: 1 })),
  modelFilename: text,
  modelFilenameByComputeCapability: textMap,
  runtime: text,
  operationLibraries: fc.array(text, { maxLength: 2 }),
  repositoryAgents: fc.array(
    fc.record({ name: text, parameters: textMap }, { noNullPrototype: true }),
    { maxLength: 2 },
  ),
  parameters: textMap,
  metricTags: fc.dictionary(fc.stringMatching(/^[a-z0-9][a-zA-Z0-9_]{0,9}$/), text, {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  histogramBuckets: fc
    .uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      // 0 and -0 are one bound.
      comparator: "SameValueZero",
    })
    .map((bounds) => ({ firstResponseMilliseconds: bounds.sort((a, b) => a - b) })),
  decoupled: fc.boolean(),
  optimization: partly({
    graphLevel: fc.integer({ min: -1, max: 3 }),
    priority: fc.constantFrom("max" as const, "min" as const),
    cuda: partly({ graphs: fc.boolean(), busyWaitEvents: fc.boolean() }),
    inputPinnedMemory: fc.boolean(),
    outputPinnedMemory: fc.boolean(),
    gatherKernelBufferThreshold: fc.nat(9),
    eagerBatching: fc.boolean(),
  }),
});

/** Valid models of every backend and scheduler. */
const backendModel: fc.Arbitrary<TritonBackendModel> = fc
  .constantFrom(0, 1, 2, 8, 512)
  .chain((maxBatchSize) =>
    fc
      .tuple(
        fc.constantFrom(...tritonBackends),
        inputs,
        outputs,
        instances,
        settings,
        scheduler(maxBatchSize),
        fc.constantFrom(...tritonBatchInputKinds),
        fc.boolean(),
      )
      .map(([backend, ins, outs, groups, rest, one, kind, more]) => ({
        backend,
        maxBatchSize,
        inputs: ins,
        outputs: outs,
        instances: groups.length === 1 ? (groups[0] ?? groups) : groups,
        ...rest,
        ...one,
        ...(more && {
          batchInputs: [
            {
              kind,
              source: ins[0]?.name ?? "",
              targets: ["added"],
              dataType: "TYPE_FP32" as const,
            },
          ],
          batchOutputs: [{ source: ins[0]?.name ?? "", targets: outs.map(({ name }) => name) }],
          warmup: [
            {
              name: "all",
              inputs: Object.fromEntries(
                ins.map((input) => [
                  input.name,
                  {
                    dims: input.dims.map((one) => (one === -1 ? 3 : one)),
                    data: "random" as const,
                  },
                ]),
              ),
            },
          ],
        }),
      })),
  );

/** Valid ensembles: a chain of carried models, of which each takes what the one before gives. */
const ensemble: fc.Arbitrary<TritonModelConfig> = fc
  .tuple(
    fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/), { minLength: 1, maxLength: 4 }),
    text,
    dataType,
    dims,
    fc.constantFrom(0, 8),
    partly({ responseCache: fc.boolean(), parameters: textMap }),
    partly({ maxInflightRequests: fc.nat(100) }),
  )
  .map(([models, tensor, type, shape, maxBatchSize, rest, limit]) => {
    const between = (index: number): string => `${tensor} ${index}`;
    const tensors = (name: string) => [{ name, dataType: type, dims: shape }];
    return {
      maxBatchSize,
      inputs: tensors(between(0)),
      outputs: tensors(between(models.length)),
      ...rest,
      ensemble: {
        steps: models.map((model, index) => ({
          model,
          inputs: { [tensor]: between(index) },
          outputs: { out: between(index + 1) },
        })),
        models: Object.fromEntries(
          models.map((model) => [
            model,
            {
              backend: "python" as const,
              maxBatchSize,
              inputs: tensors(tensor),
              outputs: tensors("out"),
              instances: { kind: "cpu" as const, count: 1 },
            },
          ]),
        ),
        ...limit,
      },
    };
  });

/** Valid configurations. */
export const tritonModel: fc.Arbitrary<TritonModelConfig> = fc.oneof(
  { weight: 4, arbitrary: backendModel },
  { weight: 1, arbitrary: ensemble },
);
