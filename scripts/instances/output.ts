import {
  hardwareSource,
  PRICE_STALE_AFTER_DAYS,
  priceSource,
  staleness,
} from "@inference-platform/components/nodes/instance-types";
import Table from "cli-table3";

import type { InstanceRow } from "./selection";

/** How text stands out on a terminal; elsewhere it stays as it is. */
export interface Emphasis {
  readonly head: (text: string) => string;
  readonly warning: (text: string) => string;
}

/** What was asked, as far as the output repeats it. */
export interface OutputContext {
  readonly region: string;
  readonly today: Date;
  readonly share?: number;
}

interface Column {
  /** In lines. */
  readonly head: readonly string[];
  readonly align?: "left" | "right";
  readonly cell: (row: InstanceRow) => string;
}

const columns: readonly Column[] = [
  { head: ["type"], align: "left", cell: ({ instanceType }) => instanceType },
  { head: ["GPU"], align: "left", cell: ({ gpu }) => gpu ?? "-" },
  { head: ["GPUs"], cell: ({ gpus }) => (gpus === 0 ? "-" : String(gpus)) },
  { head: ["GiB per", "GPU"], cell: ({ gpuMemoryGiB }) => fixed(gpuMemoryGiB, 1) },
  {
    head: ["GPU GiB", "in all"],
    cell: ({ gpus, totalGpuMemoryGiB }) => fixed(gpus === 0 ? null : totalGpuMemoryGiB, 1),
  },
  { head: ["vCPU"], cell: ({ vcpus }) => String(vcpus) },
  { head: ["RAM", "GiB"], cell: ({ memoryGiB }) => String(memoryGiB) },
  { head: ["MIG"], align: "left", cell: ({ mig }) => (mig ? "yes" : "no") },
  {
    head: ["EFA", "cards"],
    cell: ({ efaInterfaces }) => (efaInterfaces === 0 ? "-" : String(efaInterfaces)),
  },
  {
    head: ["NVMe", "GB"],
    cell: ({ localNvmeGB }) => (localNvmeGB === 0 ? "-" : String(localNvmeGB)),
  },
  { head: ["network", "Gbps"], cell: ({ networkGbps }) => String(networkGbps) },
  { head: ["USD", "per hour"], cell: ({ usdPerHour }) => fixed(usdPerHour, 4) },
  { head: ["USD per", "GPU-hour"], cell: ({ usdPerGpuHour }) => fixed(usdPerGpuHour, 4) },
  {
    head: ["USD per GPU-", "GiB-hour"],
    cell: ({ usdPerGpuGiBHour }) => fixed(usdPerGpuGiBHour, 4),
  },
];

function columnsFor({ share }: OutputContext): readonly Column[] {
  if (share === undefined) return columns;
  return [
    ...columns,
    { head: ["GiB per", `1/${share} GPU`], cell: (row) => fixed(row.share?.gpuMemoryGiB, 1) },
    { head: ["USD per", `1/${share} GPU-hour`], cell: (row) => fixed(row.share?.usdPerHour, 4) },
  ];
}

function fixed(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? "-" : value.toFixed(digits);
}

/** The table for a terminal, and below it where its figures come from. */
export function textOutput(
  rows: readonly InstanceRow[],
  context: OutputContext,
  emphasis: Emphasis,
): string {
  const { warnings, notes } = footer(context);
  const table = rows.length === 0 ? nothing : textTable(rows, columnsFor(context), emphasis);
  return [table, "", ...warnings.map(emphasis.warning), ...notes].join("\n");
}

const nothing = "No instance type of the table is like that. Take a wish away: --help lists them.";

function textTable(
  rows: readonly InstanceRow[],
  shown: readonly Column[],
  emphasis: Emphasis,
): string {
  const made = new Table({
    head: shown.map(({ head }) => head.map(emphasis.head).join("\n")),
    colAligns: shown.map(({ align = "right" }) => align),
    chars: noFrame,
    style: { "padding-left": 0, "padding-right": 2, head: [], border: [] },
  });
  made.push(...rows.map((row) => shown.map(({ cell }) => cell(row))));
  return made
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

const noFrame = Object.fromEntries(
  ["top", "bottom"]
    .flatMap((edge) => [edge, `${edge}-mid`, `${edge}-left`, `${edge}-right`])
    .concat("left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle")
    .map((place) => [place, ""]),
);

/** The same as Markdown. */
export function markdownOutput(rows: readonly InstanceRow[], context: OutputContext): string {
  const shown = columnsFor(context);
  const { warnings, notes } = footer(context);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    ...(rows.length === 0
      ? [nothing]
      : [
          line(shown.map(({ head }) => head.join(" ").replace("- ", "-"))),
          line(shown.map(({ align = "right" }) => (align === "right" ? "---:" : "---"))),
          ...rows.map((row) => line(shown.map(({ cell }) => cell(row)))),
        ]),
    "",
    ...[...warnings, ...notes].map((note) => `- ${note}`),
  ].join("\n");
}

/** The same for programs: numbers as they are, and `null` where there is none. */
export function jsonOutput(rows: readonly InstanceRow[], { region, today }: OutputContext): string {
  const { days, stale } = staleness(today);
  return JSON.stringify(
    {
      hardware: hardwareSource,
      prices: { ...priceSource, region, ageDays: days, stale },
      instances: rows,
    },
    null,
    2,
  );
}

function footer({ region, today, share }: OutputContext): {
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
} {
  const { days, stale } = staleness(today);
  return {
    warnings: stale
      ? [
          `STALE: the prices are ${days} days old, more than ${PRICE_STALE_AFTER_DAYS}. Compare them with AWS, and renew components/nodes/instance-table.json.`,
        ]
      : [],
    notes: [
      `Prices: Linux on demand in ${region}, of ${priceSource.date} (${days} days old). Hardware: of ${hardwareSource.date}.`,
      `Source of prices: ${priceSource.source}.`,
      `Source of hardware: ${hardwareSource.source}.`,
      "Prices are budget hints: the bill is what AWS says. A dash: none, or not listed on demand in this region.",
      "MIG: whether the platform can cut the GPU. Not known here: spot prices, other regions, zones that have a type.",
      ...(share === undefined
        ? []
        : [
            `1/${share}: an equal part of a GPU that ${share} pods share. Time-slicing does not limit memory to it.`,
          ]),
    ],
  };
}
