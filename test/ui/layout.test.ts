/**
 * The drawing of a graph: levels, order, distances, and how long it takes.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Graph, graphOf, successorsOf } from "../../ui/src/graph/graph.js";
import { NODE_HEIGHT, NODE_WIDTH, ROW_GAP } from "../../ui/src/graph/layered.js";
import { layoutOf } from "../../ui/src/graph/layout.js";
import { levelsOf } from "../../ui/src/graph/levels.js";
import { nonDecreasing } from "../../ui/src/graph/place-layers.js";

const plain = (predecessors: number[][]): Graph =>
  graphOf(
    predecessors,
    predecessors.map(() => 0),
  );

/** Each node depends on nodes before it. */
const acyclic = fc
  .array(fc.array(fc.nat({ max: 59 }), { maxLength: 4 }), { minLength: 1, maxLength: 60 })
  .map((lists) => lists.map((list, node) => list.filter((other) => other < node)));

test("a graph keeps each edge once, none to itself, none to what is not there", () => {
  const graph = plain([[0], [0, 0, 7], [1, 0]]);
  expect([...graph.start]).toEqual([0, 0, 1, 3]);
  expect([...graph.before]).toEqual([0, 1, 0]);
  const after = successorsOf(graph);
  expect([...after.start]).toEqual([0, 2, 3, 3]);
  expect([...after.list]).toEqual([1, 2, 2]);
});

test("a level is the longest way to a node", () => {
  const { level, levelCount } = levelsOf(plain([[], [0], [1], [0, 2], []]));
  expect([...level]).toEqual([0, 1, 2, 3, 0]);
  expect(levelCount).toBe(4);
});

test("edges that close a circle count backwards: what leads in stays in front", () => {
  const { level } = levelsOf(plain([[], [0, 3], [1], [2]]));
  expect([...level]).toEqual([0, 1, 2, 3]);
});

test("a graph that is one circle begins at its first node", () => {
  expect([...levelsOf(plain([[2], [0], [1]])).level]).toEqual([0, 1, 2]);
});

test("a graph of nothing is drawn as nothing", () => {
  expect(layoutOf(plain([]))).toMatchObject({ width: 0, height: 0 });
});

test("in any graph, also a cyclic one, no two nodes lie on each other and all is within the drawing", () => {
  const anyGraph = fc.array(fc.array(fc.nat({ max: 39 }), { maxLength: 4 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(anyGraph, (lists) => {
      const { x, y, width, height } = layoutOf(plain(lists));
      lists.forEach((_, a) => {
        expect(Number.isFinite(y[a])).toBe(true);
        expect(x[a]! + NODE_WIDTH).toBeLessThanOrEqual(width);
        expect(y[a]! + NODE_HEIGHT).toBeLessThanOrEqual(height + 0.01);
        for (let b = a + 1; b < lists.length; b++) {
          const apart = Math.abs(y[a]! - y[b]!);
          if (x[a] === x[b]) expect(apart).toBeGreaterThanOrEqual(NODE_HEIGHT + ROW_GAP - 0.01);
        }
      });
    }),
  );
});

test("edges lead from the right side of a node to the left side of a later one, by each level between", () => {
  fc.assert(
    fc.property(acyclic, (lists) => {
      const graph = plain(lists);
      const { level } = levelsOf(graph);
      const { x, y, bends, points, from, to } = layoutOf(graph);
      expect(from.length).toBe(graph.before.length);
      from.forEach((source, edge) => {
        const target = to[edge]!;
        const [first, last] = [bends[edge]!, bends[edge + 1]! - 1];
        expect([points[2 * first], points[2 * last]]).toEqual([x[source]! + NODE_WIDTH, x[target]]);
        expect(points[2 * first + 1]).toBeCloseTo(y[source]! + NODE_HEIGHT / 2, 2);
        expect(points[2 * last + 1]).toBeCloseTo(y[target]! + NODE_HEIGHT / 2, 2);
        expect(last - first + 1).toBe(2 * (level[target]! - level[source]!));
      });
    }),
  );
});

test("parallel chains are drawn straight and in definition order", () => {
  const { y } = layoutOf(plain([[], [], [], [0], [1], [2], [3], [4], [5]]));
  for (const chain of [0, 1, 2]) expect([y[chain + 3], y[chain + 6]]).toEqual([y[chain], y[chain]]);
  expect(y[0]).toBeLessThan(y[1]!);
  expect(y[1]).toBeLessThan(y[2]!);
});

test("crossings that can be avoided are: two chains whose ends are named the other way round", () => {
  const { y } = layoutOf(plain([[], [], [1], [0]]));
  expect(y[0]! < y[1]!).toBe(y[3]! < y[2]!);
});

test("a join lies in the middle of what it joins", () => {
  const { y } = layoutOf(plain([[], [], [], [0, 1, 2]]));
  expect(y[3]).toBeCloseTo(y[1]!, 3);
});

test.each([
  [
    [1, 2, 3],
    [1, 2, 3],
  ],
  [
    [3, 1],
    [2, 2],
  ],
  [
    [1, 5, 3, 4, 2],
    [1, 3.5, 3.5, 3.5, 3.5],
  ],
  [[], []],
])("the nearest non-decreasing values to %j are %j", (values, expected) => {
  expect([...nonDecreasing(Float64Array.from(values))]).toEqual(expected);
});

test("a chain of 50,000 is drawn without a walk as deep as it is long", () => {
  const { width } = layoutOf(plain(Array.from({ length: 50_000 }, (_, node) => (node === 0 ? [] : [node - 1]))));
  expect(width).toBeGreaterThan(50_000 * NODE_WIDTH);
});
