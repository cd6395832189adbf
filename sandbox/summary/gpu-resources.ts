/** Whole GPUs, shares of GPUs and MIG instances, by the name of their resource. */
export type GpuCounts = Readonly<Record<string, number>>;

const gpuResource = /^nvidia\.com\/(?:gpu|gpu\.shared|mig-.+)$/;

/** The GPUs, shares and MIG instances among some resources. */
export function gpuCounts(resources: Readonly<Record<string, string>> | undefined): GpuCounts {
  return Object.fromEntries(
    Object.entries(resources ?? {})
      .filter(([name, count]) => gpuResource.test(name) && Number(count) > 0)
      .map(([name, count]) => [name, Number(count)]),
  );
}

/** The same of several, added up. */
export function sumCounts(counts: readonly GpuCounts[]): GpuCounts {
  const total: Record<string, number> = {};
  for (const [name, count] of counts.flatMap(Object.entries<number>)) {
    total[name] = (total[name] ?? 0) + count;
  }
  return total;
}

/** `1 of 1`, `3 of 4 shared`, `1 of 7 mig-1g.10gb`; `-` without any. */
export function heldText(all: GpuCounts, held: GpuCounts): string {
  const parts = Object.entries(all).map(
    ([name, count]) => `${held[name] ?? 0} of ${count}${kindOf(name)}`,
  );
  return parts.length === 0 ? "-" : parts.join(", ");
}

/** `1`, `1 shared`; `-` without any. */
export function countText(counts: GpuCounts): string {
  const parts = Object.entries(counts).map(([name, count]) => `${count}${kindOf(name)}`);
  return parts.length === 0 ? "-" : parts.join(", ");
}

function kindOf(resource: string): string {
  const kind = resource.replace(/^nvidia\.com\/(?:gpu\.?)?/, "");
  return kind === "" ? "" : ` ${kind}`;
}
