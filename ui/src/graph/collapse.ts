// What is drawn as one: siblings of one shape, or, where that still leaves too much, all of one type on one level.
import { at, type Graph, successorsOf } from "./graph.js";
import { levelsOf } from "./levels.js";

export interface Collapsed {
  /** The group of each node, numbered by their first nodes. */
  readonly groupOf: Uint32Array;
  /** The graph of the groups. */
  readonly graph: Graph;
  /** How many nodes each group has. */
  readonly sizes: Uint32Array;
  readonly by: "shape" | "level";
}

/** Fewer siblings than this are drawn each by itself. */
const FEWEST_SIBLINGS = 4;
/** More groups than this are put together by levels. */
export const MOST_GROUPS = 4_000;

/** Groups the nodes of a graph. Nodes of `open` stand by themselves, whatever they look like. */
export function collapse(graph: Graph, open: ReadonlySet<number> = new Set(), mostGroups = MOST_GROUPS): Collapsed {
  const byShape = grouped(graph, shapeKeys(graph, open), FEWEST_SIBLINGS, "shape");
  if (byShape.graph.count <= mostGroups) return byShape;
  const { level } = levelsOf(graph);
  const keys = Array.from(level, (own, node) => (open.has(node) ? `!${node}` : `${own}:${at(graph.kind, node)}`));
  return grouped(graph, keys, 2, "level");
}

/** Equal keys = the same predecessors, the same successors and the same type; without both, nothing in common. */
function shapeKeys(graph: Graph, open: ReadonlySet<number>): readonly string[] {
  const after = successorsOf(graph);
  return Array.from({ length: graph.count }, (_, node) => {
    const sources = graph.before.slice(at(graph.start, node), at(graph.start, node + 1)).sort();
    const targets = after.list.subarray(at(after.start, node), at(after.start, node + 1));
    if (open.has(node)) return `!${node}`;
    return `${at(graph.kind, node)}:${sources.join()}:${targets.join()}`;
  });
}

function grouped(graph: Graph, keys: readonly string[], fewest: number, by: Collapsed["by"]): Collapsed {
  const members = new Map<string, number>();
  for (const key of keys) members.set(key, (members.get(key) ?? 0) + 1);
  const groupOf = new Uint32Array(graph.count);
  const groups = new Map<string, number>();
  const sizes: number[] = [];
  const kind: number[] = [];
  keys.forEach((key, node) => {
    const together = (members.get(key) ?? 0) >= fewest;
    const known = together ? groups.get(key) : undefined;
    const group = known ?? sizes.length;
    if (known === undefined) {
      sizes.push(0);
      kind.push(at(graph.kind, node));
      if (together) groups.set(key, group);
    }
    sizes[group] = (sizes[group] ?? 0) + 1;
    groupOf[node] = group;
  });
  return { groupOf, sizes: Uint32Array.from(sizes), graph: graphOfGroups(graph, groupOf, kind), by };
}

/** One edge between two groups, however many lie between their nodes. */
function graphOfGroups(graph: Graph, groupOf: Uint32Array, kind: readonly number[]): Graph {
  const count = kind.length;
  const sources: Set<number>[] = Array.from({ length: count }, () => new Set());
  for (let node = 0; node < graph.count; node++) {
    const group = at(groupOf, node);
    for (let edge = at(graph.start, node); edge < at(graph.start, node + 1); edge++) {
      const source = at(groupOf, at(graph.before, edge));
      if (source !== group) sources[group]?.add(source);
    }
  }
  const start = new Uint32Array(count + 1);
  sources.forEach((set, group) => {
    start[group + 1] = at(start, group) + set.size;
  });
  const before = new Uint32Array(at(start, count));
  for (const [group, set] of sources.entries()) before.set([...set], at(start, group));
  return { count, start, before, kind: Uint32Array.from(kind) };
}
