import fc from "fast-check";

import { hasNvidiaGpu, instanceTypes } from "../../components/nodes/instance-types";
import { migGeometryOf } from "../../components/gpu/mig";

/** Values of the configuration, as JSON. */
export type Values = Readonly<Record<string, unknown>>;

const names = (has: (type: (typeof instanceTypes)[number]) => boolean): string[] =>
  instanceTypes.filter(has).map(({ instanceType }) => instanceType);
const kinds = {
  cpu: names(({ acceleratorKind, arch }) => acceleratorKind === null && arch === "amd64"),
  cpuArm: names(({ acceleratorKind, arch }) => acceleratorKind === null && arch === "arm64"),
  gpu: names((type) => hasNvidiaGpu(type) && type.arch === "amd64"),
  gpuArm: names((type) => hasNvidiaGpu(type) && type.arch === "arm64"),
  disks: names((type) => hasNvidiaGpu(type) && type.arch === "amd64" && type.localNvmeGB > 0),
  efa: names((type) => hasNvidiaGpu(type) && type.arch === "amd64" && type.efaInterfaces > 0),
  mig: names((type) => migGeometryOf(type) !== undefined),
};
const gpuNames = [
  ...new Set(
    instanceTypes.flatMap((type) =>
      hasNvidiaGpu(type) && type.arch === "amd64" && !type.instanceType.endsWith(".metal")
        ? (type.gpuName ?? [])
        : [],
    ),
  ),
];

/** The value, or nothing. */
export const some = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });
const typesOf = (kind: keyof typeof kinds): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...kinds[kind]), { minLength: 1, maxLength: 4 });
const reservation = fc.constantFrom("cr-0123456789abcdef0", "cr-0a1b2c3d4e5f67890");

/** What pools of both engines may have whatever else they have. */
const common = fc.record(
  {
    diskSizeGiB: fc.integer({ min: 20, max: 16_384 }),
    parallelImagePull: fc.boolean(),
    labels: fc.dictionary(fc.constantFrom("team", "example.com/team"), fc.constant("search")),
    taints: fc.uniqueArray(
      fc.record({
        key: fc.constantFrom("dedicated", "example.com/dedicated"),
        value: fc.constantFrom(undefined, "search"),
        effect: fc.constantFrom("NoSchedule", "NoExecute", "PreferNoSchedule"),
      }),
      { maxLength: 2, selector: ({ key, effect }) => `${key}:${effect}` },
    ),
  },
  { requiredKeys: [] },
);

const scaling = fc
  .record({ min: fc.nat(5), more: fc.nat(5), most: fc.integer({ min: 1, max: 5 }) })
  .chain(({ min, more, most }) =>
    fc.constantFrom(
      { min, max: min + more + most },
      { min, desired: min + more, max: min + more + most },
    ),
  );

const managedSystem = fc.constantFrom<Values>(
  {},
  { operatingSystem: "al2023", imageRelease: "1.35.7-20260911" },
  { operatingSystem: "bottlerocket", imageRelease: "1.54.0-0a1b2c3d" },
  {
    operatingSystem: "bottlerocket",
    imageRelease: "1.54.0-0a1b2c3d",
    imageSnapshotId: "snap-0123456789abcdef0",
  },
);
const managedCapacity = fc.oneof(
  fc.constantFrom<Values>(
    {},
    { capacity: "onDemand" },
    { capacity: ["spot"] },
    { capacity: ["reserved", "onDemand"] },
  ),
  reservation.map((id): Values => ({ capacity: "reserved", capacityReservationIds: [id] })),
);

/** `oneZone`: the pool has to name one of the zones. */
const managedTypes = fc.oneof(
  fc
    .constantFrom("cpu" as const, "cpuArm" as const)
    .chain((kind) => typesOf(kind).map((instanceTypes): Values => ({ instanceTypes }))),
  fc
    .constantFrom("gpu" as const, "gpuArm" as const)
    .chain((kind) => typesOf(kind).map((instanceTypes): Values => ({ instanceTypes, gpu: true }))),
  typesOf("disks").map((instanceTypes): Values => ({ instanceTypes, gpu: true, localNvme: true })),
  fc
    .constantFrom(...kinds.efa.filter((type) => type !== "p6-b300.48xlarge"))
    .map((type): Values => ({ instanceTypes: [type], gpu: true, efa: true, oneZone: true })),
);

const plainPool = fc
  .tuple(managedTypes, managedSystem, managedCapacity, common, scaling)
  .map(([types, system, capacity, rest, sizes]) => ({
    ...types,
    ...system,
    ...capacity,
    ...rest,
    scaling: sizes,
  }));

