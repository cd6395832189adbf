import { below, type Problem } from "../internal/problems";
import type { AlertRouting } from "./alert-routing";
import { alertRoutingProblems } from "./alert-routing-rules";
import { observabilityDefaults } from "./defaults";
import { managedServiceProblems, type ManagedServices } from "./managed-services";
import {
  longestMetricRetention,
  neededMetricGiB,
  smallestMetricVolume,
  usableMetricGiB,
} from "./metric-storage";
import { remoteWriteProblems, type RemoteWrite } from "./remote-write";
import type { TraceArgs } from "./traces";

/** Sizes and times of the observability stack that a caller may set. */
export interface ObservabilitySizes {
  readonly metricRetentionDays?: number;
  readonly metricStorageGiB?: number;
  readonly metricSeries?: number;
  readonly logRetentionDays?: number;
  readonly logStorageGiB?: number;
}

/** What the rules of the observability stack look at. */
export interface ObservabilityRuleInput extends ObservabilitySizes {
  readonly remoteWrite?: readonly RemoteWrite[];
  readonly alerts?: AlertRouting;
  readonly traces?: false | TraceArgs;
  readonly managed?: ManagedServices;
  readonly runbookBaseUrl?: string;
}

/** Units of the sizes and times, as a problem names them. */
const units = {
  metricRetentionDays: "days",
  metricStorageGiB: "GiB",
  metricSeries: "series",
  logRetentionDays: "days",
  logStorageGiB: "GiB",
} as const satisfies Record<keyof ObservabilitySizes, string>;

/** Problems of the arguments of `Observability`. */
export function observabilityProblems(input: ObservabilityRuleInput): Problem[] {
  const wrongSizes = (Object.keys(units) as (keyof ObservabilitySizes)[]).flatMap((key) =>
    sizeProblems(key, input[key], units[key]),
  );
  return [
    ...wrongSizes,
    ...(wrongSizes.some(({ path }) => path.startsWith("metric")) ? [] : diskProblems(input)),
    ...remoteWriteProblems(input.remoteWrite ?? []),
    ...below("alerts", alertRoutingProblems(input.alerts ?? {})),
    ...below("traces", traceProblems(input.traces)),
    ...managedServiceProblems(input.managed ?? {}),
    ...runbookProblems(input.runbookBaseUrl),
  ];
}

function sizeProblems(path: string, size: number | undefined, unit: string): Problem[] {
  if (size === undefined || (Number.isInteger(size) && size >= 1)) return [];
  return [{ path, reason: `${size} is not a number of ${unit}. Write a whole number from 1.` }];
}

/** Prometheus would delete the oldest days before their time, and say nothing. */
function diskProblems(sizes: ObservabilitySizes): Problem[] {
  const storage = {
    metricRetentionDays: sizes.metricRetentionDays ?? observabilityDefaults.metricRetentionDays,
    metricStorageGiB: sizes.metricStorageGiB ?? observabilityDefaults.metricStorageGiB,
    metricSeries: sizes.metricSeries ?? observabilityDefaults.metricSeries,
  };
  const needed = neededMetricGiB(storage);
  const usable = usableMetricGiB(storage);
  if (needed <= usable) return [];
  return [
    {
      path: "metricRetentionDays",
      reason: `${storage.metricRetentionDays} days of ${storage.metricSeries} series need ${Math.ceil(needed)} GiB, and of ${storage.metricStorageGiB} GiB (metricStorageGiB) ${usable} can be filled. Write at most ${longestMetricRetention(storage)} days, a volume of ${smallestMetricVolume(storage)} GiB, or fewer series (metricSeries).`,
    },
  ];
}

function traceProblems(traces: false | TraceArgs | undefined): Problem[] {
  if (traces === false || traces === undefined) return [];
  return [
    ...sizeProblems("retentionDays", traces.retentionDays, "days"),
    ...sizeProblems("storageGiB", traces.storageGiB, "GiB"),
    ...samplingProblems(traces.samplingPercent),
  ];
}

function samplingProblems(percent: number | undefined): Problem[] {
  if (percent === undefined || (percent >= 0.01 && percent <= 100)) return [];
  return [
    {
      path: "samplingPercent",
      reason: `${percent} is not a percentage of requests. Write a number from 0.01 to 100, or traces: false for none.`,
    },
  ];
}

function runbookProblems(url: string | undefined): Problem[] {
  if (url === undefined) return [];
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && !url.endsWith("/")) return [];
  return [
    {
      path: "runbookBaseUrl",
      reason: `"${url}" is not a URL without a slash at its end. Write for instance https://git.example.com/platform/docs/runbooks.`,
    },
  ];
}
