import type { Problem } from "../internal/problems";
import type { NodePoolRequest } from "./pool-request";

const choices = ["reserved", "spot", "onDemand"] as const;

/** Problems of what a pool may buy, and of the reservations that it names. */
export function capacityProblems(pool: NodePoolRequest): Problem[] {
  const chosen: readonly string[] = [pool.capacity ?? "onDemand"].flat();
  const known: readonly string[] =
    pool.engine === "karpenter" ? choices : [...choices, "capacityBlock"];
  const unknown = chosen.filter((capacity) => !known.includes(capacity));
  if (chosen.length === 0 || unknown.length > 0) {
    const block = unknown.includes("capacityBlock")
      ? " Karpenter takes the id of a Capacity Block as reserved."
      : "";
    return [
      {
        path: "capacity",
        reason: `${unknown.length > 0 ? `"${unknown.join(", ")}" is not a kind of capacity` : "is empty"}.${block} Write one or more of ${known.join(", ")}.`,
      },
    ];
  }
  if (new Set(chosen).size < chosen.length) {
    return [{ path: "capacity", reason: `${chosen.join(", ")} names one twice. Remove it.` }];
  }
  return [
    ...(pool.engine === "karpenter"
      ? karpenterReservationProblems(pool, chosen)
      : managedCapacityProblems(pool, chosen)),
    ...reservationIdProblems(pool, chosen),
  ];
}

function karpenterReservationProblems(pool: NodePoolRequest, chosen: readonly string[]): Problem[] {
  if (!chosen.includes("reserved") || (pool.capacityReservationIds ?? []).length > 0) return [];
  return [
    {
      path: "capacityReservationIds",
      reason:
        "is missing: Karpenter uses only reservations that are named. Write their ids, cr-…, or remove reserved from capacity.",
    },
  ];
}

function managedCapacityProblems(pool: NodePoolRequest, chosen: readonly string[]): Problem[] {
  const ids = pool.capacityReservationIds ?? [];
  const kinds = [...chosen].sort().join("+");
  switch (kinds) {
    case "onDemand":
    case "spot":
      return [];
    case "reserved":
    case "capacityBlock":
      return targetProblems(kinds, ids.length, pool.instanceTypes?.length ?? 0);
    case "onDemand+reserved":
      return ids.length === 0
        ? []
        : [
            {
              path: "capacityReservationIds",
              reason:
                "fixes the group to these reservations, so that it cannot go on demand. Write capacity: reserved, or remove the ids: open reservations that fit are used first.",
            },
          ];
    default:
      return [
        {
          path: "capacity",
          reason: `${chosen.join(", ")} cannot be one managed group: EKS gives a group one kind of capacity. Use the engine karpenter, which falls back from one to the next, or make a pool for each.`,
        },
      ];
  }
}

function targetProblems(kind: string, ids: number, types: number): Problem[] {
  const problems: Problem[] = [];
  if (ids !== 1) {
    problems.push({
      path: "capacityReservationIds",
      reason: `has ${ids} ids; a managed group with ${kind} capacity takes exactly one. Write its id, cr-….`,
    });
  }
  if (kind === "capacityBlock" && types !== 1) {
    problems.push({
      path: "instanceTypes",
      reason: `has ${types} types; a Capacity Block is of one. Write that one.`,
    });
  }
  return problems;
}

function reservationIdProblems(pool: NodePoolRequest, chosen: readonly string[]): Problem[] {
  const ids = pool.capacityReservationIds ?? [];
  if (ids.length > 0 && !chosen.includes("reserved") && !chosen.includes("capacityBlock")) {
    return [
      {
        path: "capacityReservationIds",
        reason:
          "names reservations, but capacity does not have reserved. Add it, or remove the ids.",
      },
    ];
  }
  return ids.flatMap((id, index) => {
    if (!/^cr-[0-9a-z]+$/.test(id)) {
      return [
        {
          path: `capacityReservationIds[${index}]`,
          reason: `"${id}" is not the id of a capacity reservation. Write for instance cr-0123456789abcdef0.`,
        },
      ];
    }
    if (ids.indexOf(id) === index) return [];
    return [
      { path: `capacityReservationIds[${index}]`, reason: `"${id}" is listed twice. Remove one.` },
    ];
  });
}