const blockPool = fc
  .tuple(fc.constantFrom(...kinds.gpu), reservation, common, scaling)
  .map(([type, id, rest, sizes]) => ({
    instanceTypes: [type],
    gpu: true,
    capacity: "capacityBlock",
    capacityReservationIds: [id],
    oneZone: true,
    ...rest,
    scaling: sizes,
  }));

const sharedPool = fc
  .tuple(
    fc.oneof(
      fc
        .tuple(typesOf("gpu"), fc.integer({ min: 2, max: 48 }), managedSystem)
        .map(([instanceTypes, timeSlicing, system]): Values => ({
          instanceTypes,
          sharing: { timeSlicing },
          ...system,
        })),
      fc
        .tuple(typesOf("gpu"), fc.integer({ min: 2, max: 16 }))
        .map(([instanceTypes, mps]): Values => ({ instanceTypes, sharing: { mps } })),
      fc.constantFrom(...kinds.mig).chain((type) => migPool(type)),
    ),
    managedCapacity,
    common,
    scaling,
  )
  .map(([shared, capacity, rest, sizes]) => ({
    ...shared,
    gpu: true,
    ...capacity,
    ...rest,
    scaling: sizes,
  }));

/** One profile, once, or the smallest as many times as it has places. */
function migPool(type: string): fc.Arbitrary<Values> {
  const found = instanceTypes.find(({ instanceType }) => instanceType === type);
  const profiles = Object.entries((found && migGeometryOf(found)?.profiles) ?? {});
  return fc.constantFrom(...profiles).chain(([name, { starts, memory }]) =>
    fc.integer({ min: 1, max: memory === 1 ? starts.length : 1 }).map((count): Values => ({
      instanceTypes: [type],
      sharing: { mig: { [name]: count } },
    })),
  );
}

const disruption = fc.record(
  {
    consolidate: fc.constantFrom("whenEmpty", "whenEmptyOrUnderutilized"),
    after: fc.constantFrom("0s", "1h30m", "Never"),
    expireAfter: fc.constantFrom("720h", "Never"),
    terminationGracePeriod: fc.constantFrom("30m", "1h"),
    budgets: fc.constantFrom(
      [{ nodes: "100%" }],
      [{ nodes: "10%" }],
      [{ nodes: "0", schedule: "0 8 * * mon-fri", duration: "8h", reasons: ["Drifted"] }],
    ),
  },
  { requiredKeys: [] },
);
const karpenterSystem = fc.constantFrom<Values>(
  {},
  { operatingSystem: "al2023", imageRelease: "1.35.7-20260911" },
  { operatingSystem: "bottlerocket", imageSnapshotId: "snap-0123456789abcdef0" },
);
const karpenterCapacity = fc.oneof(
  fc.constantFrom<Values>({}, { capacity: "spot" }, { capacity: ["onDemand", "spot"] }),
  fc
    .uniqueArray(reservation, { minLength: 1 })
    .map((ids): Values => ({ capacity: ["spot", "reserved"], capacityReservationIds: ids })),
);
/** The largest type has 192 vCPUs: a smaller limit may let nothing start, which is refused. */
const limit = fc.integer({ min: 192, max: 100_000 });
const karpenterTypes = fc.oneof(
  fc
    .tuple(typesOf("cpu"), limit, some(limit))
    .map(([instanceTypes, nodes, cpus]): Values => ({ instanceTypes, limits: { nodes, cpus } })),
  fc
    .tuple(typesOf("disks"), limit, some(limit), some(limit))
    .map(([instanceTypes, gpus, cpus, nodes]): Values => ({
      instanceTypes,
      gpu: true,
      localNvme: true,
      limits: { gpus, cpus, nodes },
    })),
  fc
    .tuple(fc.uniqueArray(fc.constantFrom(...gpuNames), { minLength: 1 }), limit)
    .map(([chosen, gpus]): Values => ({
      gpuTypes: { names: chosen },
      gpu: true,
      limits: { gpus },
    })),
  typesOf("efa").map((instanceTypes): Values => ({
    instanceTypes,
    gpu: true,
    efa: true,
    limits: { gpus: 64 },
  })),
);
const karpenterPool = fc
  .tuple(
    karpenterTypes,
    karpenterSystem,
    karpenterCapacity,
    common,
    some(disruption),
    some(fc.integer({ min: 1, max: 100 })),
  )
  .map(([types, system, capacity, rest, disruptions, weight]) => ({
    engine: "karpenter",
    ...types,
    ...system,
    ...capacity,
    ...rest,
    disruption: disruptions,
    weight,
  }));

/** One pool of either engine, with options that may stand together. */
export const validPool: fc.Arbitrary<Values> = fc.oneof(
  plainPool,
  blockPool,
  sharedPool,
  karpenterPool,
);
