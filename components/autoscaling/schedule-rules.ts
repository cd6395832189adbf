import { Cron } from "croner";

import { nameProblems } from "../internal/names";
import { didYouMean, type Problem } from "../internal/problems";
import type { KedaScaling, ReplicaSchedule } from "./scaling";

/** Problems of one schedule, with paths below it. */
export function scheduleProblems(
  schedule: ReplicaSchedule,
  bounds: Pick<KedaScaling, "min" | "max">,
): Problem[] {
  const { name, timeZone, start, end } = schedule;
  return [
    ...nameProblems("name", name),
    ...timeZoneProblems("timeZone", timeZone),
    ...cronProblems("start", start),
    ...cronProblems("end", end),
    ...(start === end
      ? [{ path: "end", reason: `"${end}" is the start as well. Write when it ends.` }]
      : []),
    ...scheduledReplicaProblems(schedule.replicas, bounds),
  ];
}

function scheduledReplicaProblems(
  replicas: number,
  { min, max }: Pick<KedaScaling, "min" | "max">,
): Problem[] {
  const fewest = Math.max(min, 1);
  if (Number.isInteger(replicas) && replicas >= fewest && replicas <= max) return [];
  return [
    {
      path: "replicas",
      reason: `${replicas} is not a number of replicas that the model may have. Write a whole number from ${fewest} to ${max}.`,
    },
  ];
}

/** KEDA looks a zone up in the IANA database, where upper and lower case count. */
function timeZoneProblems(path: string, timeZone: string): Problem[] {
  const known = zoneName(timeZone);
  const otherCase = known !== timeZone && known?.toLowerCase() === timeZone.toLowerCase();
  if (known !== undefined && !otherCase && /^[A-Z]/.test(timeZone)) return [];
  const candidates = otherCase ? [known] : Intl.supportedValuesOf("timeZone");
  return [
    {
      path,
      reason: `"${timeZone}" is not an IANA time zone.${didYouMean(timeZone, candidates)} Write for instance "Europe/Berlin" or "UTC".`,
    },
  ];
}

/** How the runtime writes a zone, which may be another name of it; `undefined`: it knows none. */
function zoneName(timeZone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Digits, names of months and days, and the signs that KEDA's cron parser has; `L`, `W` and `#` are not among them. */
const cronText =
  /^([\d*,/ -]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)+$/i;

/** Largest minute, hour, day, month and weekday of KEDA's parser. Other cron programs take 7 for Sunday as well. */
const largest = [59, 23, 31, 12, 6];

function cronProblems(path: string, text: string): Problem[] {
  const problem = (what: string): Problem[] => [
    {
      path,
      reason: `"${text}" ${what}. Write minute, hour, day, month and weekday, for instance "30 7 * * 1-5".`,
    },
  ];
  const fields = text.split(" ");
  if (fields.length !== 5) return problem("is not five fields with one blank between");
  if (!cronText.test(text)) return problem("has a sign that KEDA does not know");
  if (/-sun/i.test(text)) return problem("has a range up to Sunday, which is the first day");
  for (const [index, limit] of largest.entries()) {
    const beyond = numbersOf(fields[index] ?? "").find((number) => number > limit);
    if (beyond !== undefined) return problem(`has ${beyond} where ${limit} is the largest`);
  }
  try {
    const next = new Cron(text, { mode: "5-part", paused: true }).nextRun();
    return next === null ? problem("never comes") : [];
  } catch (error) {
    return problem(`is not a time (${cause(error)})`);
  }
}

/** The numbers of a field, without its steps. */
function numbersOf(field: string): number[] {
  return field.replace(/\/\d+/g, "").match(/\d+/g)?.map(Number) ?? [];
}

function cause(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^CronPattern: /, "") : "unknown";
}
