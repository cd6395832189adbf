import { execFileSync } from "node:child_process";

/** Ends a process and everything that it started, at once. Processes that are gone by then are passed over. */
export function killTree(pid: number): void {
  for (const member of [...descendants(pid).reverse(), pid]) {
    try {
      process.kill(member, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

/** Ids of all children, their children and so on, parents first. */
export function descendants(pid: number): number[] {
  const table = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" });
  const parents = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    parents.flatMap(([child, ppid]) =>
      ppid === parent && child !== undefined ? [child, ...below(child)] : [],
    );
  return below(pid);
}
