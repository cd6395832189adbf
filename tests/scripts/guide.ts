import { readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

/** `docs/choosing-gpus.md`. */
export const guide = readFileSync(path.resolve(__dirname, "../../docs/choosing-gpus.md"), "utf8");

/** The lines of every table of a page, with its head and without the line below it. */
export function tablesOf(page: string): string[][][] {
  const tables: string[][][] = [];
  let open = false;
  for (const line of page.split("\n")) {
    const isRow = line.startsWith("|");
    if (isRow && !open) tables.push([]);
    if (isRow && !/^\|[\s:|-]+\|$/.test(line)) tables.at(-1)?.push(cellsOf(line));
    open = isRow;
  }
  return tables;
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}

/** The rows below the head that begins with these cells. */
export function rowsUnder(page: string, ...head: readonly string[]): string[][] {
  const [found, ...others] = tablesOf(page).filter(([first = []]) =>
    head.every((cell, index) => first[index] === cell),
  );
  if (found === undefined || others.length > 0) {
    throw new Error(
      `${found === undefined ? "no" : "more than one"} table begins ${head.join(" | ")}`,
    );
  }
  return found.slice(1);
}

/** A page without its tables and blocks of code. */
export function proseOf(page: string): string {
  return page.replace(/^```[\s\S]*?^```$/gm, "").replace(/^\|.*\|$/gm, "");
}

/** The configuration in every block of YAML of a page. */
export function configurationsOf(page: string): Record<string, unknown>[] {
  return [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => {
    const block: unknown = parse(text);
    if (!isRecord(block) || !isRecord(block["config"])) {
      throw new Error(`a block of YAML has no config:\n${text}`);
    }
    return block["config"];
  });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
