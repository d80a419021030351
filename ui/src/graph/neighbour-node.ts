// Where the arrow keys lead in a graph: along its edges to the left and right, within a level up and down.
import { at, type Graph, successorsOf } from "./graph.js";
import type { Layout } from "./layout.js";

export type Way = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/** The node that a key leads to; undefined where there is none. Without a node to start from, the first one. */
export function neighbourNode(graph: Graph, layout: Layout, from: number | undefined, way: Way): number | undefined {
  if (graph.count === 0) return undefined;
  if (from === undefined) return nearest(range(graph.count), ({ x, y }) => x * 1e6 + y, layout);
  const height = at(layout.y, from);
  const column = at(layout.x, from);
  const near = ({ y }: Place): number => Math.abs(y - height);
  if (way === "ArrowLeft") return nearest(slice(graph.before, graph.start, from), near, layout);
  if (way === "ArrowRight") {
    const after = successorsOf(graph);
    return nearest(slice(after.list, after.start, from), near, layout);
  }
  const beyond = range(graph.count).filter((node) => {
    const y = at(layout.y, node);
    return node !== from && at(layout.x, node) === column && (way === "ArrowUp" ? y < height : y > height);
  });
  return nearest(beyond, near, layout);
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function nearest(nodes: readonly number[], distance: (place: Place) => number, { x, y }: Layout): number | undefined {
  const measured = nodes.map((node) => [node, distance({ x: at(x, node), y: at(y, node) })] as const);
  return measured.reduce<readonly [number, number] | undefined>(
    (best, next) => (best === undefined || next[1] < best[1] ? next : best),
    undefined,
  )?.[0];
}

function slice(list: Uint32Array, start: Uint32Array, node: number): readonly number[] {
  return [...list.subarray(at(start, node), at(start, node + 1))];
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
