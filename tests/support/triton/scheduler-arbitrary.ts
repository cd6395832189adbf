import fc from "fast-check";

import {
  tritonCorrelationIdTypes,
  tritonFlagTypes,
} from "../../../components/models/triton-batching";
import type { TritonScheduler } from "../../../components/models/triton-model";
import { count, dataType, names, partly, size, text, time } from "./value-arbitraries";

const queuePolicy = partly({
  timeoutAction: fc.constantFrom("reject" as const, "delay" as const),
  timeoutMicroseconds: time,
  allowTimeoutOverride: fc.boolean(),
  maxQueueSize: fc.nat(2_147_483_647),
});

const priorities = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.nat(4), fc.array(queuePolicy, { maxLength: 5 }))
  .map(([levels, level, policies]) => ({
    levels,
    defaultLevel: (level % levels) + 1,
    queuePolicies: Object.fromEntries(
      policies.slice(0, levels).map((policy, index) => [String(index + 1), policy]),
    ),
  }));

const dynamic = (sizes: fc.Arbitrary<number[]>): fc.Arbitrary<TritonScheduler> =>
  fc
    .record(
      {
        preferredBatchSizes: sizes,
        batchDelayMicroseconds: time,
        priorities,
        queuePolicy,
      },
      { requiredKeys: [], noNullPrototype: true },
    )
    .map((dynamicBatching) => ({ dynamicBatching }));

const control = (tensor: string, kind: "start" | "end" | "ready" | "correlationId") =>
  kind === "correlationId"
    ? fc.constantFrom(...tritonCorrelationIdTypes).map((type) => ({ tensor, kind, dataType: type }))
    : fc.constantFrom(...tritonFlagTypes).chain((type) =>
        fc.boolean().map((own) => ({
          tensor,
          kind,
          dataType: type,
          ...(own && type === "TYPE_INT32" && { falseTrue: [-7, 2_147_483_647] as const }),
          ...(own && type === "TYPE_FP32" && { falseTrue: [-0.1, 1e21] as const }),
        })),
      );

const states = fc.uniqueArray(text, { minLength: 2, maxLength: 4 }).chain((all) =>
  fc
    .tuple(fc.array(size, { minLength: 1, maxLength: 3 }), dataType, partly({ dataFile: text }))
    .map(([shape, type, file]) =>
      all.map((name, index) => ({
        input: name,
        output: `${name} after`,
        dataType: type,
        dims: index === 0 ? [-1, ...shape] : shape,
        ...(index > 0 && { initialState: { name, ...file } }),
      })),
    ),
);

const controls = fc
  .tuple(names(4), fc.subarray(["start", "end", "ready", "correlationId"] as const))
  .chain(([tensors, kinds]) =>
    fc.tuple(...kinds.map((kind, index) => control(tensors[index] ?? "", kind))),
  );

const sequences = (sizes: fc.Arbitrary<number[]>): fc.Arbitrary<TritonScheduler> => {
  const common = { maxIdleMicroseconds: time, batchDelayMicroseconds: time, controls, states };
  return fc
    .oneof(
      fc
        .record(
          { ...common, minSlotUtilization: fc.constantFrom(0, 0.1, 0.5, 1) },
          { requiredKeys: [], noNullPrototype: true },
        )
        .map((direct) => ({ strategy: "direct" as const, ...direct })),
      fc
        .record(
          {
            ...common,
            maxCandidateSequences: count,
            preferredBatchSizes: sizes,
            preserveOrdering: fc.boolean(),
          },
          { requiredKeys: [], noNullPrototype: true },
        )
        .map((oldest) => ({ strategy: "oldest" as const, ...oldest })),
    )
    .map((sequenceBatching) => ({ sequenceBatching }));
};

/** A valid scheduler of a model, or none. */
export function scheduler(maxBatchSize: number): fc.Arbitrary<TritonScheduler> {
  const largest = Math.max(maxBatchSize, 1);
  const sizes = fc.array(fc.integer({ min: 1, max: largest }), {
    maxLength: maxBatchSize === 0 ? 0 : 3,
  });
  return fc.oneof(
    fc.constant({}),
    sequences(sizes),
    ...(maxBatchSize < 2
      ? []
      : [time.map((batchDelayMicroseconds) => ({ batchDelayMicroseconds })), dynamic(sizes)]),
  );
}
