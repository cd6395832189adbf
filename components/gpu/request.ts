import { didYouMean, type Problem } from "../internal/problems";
import { GPU_TAINT } from "../nodes/defaults";
import { gpuNames, instanceTypes } from "../nodes/instance-types";
import type { GpuOffer, OfferTaint } from "./offers";

/**
 * GPUs of one replica, in the words of the one who needs them. The resource name, the pools and the tolerations follow
 * from what the pools offer:
 *
 * - `{ name: "l4" }`: a whole L4; `{ name: "l4", count: 2 }`: two on one node.
 * - `{ name: "l4", fraction: "1/4" }`: a quarter of an L4, on a pool that shares each among four.
 * - `{ migProfile: "1g.10gb" }`: such a MIG instance.
 * - `{ pool: "gpu" }`: what that pool offers. Any of the above may name a pool too.
 */
export interface GpuRequest {
  /** GPU by the name that EC2 gives, lower case: `t4`, `a10g`, `l4`, `l40s`, `a100`, `h100`… Default: whichever the pools have. */
  readonly name?: string;
  /** Part of a GPU, for pools with time-slicing or MPS. Default: whole GPUs. */
  readonly fraction?: `1/${number}`;
  /** MIG profile, for pools with MIG. Default: none. */
  readonly migProfile?: string;
  /** Name of a GPU pool. Default: every pool that offers what is asked and is not reserved by a taint of its own. */
  readonly pool?: string;
  /** Whole GPUs a replica. Default: 1, and 1 is the only choice for parts of a GPU. */
  readonly count?: number;
}

/** How a pod holds its GPUs. */
export interface GpuPlacement {
  readonly resource: string;
  readonly count: number;
  /** Pools that have them; the pod may run on any. */
  readonly pools: readonly string[];
  readonly tolerations: readonly (OfferTaint & { readonly operator: "Equal" | "Exists" })[];
}

/** The placement of a request among what the pools offer, or why there is none. */
export function placeGpuRequest(
  request: GpuRequest,
  offers: readonly GpuOffer[],
): { readonly placement?: GpuPlacement; readonly problems: readonly Problem[] } {
  const problems = [...wordProblems(request), ...poolProblems(request, offers)];
  if (problems.length > 0) return { problems };
  const matching = offers.filter((offer) => offersWhat(request, offer));
  const [first] = matching;
  if (first === undefined)
    return { problems: [{ path: "", reason: noOfferReason(request, offers) }] };
  const resources = [...new Set(matching.map(({ resource }) => resource))];
  if (resources.length > 1) {
    return {
      problems: [
        {
          path: "",
          reason: `pool "${first.pool}" offers ${resources.join(" and ")}. Write migProfile to say which.`,
        },
      ],
    };
  }
  return withCount(request.count ?? 1, matching, first);
}

function withCount(
  count: number,
  matching: readonly GpuOffer[],
  first: GpuOffer,
): ReturnType<typeof placeGpuRequest> {
  if (count > 1 && first.sharing !== "none") {
    return { problems: [{ path: "count", reason: sharedCountReason(count, first) }] };
  }
  const largeEnough = matching.filter(({ perNode }) => perNode >= count);
  if (largeEnough.length === 0) {
    return { problems: [{ path: "count", reason: tooManyReason(count, matching) }] };
  }
  return {
    problems: [],
    placement: {
      resource: first.resource,
      count,
      pools: largeEnough.map(({ pool }) => pool),
      tolerations: tolerationsOf(largeEnough),
    },
  };
}

function wordProblems({ name, fraction, migProfile, pool, count }: GpuRequest): Problem[] {
  const problems: Problem[] = [];
  if (name === undefined && migProfile === undefined && pool === undefined) {
    problems.push({
      path: "",
      reason: "does not say which GPU. Write name, migProfile or pool, for instance name: l4.",
    });
  }
  if (fraction !== undefined && migProfile !== undefined) {
    problems.push({
      path: "fraction",
      reason: "stands beside migProfile, and a MIG instance is not shared further. Remove one.",
    });
  }
  if (fraction !== undefined && !/^1\/([2-9]|[1-4]\d)$/.test(fraction)) {
    problems.push({
      path: "fraction",
      reason: `"${fraction}" is not a part of a GPU. Write 1/2, 1/3 and so on.`,
    });
  }
  if (count !== undefined && (!Number.isInteger(count) || count < 1)) {
    problems.push({
      path: "count",
      reason: `${count} is not a number of GPUs that a pod can hold. Write a whole number from 1, or leave gpu out; for a part of a GPU write fraction or migProfile.`,
    });
  }
  return [...problems, ...nameProblems(name)];
}

