// The level of each node: the longest way to it from where the graph begins. Edges that close a circle count backwards.
import { at, type Graph, type Neighbours, successorsOf } from "./graph.js";

export interface Levels {
  readonly level: Uint32Array;
  readonly levelCount: number;
  /** The graph without the edges that close circles, in both directions. */
  readonly before: Neighbours;
  readonly after: Neighbours;
}

export function levelsOf(graph: Graph): Levels {
  const acyclic = withoutCircles(graph);
  const after = successorsOf(acyclic);
  const level = new Uint32Array(graph.count);
  const missing = new Uint32Array(graph.count);
  const order: number[] = [];
  for (let node = 0; node < graph.count; node++) {
    missing[node] = at(acyclic.start, node + 1) - at(acyclic.start, node);
    if (missing[node] === 0) order.push(node);
  }
  let levelCount = graph.count === 0 ? 0 : 1;
  // `order` grows while it is walked.
  for (let done = 0; done < order.length; done++) {
    const node = order[done] as number;
    for (let edge = at(after.start, node); edge < at(after.start, node + 1); edge++) {
      const next = at(after.list, edge);
      level[next] = Math.max(at(level, next), at(level, node) + 1);
      levelCount = Math.max(levelCount, at(level, next) + 1);
      missing[next] = at(missing, next) - 1;
      if (missing[next] === 0) order.push(next);
    }
  }
  return { level, levelCount, before: { start: acyclic.start, list: acyclic.before }, after };
}

/** Takes out the edges that lead back to a node on the way to themselves, found by a walk in depth. */
function withoutCircles(graph: Graph): Graph {
  const after = successorsOf(graph);
  const ON_THE_WAY = 1;
  const DONE = 2;
  const mark = new Uint8Array(graph.count);
  const edgeOf = after.start.slice(0, graph.count);
  const back = new Set<number>();
  for (const root of rootsFirst(graph)) {
    if (mark[root] !== 0) continue;
    const way = [root];
    mark[root] = ON_THE_WAY;
    while (way.length > 0) {
      const node = way[way.length - 1] as number;
      const edge = at(edgeOf, node);
      if (edge === at(after.start, node + 1)) {
        mark[node] = DONE;
        way.pop();
        continue;
      }
      edgeOf[node] = edge + 1;
      const next = at(after.list, edge);
      if (mark[next] === ON_THE_WAY) back.add(node * graph.count + next);
      else if (mark[next] === 0) {
        mark[next] = ON_THE_WAY;
        way.push(next);
      }
    }
  }
  return back.size === 0 ? graph : without(graph, back);
}

/** Nodes without predecessors, then all others: a circle is entered where the graph leads into it. */
function rootsFirst({ count, start }: Graph): readonly number[] {
  const nodes = Array.from({ length: count }, (_, node) => node);
  const isRoot = (node: number): boolean => at(start, node) === at(start, node + 1);
  return [...nodes.filter(isRoot), ...nodes.filter((node) => !isRoot(node))];
}

function without(graph: Graph, edges: ReadonlySet<number>): Graph {
  const start = new Uint32Array(graph.count + 1);
  const before: number[] = [];
  for (let node = 0; node < graph.count; node++) {
    for (let edge = at(graph.start, node); edge < at(graph.start, node + 1); edge++) {
      const source = at(graph.before, edge);
      if (!edges.has(source * graph.count + node)) before.push(source);
    }
    start[node + 1] = before.length;
  }
  return { ...graph, start, before: Uint32Array.from(before) };
}
