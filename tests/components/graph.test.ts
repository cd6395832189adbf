import assert from "node:assert/strict";

import fc from "fast-check";

import { cycles, reachableFrom, type Edges } from "../../components/internal/graph";

const names = ["a", "b", "c", "d", "e", "f"];

/** Any graph over a few nodes; an edge may lead to a node that has no entry of its own. */
const anyGraph: fc.Arbitrary<Edges> = fc
  .dictionary(fc.constantFrom(...names), fc.array(fc.constantFrom(...names), { maxLength: 4 }))
  .map((record) => new Map(Object.entries(record)));

/** Whether nodes can be taken away one by one, each when it leads to no node that is left. */
function hasOrder(edges: Edges): boolean {
  const left = new Map(edges);
  for (;;) {
    const ends = [...left].filter(([, next]) => !next.some((node) => left.has(node)));
    if (ends.length === 0) return left.size === 0;
    for (const [node] of ends) left.delete(node);
  }
}

describe("graph algorithms", () => {
  it("reach what a way leads to", () => {
    const edges: Edges = new Map([
      ["a", ["b", "x"]],
      ["b", ["a", "c"]],
      ["d", ["a"]],
    ]);
    assert.deepEqual([...reachableFrom("a", edges)], ["a", "b", "x", "c"]);
    assert.deepEqual([...reachableFrom("nowhere", edges)], ["nowhere"]);
  });

  const cases: readonly [string, Edges, string[][]][] = [
    ["none", new Map([["a", ["b", "b"]]]), []],
    ["a node that leads to itself", new Map([["a", ["a", "a"]]]), [["a", "a"]]],
    [
      "one behind the start",
      new Map([
        ["a", ["b"]],
        ["b", ["c"]],
        ["c", ["b"]],
      ]),
      [["b", "c", "b"]],
    ],
    [
      "two that share a node",
      new Map([
        ["a", ["b", "c"]],
        ["b", ["a"]],
        ["c", ["a"]],
      ]),
      [
        ["a", "b", "a"],
        ["a", "c", "a"],
      ],
    ],
    [
      "none in a diamond",
      new Map([
        ["a", ["b", "c"]],
        ["b", ["d"]],
        ["c", ["d"]],
      ]),
      [],
    ],
  ];
  for (const [title, edges, expected] of cases) {
    it(`name cycles: ${title}`, () => {
      assert.deepEqual(cycles(edges), expected);
    });
  }

  it("name a cycle exactly where no order exists, and each is a closed way", () => {
    fc.assert(
      fc.property(anyGraph, (edges) => {
        const found = cycles(edges);
        assert.equal(found.length === 0, hasOrder(edges));
        for (const cycle of found) {
          assert.equal(cycle.at(0), cycle.at(-1));
          assert.equal(new Set(cycle).size, cycle.length - 1);
          cycle.slice(1).forEach((node, index) => {
            assert.ok(edges.get(cycle[index] ?? "")?.includes(node));
          });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("reach a closed set, and nothing without a way", () => {
    fc.assert(
      fc.property(anyGraph, fc.constantFrom(...names), (edges, start) => {
        const reached = [...reachableFrom(start, edges)];
        assert.equal(reached[0], start);
        reached.forEach((node, index) => {
          for (const next of edges.get(node) ?? []) assert.ok(reached.includes(next));
          const before = reached.slice(0, index);
          assert.ok(index === 0 || before.some((from) => edges.get(from)?.includes(node)));
        });
      }),
    );
  });
});
