import Table from "cli-table3";

import type { IndexEntry } from "./repository-api";

/** The index as a table: one line a version. */
export function indexTable(entries: readonly IndexEntry[]): string {
  if (entries.length === 0) return "The server has no model in its repository.";
  const table = new Table({
    head: ["model", "version", "state", "reason"],
    style: { head: [], border: [] },
  });
  table.push(...sorted(entries).map((entry) => [entry.name, ...shownFields(entry)]));
  return table.toString();
}

/** The index for programs, in the order of the table. */
export function indexJson(entries: readonly IndexEntry[]): string {
  return JSON.stringify(sorted(entries), null, 2);
}

function shownFields({ version, state, reason }: IndexEntry): string[] {
  return [version, state === "" ? undefined : state, reason]
    .map((field) => field ?? "-")
    .map(onOneLine);
}

/** What a server says must not move the cursor of a terminal. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, " ").trim();
}

function sorted(entries: readonly IndexEntry[]): IndexEntry[] {
  return [...entries].sort(
    (a, b) =>
      a.name.localeCompare(b.name) ||
      (a.version ?? "").localeCompare(b.version ?? "", "en", { numeric: true }),
  );
}