function nameProblems(name: string | undefined): Problem[] {
  if (name === undefined) return [];
  if (gpuNames.includes(name)) return [];
  return [
    {
      path: "name",
      reason: `"${name}" is not a GPU that is known here.${didYouMean(name, gpuNames)} Write one of ${gpuNames.join(", ")}.`,
    },
  ];
}

function poolProblems({ pool }: GpuRequest, offers: readonly GpuOffer[]): Problem[] {
  if (pool === undefined || offers.some((offer) => offer.pool === pool)) return [];
  const pools = [...new Set(offers.map((offer) => offer.pool))];
  return [
    {
      path: "pool",
      reason:
        pools.length === 0
          ? `"${pool}" is not a GPU pool, and there is none. Add one to nodePools with gpu: true.`
          : `"${pool}" is not a GPU pool.${didYouMean(pool, pools)} Write one of ${pools.join(", ")}.`,
    },
  ];
}

function offersWhat({ name, fraction, migProfile, pool }: GpuRequest, offer: GpuOffer): boolean {
  if (pool === undefined ? offer.taints.length > 0 : offer.pool !== pool) return false;
  // A pool of several GPUs may start any of them, so all must be what was asked.
  if (name !== undefined && offer.gpuNames.some((other) => other !== name)) return false;
  if (migProfile !== undefined) return offer.migProfile === migProfile;
  if (fraction !== undefined) return isPart(offer) && `1/${offer.perGpu}` === fraction;
  return pool !== undefined || offer.sharing === "none";
}

function isPart({ sharing }: GpuOffer): boolean {
  return sharing === "timeSlicing" || sharing === "mps";
}

function noOfferReason(request: GpuRequest, offers: readonly GpuOffer[]): string {
  const asked = [
    request.fraction,
    request.migProfile,
    request.name,
    request.pool && `on pool ${request.pool}`,
  ].filter(Boolean);
  const list = offers.map(describeOffer).join("; ");
  return offers.length === 0
    ? `asks for ${asked.join(" ")}, but no node pool has GPUs. Add one to nodePools with gpu: true.`
    : `asks for ${asked.join(" ")}, which no pool offers. Offered: ${list}. Ask for one of these, or add a pool.`;
}

/** `1/4 l4 (pool shared)` */
function describeOffer({ pool, gpuNames, sharing, perGpu, migProfile }: GpuOffer): string {
  const names = gpuNames.join(" or ");
  const what = migProfile ?? (sharing === "none" ? "whole" : `1/${perGpu}`);
  return `${what} ${names} (pool ${pool})`;
}

function sharedCountReason(count: number, { sharing, perGpu, migProfile }: GpuOffer): string {
  return sharing === "mig"
    ? `${count} MIG instances do not add up: a CUDA process uses one. Write 1, and a larger profile than ${migProfile ?? ""}.`
    : `${count} shares are no larger part: each is a turn on some GPU, and the device plugin refuses pods with more than one. Write 1, or use a pool with fewer than ${perGpu} shares a GPU.`;
}

function tooManyReason(count: number, matching: readonly GpuOffer[]): string {
  const most = Math.max(...matching.map(({ perNode }) => perNode));
  const pools = matching.map(({ pool }) => pool).join(", ");
  return `${count} GPUs do not fit on one node: the largest of pool ${pools} has ${most}. Write at most ${most}, or give the pool a larger instance type${largerTypes(count, matching)}.`;
}

function largerTypes(count: number, matching: readonly GpuOffer[]): string {
  const names = new Set(matching.flatMap(({ gpuNames }) => gpuNames));
  const larger = instanceTypes
    .filter((type) => names.has(type.gpuName ?? "") && type.gpuCount >= count)
    .map((type) => type.instanceType);
  return larger.length === 0 ? "" : `, for instance ${larger.slice(0, 2).join(" or ")}`;
}

function tolerationsOf(offers: readonly GpuOffer[]): GpuPlacement["tolerations"] {
  const own = new Map(
    offers.flatMap(({ taints }) => taints).map((taint) => [JSON.stringify(taint), taint]),
  );
  return [GPU_TAINT, ...own.values()].map((taint: OfferTaint) => ({
    ...taint,
    operator: taint.value === undefined ? "Exists" : "Equal",
  }));
}
