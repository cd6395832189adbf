/** A directed graph: for each node the nodes that its edges lead to. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/** The nodes to which a way leads from `start`, and `start` itself. */
export function reachableFrom(start: string, edges: Edges): ReadonlySet<string> {
  const reached = new Set([start]);
  // A set is walked in the order of insertion, and what is added on the way is walked too.
  for (const node of reached) {
    for (const next of edges.get(node) ?? []) reached.add(next);
  }
  return reached;
}

/**
 * Cycles as closed paths, for instance `["a", "b", "a"]`: one for each edge that leads back to a node on the way to it. A
 * graph has a cycle exactly when this is not empty; cycles that share an edge may be named once.
 */
export function cycles(edges: Edges): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): void => {
    const start = way.indexOf(node);
    if (start >= 0) {
      found.push([...way.slice(start), node]);
      return;
    }
    if (done.has(node)) return;
    for (const next of new Set(edges.get(node))) visit(next, [...way, node]);
    done.add(node);
  };
  for (const node of edges.keys()) visit(node, []);
  return found;
}
