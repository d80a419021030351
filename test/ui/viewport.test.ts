/**
 * Zoom and pan, and where the arrow keys lead.
 */
import { expect, test } from "vitest";
import { graphOf } from "../../ui/src/graph/graph.js";
import { layoutOf } from "../../ui/src/graph/layout.js";
import { neighbourNode } from "../../ui/src/graph/neighbour-node.js";
import { fitted, panned, showing, whole, zoomed } from "../../ui/src/graph/viewport.js";

const screen = { width: 1_000, height: 500 };

test("a small drawing is shown as it is, in the middle", () => {
  expect(fitted({ width: 200, height: 100 }, screen)).toEqual({ x: -400, y: -200, scale: 1 });
});

test("one that does not fit legibly is shown from its begin on, and whole on request", () => {
  const wide = { width: 100_000, height: 100 };
  expect(fitted(wide, screen).scale).toBe(0.7);
  expect(fitted(wide, screen).x).toBeLessThan(0);
  expect(whole({ width: 10_000, height: 100 }, screen).scale).toBeCloseTo(0.0952);
  expect(whole(wide, screen).scale).toBe(0.02);
});

test("what is under the pointer stays there when the scale changes", () => {
  const before = { x: 30, y: 40, scale: 0.5 };
  const after = zoomed(before, 1.5, { x: 200, y: 100 });
  expect(after.scale).toBeCloseTo(0.75);
  expect(after.x + 200 / after.scale).toBeCloseTo(before.x + 200 / before.scale);
  expect(after.y + 100 / after.scale).toBeCloseTo(before.y + 100 / before.scale);
});

test("the scale has bounds", () => {
  const view = { x: 0, y: 0, scale: 1 };
  expect(zoomed(view, 1e9, { x: 0, y: 0 }).scale).toBe(2);
  expect(zoomed(view, 1e-9, { x: 0, y: 0 }).scale).toBe(0.02);
});

test("the drawing moves with the pointer, whatever the scale", () => {
  expect(panned({ x: 0, y: 0, scale: 0.5 }, 10, -20)).toEqual({ x: -20, y: 40, scale: 0.5 });
});

test.each([
  [
    { x: 100, y: 100 },
    { x: 0, y: 0 },
  ],
  [
    { x: -50, y: 100 },
    { x: -74, y: 0 },
  ],
  [
    { x: 2_000, y: 700 },
    { x: 1_204, y: 254 },
  ],
])("a box at %j is shown by moving to %j", (box, moved) => {
  const view = showing({ x: 0, y: 0, scale: 1 }, { ...box, width: 180, height: 30 }, screen);
  expect(view).toEqual({ ...moved, scale: 1 });
});

test("arrow keys go along edges, and up and down within a level", () => {
  // 0 -> 1, 2, 3 -> 4
  const graph = graphOf([[], [0], [0], [0], [1, 2, 3]], [0, 1, 2, 3, 4]);
  const layout = layoutOf(graph);
  const go = (from: number | undefined, way: "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown") =>
    neighbourNode(graph, layout, from, way);
  expect(go(undefined, "ArrowRight")).toBe(0);
  expect(go(0, "ArrowRight")).toBe(2);
  expect(go(2, "ArrowUp")).toBe(1);
  expect(go(2, "ArrowDown")).toBe(3);
  expect(go(3, "ArrowLeft")).toBe(0);
  expect([go(0, "ArrowLeft"), go(4, "ArrowRight"), go(1, "ArrowUp")]).toEqual([undefined, undefined, undefined]);
});
