// The demo's cycles: checked against a definition of "in one component" that needs no cleverness.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stronglyConnected } from "../../examples/demo/strongly-connected.mjs";

type Graph = ReadonlyMap<string, readonly string[]>;

function graph(edges: Readonly<Record<string, readonly string[]>>): Graph {
  return new Map(Object.entries(edges));
}

/** Everything that can be reached from `from` by at least one edge. */
function reachable(from: string, dependenciesOf: Graph): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...(dependenciesOf.get(from) ?? [])];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    open.push(...(dependenciesOf.get(node) ?? []));
  }
  return reached;
}

const anyGraph: fc.Arbitrary<Graph> = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const names = Array.from({ length: size }, (_, n) => `n${n}`);
  return fc
    .array(fc.uniqueArray(fc.constantFrom(...names)), { minLength: size, maxLength: size })
    .map((lists) => new Map(names.map((name, n) => [name, lists[n] ?? []])));
});

describe("stronglyConnected", () => {
  test("keeps the nodes of a graph without cycles apart, dependencies first", () => {
    expect(stronglyConnected(graph({ app: ["lib", "log"], lib: ["log"], log: [] }))).toEqual([
      ["log"],
      ["lib"],
      ["app"],
    ]);
  });

  test("collapses a cycle into one component in the order of the nodes", () => {
    expect(stronglyConnected(graph({ a: ["b"], b: ["c"], c: ["a", "leaf"], leaf: [] }))).toEqual([
      ["leaf"],
      ["a", "b", "c"],
    ]);
  });

  test("keeps a node that depends on itself alone", () => {
    expect(stronglyConnected(graph({ self: ["self"] }))).toEqual([["self"]]);
  });

  test("refuses a dependency that is no node, by name", () => {
    expect(() => stronglyConnected(graph({ a: ["ghost"] }))).toThrow('"ghost" is depended on');
  });

  test("follows a chain of 100,000 nodes without exhausting the stack", () => {
    const length = 100_000;
    const chain = new Map(Array.from({ length }, (_, n) => [`n${n}`, n + 1 < length ? [`n${n + 1}`] : []]));
    expect(stronglyConnected(chain)).toHaveLength(length);
  });

  test("puts two nodes together exactly where each reaches the other, dependencies first, in any graph", () => {
    fc.assert(
      fc.property(anyGraph, (dependenciesOf) => {
        const components = stronglyConnected(dependenciesOf);
        const place = new Map(components.flatMap((members, at) => members.map((member) => [member, at] as const)));
        expect(place.size).toBe(dependenciesOf.size);
        for (const from of dependenciesOf.keys()) {
          const reached = reachable(from, dependenciesOf);
          for (const to of dependenciesOf.keys()) {
            if (from === to) continue;
            const together = reached.has(to) && reachable(to, dependenciesOf).has(from);
            expect(place.get(from) === place.get(to)).toBe(together);
            if (reached.has(to)) expect(place.get(to)).toBeLessThanOrEqual(place.get(from) ?? -1);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
