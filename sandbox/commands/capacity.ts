import { findInstanceType } from "@inference-platform/components/nodes/instance-types";

import { JsonFile } from "../json-file";
import type { SandboxPaths } from "../paths";
import { table } from "../summary/tables";

/** Ways to pay for an instance, as Karpenter names them. */
export const capacityTypes = ["reserved", "spot", "on-demand"] as const;

/** A part of the simulated EC2 that has no free capacity; without a type or zone, all of them. */
interface Shortage {
  readonly capacityType: (typeof capacityTypes)[number];
  readonly instanceType?: string;
  readonly zone?: string;
}

/** A capacity reservation of the simulated EC2. */
interface Reservation {
  readonly instanceType: string;
  readonly zone: string;
  /** Instances that it holds. */
  readonly count: number;
}

/** What the simulated EC2 lacks and what is reserved in it; Karpenter reads it at each launch. */
export interface Capacity {
  readonly unavailable: readonly Shortage[];
  readonly reservations: Readonly<Record<string, Reservation>>;
}

/** Options of the command `capacity`. */
export interface CapacityOptions {
  readonly unavailable?: Shortage["capacityType"];
  readonly reservation?: string;
  readonly type?: string;
  readonly zone?: string;
  readonly count?: string;
  readonly restore?: boolean;
}

/** The options of `capacity` do not fit together or have a wrong value. The message says what is right. */
class CapacityError extends Error {
  override readonly name = "CapacityError";
}

/** The file of a stack that holds its {@link Capacity}. */
export function capacityFile(paths: SandboxPaths): JsonFile<Capacity> {
  return new JsonFile<Capacity>(paths.capacity, { unavailable: [], reservations: {} });
}

/**
 * The capacity after one command: `--unavailable` adds a shortage, `--restore` ends all of them, `--reservation` adds or
 * replaces a reservation, nothing changes nothing.
 *
 * @throws CapacityError
 */
export function changedCapacity(before: Capacity, options: CapacityOptions): Capacity {
  const { unavailable, reservation, restore } = options;
  const actions = [unavailable, reservation, restore].filter((action) => action !== undefined);
  if (actions.length > 1) {
    throw new CapacityError(
      "--unavailable, --reservation and --restore exclude each other: give one of them.",
    );
  }
  checkDetails(options);
  if (restore === true) return { ...before, unavailable: [] };
  if (unavailable !== undefined) return withShortage(before, unavailable, options);
  if (reservation !== undefined) return withReservation(before, reservation, options);
  return before;
}

/** The capacity as a person reads it. */
export function capacityText({ unavailable, reservations }: Capacity): string {
  const shortages =
    unavailable.length === 0
      ? "  nothing: every launch succeeds"
      : table(
          ["capacity", "instance type", "zone"],
          unavailable.map(({ capacityType, instanceType = "all", zone = "all" }) => [
            capacityType,
            instanceType,
            zone,
          ]),
        );
  const reserved = Object.entries(reservations);
  const reservationLines =
    reserved.length === 0
      ? "  none"
      : table(
          ["reservation", "instance type", "zone", "instances"],
          reserved.map(([id, { instanceType, zone, count }]) => [
            id,
            instanceType,
            zone,
            String(count),
          ]),
        );
  return `Unavailable in the simulated EC2\n${shortages}\n\nCapacity reservations\n${reservationLines}`;
}

function withShortage(
  before: Capacity,
  capacityType: Shortage["capacityType"],
  { type, zone }: CapacityOptions,
): Capacity {
  const shortage: Shortage = {
    capacityType,
    ...(type === undefined ? {} : { instanceType: type }),
    ...(zone === undefined ? {} : { zone }),
  };
  const text = JSON.stringify(shortage);
  const others = before.unavailable.filter((other) => JSON.stringify(other) !== text);
  return { ...before, unavailable: [...others, shortage] };
}

function withReservation(
  before: Capacity,
  id: string,
  { type, zone, count = "1" }: CapacityOptions,
): Capacity {
  if (!/^cr-[0-9a-z]+$/.test(id)) {
    throw new CapacityError(
      `--reservation: '${id}' is no id of a capacity reservation: write cr- and digits or small letters, as in cr-0123456789abcdef0.`,
    );
  }
  if (type === undefined || zone === undefined) {
    throw new CapacityError(
      `--reservation ${id}: give --type and --zone too: a reservation is for one instance type in one zone.`,
    );
  }
  const reservation = { instanceType: type, zone, count: Number(count) };
  return { ...before, reservations: { ...before.reservations, [id]: reservation } };
}

function checkDetails(options: CapacityOptions): void {
  const { unavailable, reservation, type, zone, count } = options;
  const hasDetail = type !== undefined || zone !== undefined || count !== undefined;
  if (hasDetail && unavailable === undefined && reservation === undefined) {
    throw new CapacityError(
      "--type, --zone and --count say more about --unavailable or --reservation: give one of those too.",
    );
  }
  if (count !== undefined && reservation === undefined) {
    throw new CapacityError("--count is the size of a reservation: give --reservation too.");
  }
  if (type !== undefined && findInstanceType(type) === undefined) {
    throw new CapacityError(
      `--type: '${type}' is not in components/nodes/instance-table.json: give a type of that table, for instance g6.xlarge.`,
    );
  }
  if (zone !== undefined && !/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/.test(zone)) {
    throw new CapacityError(
      `--zone: '${zone}' is no availability zone: write it as in us-east-1a.`,
    );
  }
  if (count !== undefined && !/^[1-9]\d*$/.test(count)) {
    throw new CapacityError(`--count: '${count}' is not a whole number above 0.`);
  }
}
