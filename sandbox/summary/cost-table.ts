import type { CostEstimate } from "@inference-platform/policy/cost/cost-line";

import { table } from "./tables";

/** Hours of a month, as AWS and OpenCost count them. */
const hoursPerMonth = 730;

/** What a stack would cost, and its five largest parts. */
export function costTable(estimate: CostEstimate): string {
  const largest = [...estimate.lines].sort((a, b) => b.expected - a.expected).slice(0, 5);
  return [
    `  ${dollars(estimate.expected)} an hour, about ${dollars(estimate.expected * hoursPerMonth)} a month; at least ${dollars(estimate.floor)}, at most ${dollars(estimate.ceiling)} an hour.`,
    table(
      ["largest parts", "quantity", "an hour", "at most"],
      largest.map(({ name, what, quantity, expected, ceiling }) => [
        `${name} (${what})`,
        String(quantity),
        dollars(expected),
        dollars(ceiling),
      ]),
    ),
    ...(estimate.unpriced.length === 0
      ? []
      : [
          "  Not counted, because it has no price:",
          ...estimate.unpriced.map((item) => `    ${item}`),
        ]),
  ].join("\n");
}

/** Micro-dollars as dollars with cents. */
function dollars(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(2)}`;
}
