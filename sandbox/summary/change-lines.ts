import type { ResourceChange } from "../engine/progress";

/** Lines that are shown of each operation; a new stack creates well over a hundred resources. */
const shownOfEach = 40;

/** What is lost or made anew comes first. */
const order: readonly string[] = ["delete", "replace", "update", "create"];

/** One line a change, by operation. */
export function changeLines(changes: readonly ResourceChange[]): string {
  if (changes.length === 0) return "  none";
  const operations = [...new Set(changes.map(({ operation }) => operation))].sort(
    (a, b) => rank(a) - rank(b),
  );
  return operations
    .flatMap((operation) => {
      const lines = changes.filter((change) => change.operation === operation).map(changeLine);
      const more = lines.length - shownOfEach;
      return more > 0
        ? [...lines.slice(0, shownOfEach), `  and ${more} more to ${operation}`]
        : lines;
    })
    .join("\n");
}

function rank(operation: string): number {
  const index = order.indexOf(operation);
  return index === -1 ? order.length : index;
}

function changeLine({ operation, resource, properties }: ResourceChange): string {
  const what = properties.length === 0 ? "" : `: ${properties.join(", ")}`;
  return `  ${operation}  ${resource}${what}`;
}
