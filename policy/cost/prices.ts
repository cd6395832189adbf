import { findInstanceType } from "@inference-platform/components/nodes/instance-types";
import flat from "./flat-prices.json";

/** Flat prices that `flat-prices.json` has. */
export type FlatItem = keyof typeof flat.usdPerHour | keyof typeof flat.usdPerMonth;

/** Share of the on-demand price that spot capacity is planned with. */
export const spotFactor: number = flat.spotFactor;

/** Price of a flat item in USD per hour; `undefined` in a region that the table does not have. */
export function flatPrice(item: FlatItem, region: string): number | undefined {
  if (region !== flat.region) {
    return undefined;
  }
  return item === "kmsKey" || item === "gp3PerGiB"
    ? flat.usdPerMonth[item] / flat.hoursPerMonth
    : flat.usdPerHour[item];
}

/** On-demand price of an EC2 type in USD per hour; `undefined` where it is not known. */
export function instancePrice(name: string, region: string): number | undefined {
  return findInstanceType(name)?.onDemandUsdPerHour[region] ?? undefined;
}

/** `usd` in whole micro-dollars, so that sums are exact. */
export function microDollars(usd: number): number {
  return Math.round(usd * 1_000_000);
}
