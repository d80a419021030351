// What the worker does: a graph in, its groups and their drawing out. Flat arrays, which cross over without a copy.
import { type Collapsed, collapse } from "./collapse.js";
import { type Graph, graphOf } from "./graph.js";
import { type Layout, layoutOf } from "./layout.js";

export interface GraphJob {
  readonly id: number;
  readonly graph: Graph;
  /** Nodes that stand by themselves, though they look like others. */
  readonly open: readonly number[];
}

/** A drawing of groups. */
export interface Drawing {
  readonly id: number;
  readonly groups: Collapsed;
  /** A node of each group; of one with a single node that node. */
  readonly firstOf: Uint32Array;
  readonly layout: Layout;
}

export function doGraphJob({ id, graph, open }: GraphJob): Drawing {
  const groups = collapse(graph, new Set(open));
  const firstOf = new Uint32Array(groups.graph.count);
  for (let node = graph.count - 1; node >= 0; node--) firstOf[groups.groupOf[node] as number] = node;
  return { id, groups, firstOf, layout: layoutOf(groups.graph) };
}

/** What leads where by name, as the worker takes it. Names that are not there are tasks of other pages. */
export function graphOfNodes(
  nodes: readonly { readonly type: string; readonly dependsOn: readonly string[] }[],
  numberOf: (name: string) => number | undefined,
): Graph {
  const kinds = new Map<string, number>();
  const kindOf = (type: string): number => {
    const kind = kinds.get(type) ?? kinds.size;
    kinds.set(type, kind);
    return kind;
  };
  return graphOf(
    nodes.map(({ dependsOn }) => dependsOn.flatMap((name) => numberOf(name) ?? [])),
    nodes.map(({ type }) => kindOf(type)),
  );
}
