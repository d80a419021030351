/**
 * What is drawn as one: siblings of one shape, and levels where that leaves too much.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { collapse } from "../../ui/src/graph/collapse.js";
import { graphOf } from "../../ui/src/graph/graph.js";
import { doGraphJob } from "../../ui/src/graph/graph-job.js";

/** 0 leads to 1..width, these to the last one. */
const fan = (width: number, kindOf = (_: number) => 1) => {
  const middle = Array.from({ length: width }, (_, index) => index + 1);
  return graphOf([[], ...middle.map(() => [0]), middle], [0, ...middle.map(kindOf), 0]);
};

test("siblings of one shape are one", () => {
  const { groupOf, sizes, graph, by } = collapse(fan(10_000));
  expect(by).toBe("shape");
  expect([...sizes]).toEqual([1, 10_000, 1]);
  expect([groupOf[0], groupOf[1], groupOf[10_000], groupOf[10_001]]).toEqual([0, 1, 1, 2]);
  expect([...graph.start]).toEqual([0, 0, 1, 2]);
  expect([...graph.before]).toEqual([0, 1]);
});

test("three siblings are not worth it, four are", () => {
  expect([...collapse(fan(3)).sizes]).toEqual([1, 1, 1, 1, 1]);
  expect([...collapse(fan(4)).sizes]).toEqual([1, 4, 1]);
});

test("siblings of another type are other ones", () => {
  expect([...collapse(fan(8, (node) => node % 2)).sizes]).toEqual([1, 4, 4, 1]);
});

test("siblings that lead elsewhere are other ones", () => {
  const lists = [[], ...Array.from({ length: 8 }, () => [0]), [1, 2, 3, 4], [5, 6, 7, 8]];
  expect([
    ...collapse(
      graphOf(
        lists,
        lists.map(() => 0),
      ),
    ).sizes,
  ]).toEqual([1, 4, 4, 1, 1]);
});

test("nodes that are open stand by themselves", () => {
  const { sizes, groupOf } = collapse(fan(10), new Set([3, 4]));
  expect([...sizes]).toEqual([1, 8, 1, 1, 1]);
  expect(groupOf[3]).not.toBe(groupOf[4]);
});

test("where shapes leave too much, nodes of one type on one level are one", () => {
  const width = 20;
  const lists = Array.from({ length: 5 * width }, (_, node) => (node < width ? [] : [node - width]));
  const { by, sizes, graph } = collapse(
    graphOf(
      lists,
      lists.map((_, node) => node % 2),
    ),
    new Set(),
    50,
  );
  expect(by).toBe("level");
  expect([...sizes]).toEqual(Array.from({ length: 10 }, () => width / 2));
  expect([...graph.before]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test("in any graph each node is in one group, and each edge is between the groups of its nodes", () => {
  const lists = fc.array(fc.array(fc.nat({ max: 29 }), { maxLength: 3 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(lists, fc.nat({ max: 2 }), (predecessors, kinds) => {
      const graph = graphOf(
        predecessors,
        predecessors.map((_, node) => node % (kinds + 1)),
      );
      const { groupOf, sizes, graph: groups } = collapse(graph);
      expect([...sizes].reduce((sum, size) => sum + size, 0)).toBe(graph.count);
      const edges = new Set<string>();
      for (let node = 0; node < graph.count; node++) {
        for (const source of graph.before.slice(graph.start[node], graph.start[node + 1])) {
          if (groupOf[source] !== groupOf[node]) edges.add(`${groupOf[source]} ${groupOf[node]}`);
        }
      }
      const drawn = new Set<string>();
      for (let group = 0; group < groups.count; group++) {
        for (const source of groups.before.slice(groups.start[group], groups.start[group + 1]))
          drawn.add(`${source} ${group}`);
      }
      expect(drawn).toEqual(edges);
    }),
  );
});

test("a job names a node of each group, the first", () => {
  const { firstOf, groups, layout } = doGraphJob({ id: 7, graph: fan(6), open: [] });
  expect([...firstOf]).toEqual([0, 1, 7]);
  expect(layout.x.length).toBe(groups.graph.count);
});
