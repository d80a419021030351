// A graph as flat arrays: what is before each node, in the manner of compressed rows, and what kind each node is.

export interface Graph {
  readonly count: number;
  /** The predecessors of node n are `before[start[n]]` up to `before[start[n + 1]]`; edges to itself are left out. */
  readonly start: Uint32Array;
  readonly before: Uint32Array;
  /** Equal numbers = the same type of work. */
  readonly kind: Uint32Array;
}

/** Neighbours of each node, as Graph has its predecessors. */
export interface Neighbours {
  readonly start: Uint32Array;
  readonly list: Uint32Array;
}

/** Makes a graph from lists. What is named twice counts once; what is not there is left out. */
export function graphOf(predecessors: readonly (readonly number[])[], kind: readonly number[]): Graph {
  const count = predecessors.length;
  const start = new Uint32Array(count + 1);
  const before: number[] = [];
  predecessors.forEach((list, node) => {
    for (const other of new Set(list)) {
      if (other !== node && other >= 0 && other < count) before.push(other);
    }
    start[node + 1] = before.length;
  });
  return { count, start, before: Uint32Array.from(before), kind: Uint32Array.from(kind) };
}

/** The successors of each node, in ascending order. */
export function successorsOf({ count, start, before }: Graph): Neighbours {
  const after = new Uint32Array(count + 1);
  for (const source of before) after[source + 1] = at(after, source + 1) + 1;
  for (let node = 0; node < count; node++) after[node + 1] = at(after, node + 1) + at(after, node);
  const list = new Uint32Array(before.length);
  const fill = after.slice(0, count);
  for (let node = 0; node < count; node++) {
    for (let edge = at(start, node); edge < at(start, node + 1); edge++) {
      const source = at(before, edge);
      list[at(fill, source)] = node;
      fill[source] = at(fill, source) + 1;
    }
  }
  return { start: after, list };
}

/** An element of a typed array; the index is known to be within. */
export function at(array: Uint32Array | Int32Array | Float64Array | Float32Array | Uint8Array, index: number): number {
  return array[index] as number;
}
