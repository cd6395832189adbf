import { withoutNoise } from "./objective";

/** When the error budget is spent too fast: in a long window, and still in a short one. */
export interface BurnRate {
  /** Window that has to be bad, in Prometheus' durations. */
  readonly long: string;
  /** Window that ends the alert soon after the trouble ends: a twelfth of the long one. */
  readonly short: string;
  /** How many times faster than the budget allows. */
  readonly rate: number;
}

/** How much of the budget may be spent in a window before somebody is told, and how soon. */
interface BurnWindow {
  readonly severity: "critical" | "warning";
  readonly budgetShare: number;
  readonly hours: number;
  readonly long: string;
  readonly short: string;
}

/**
 * Google, The Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts": its recommended pages (2 % of
 * the budget in an hour, 5 % in six) and tickets (10 % in a day, 10 % in three).
 */
const burnWindows: readonly BurnWindow[] = [
  { severity: "critical", budgetShare: 0.02, hours: 1, long: "1h", short: "5m" },
  { severity: "critical", budgetShare: 0.05, hours: 6, long: "6h", short: "30m" },
  { severity: "warning", budgetShare: 0.1, hours: 24, long: "1d", short: "2h" },
  { severity: "warning", budgetShare: 0.1, hours: 72, long: "3d", short: "6h" },
];

/**
 * The burn rates that alert. A rate of 1 spends the budget exactly in its days, so a share of it in so many hours is
 * `share × days × 24 / hours`: over 30 days 14.4 and 6, and 3 and 1, as the Workbook has them.
 *
 * - A shorter budget gives lower rates, but none below 1: what is spent more slowly lasts.
 * - A window longer than the budget is left out.
 * - So is a rate that cannot be reached because not even the failure of everything is that fast: with a budget of 10
 *   percent the fastest is 10, and with the 50 of a median it is 2.
 *
 * @param budget Share of requests that may be bad.
 */
export function burnRates(
  severity: BurnWindow["severity"],
  budget: number,
  budgetDays: number,
): BurnRate[] {
  return burnWindows
    .filter((window) => window.severity === severity && window.hours <= budgetDays * 24)
    .map(({ budgetShare, hours, long, short }) => ({
      long,
      short,
      rate: Math.max(1, withoutNoise((budgetShare * budgetDays * 24) / hours)),
    }))
    .filter(({ rate }) => rate * budget < 1);
}
