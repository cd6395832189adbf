import type { InstanceType } from "../nodes/instance-types";

/** One kind of MIG instance on one kind of GPU. */
interface MigProfile {
  /** Compute slices, the number before `g`. */
  readonly compute: number;
  /** Memory slices. */
  readonly memory: number;
  /** Memory slices at which such an instance may start. */
  readonly starts: readonly number[];
}

/** How one kind of GPU can be cut into MIG instances. */
export interface MigGeometry {
  /** Name for people, for instance `H100 80 GB`. */
  readonly title: string;
  readonly computeSlices: number;
  readonly memorySlices: number;
  /** By the name that NVIDIA gives, for instance `1g.10gb`. */
  readonly profiles: Readonly<Record<string, MigProfile>>;
}

/** Instances of one GPU: profile to count, for instance `{ "1g.10gb": 4, "3g.40gb": 1 }`. */
export type MigLayout = Readonly<Record<string, number>>;

/**
 * Geometry of A100, H100, H200, B200 and B300: seven compute and eight memory slices, and the places of NVIDIA's MIG
 * user guide (`nvidia-smi mig -lgipp`). `names` are the profiles from the smallest; the second has twice the memory.
 */
function sevenSlices(title: string, names: readonly string[]): MigGeometry {
  const shapes: readonly MigProfile[] = [
    { compute: 1, memory: 1, starts: [0, 1, 2, 3, 4, 5, 6] },
    { compute: 1, memory: 2, starts: [0, 2, 4, 6] },
    { compute: 2, memory: 2, starts: [0, 2, 4] },
    { compute: 3, memory: 4, starts: [0, 4] },
    { compute: 4, memory: 4, starts: [0] },
    { compute: 7, memory: 8, starts: [0] },
  ];
  return {
    title,
    computeSlices: 7,
    memorySlices: 8,
    profiles: Object.fromEntries(
      names.flatMap((name, index) => {
        const shape = shapes[index];
        return shape === undefined ? [] : [[name, shape] as const];
      }),
    ),
  };
}

const eightyGB = ["1g.10gb", "1g.20gb", "2g.20gb", "3g.40gb", "4g.40gb", "7g.80gb"] as const;

/**
 * MIG geometries by GPU name and memory. Profiles: the default MIG configuration of GPU Operator v26.7.0 and the NVIDIA
 * MIG user guide. Not here, and so refused: RTX PRO 4500, for which the operator ships no configuration.
 */
const geometries: Readonly<Record<string, MigGeometry>> = {
  "a100/40960": sevenSlices("A100 40 GB", [
    "1g.5gb",
    "1g.10gb",
    "2g.10gb",
    "3g.20gb",
    "4g.20gb",
    "7g.40gb",
  ]),
  "a100/81920": sevenSlices("A100 80 GB", eightyGB),
  "h100/81920": sevenSlices("H100 80 GB", eightyGB),
  "h200/144384": sevenSlices("H200 141 GB", [
    "1g.18gb",
    "1g.35gb",
    "2g.35gb",
    "3g.71gb",
    "4g.71gb",
    "7g.141gb",
  ]),
  "b200/183359": sevenSlices("B200 180 GB", [
    "1g.23gb",
    "1g.45gb",
    "2g.45gb",
    "3g.90gb",
    "4g.90gb",
    "7g.180gb",
  ]),
  "b300/275040": sevenSlices("B300 269 GB", [
    "1g.34gb",
    "1g.67gb",
    "2g.67gb",
    "3g.135gb",
    "4g.135gb",
    "7g.269gb",
  ]),
  "rtx-pro-server-6000/98304": {
    title: "RTX PRO 6000 96 GB",
    computeSlices: 4,
    memorySlices: 4,
    profiles: {
      "1g.24gb": { compute: 1, memory: 1, starts: [0, 1, 2, 3] },
      "2g.48gb": { compute: 2, memory: 2, starts: [0, 2] },
      "4g.96gb": { compute: 4, memory: 4, starts: [0] },
    },
  },
};

/** How the GPUs of an instance type can be cut; `undefined` where they have no MIG. */
export function migGeometryOf(
  type: Pick<InstanceType, "gpuName" | "gpuMemoryMiBPerGpu">,
): MigGeometry | undefined {
  return geometries[`${type.gpuName ?? ""}/${type.gpuMemoryMiBPerGpu ?? 0}`];
}

/** The instance types whose GPUs can be cut at all, for messages. */
export const migFamilies = [
  "p4d",
  "p4de",
  "p5",
  "p5e",
  "p5en",
  "p6-b200",
  "p6-b300",
  "g7e",
] as const;

/** Slices that a layout uses. Profiles that the geometry lacks count as nothing. */
export function slicesOf(
  geometry: MigGeometry,
  layout: MigLayout,
): { readonly compute: number; readonly memory: number } {
  const used = { compute: 0, memory: 0 };
  for (const [name, count] of Object.entries(layout)) {
    used.compute += (geometry.profiles[name]?.compute ?? 0) * count;
    used.memory += (geometry.profiles[name]?.memory ?? 0) * count;
  }
  return used;
}

/** Whether every instance of a layout finds a place on one GPU. Expects whole counts of known profiles. */
export function hasPlaces(geometry: MigGeometry, layout: MigLayout): boolean {
  const instances = Object.entries(layout).flatMap(([name, count]) => {
    const profile = geometry.profiles[name];
    return profile === undefined ? [] : Array.from({ length: count }, () => profile);
  });
  // The large ones have the fewest places, so a dead end shows early.
  instances.sort(
    (left, right) => right.memory - left.memory || left.starts.length - right.starts.length,
  );
  return place(instances, new Set());
}

function place(instances: readonly MigProfile[], taken: ReadonlySet<number>): boolean {
  const [next, ...rest] = instances;
  if (next === undefined) return true;
  return next.starts.some((start) => {
    const slices = Array.from({ length: next.memory }, (_, offset) => start + offset);
    return (
      slices.every((slice) => !taken.has(slice)) && place(rest, new Set([...taken, ...slices]))
    );
  });
}
