// The height of each node: as near to its neighbours as the order within its layer and the distances there allow.
import { at, type Neighbours } from "./graph.js";
import { type Layered, NODE_HEIGHT, ROW_GAP } from "./layered.js";

const SWEEPS = 6;
/** The room of a bend of an edge: much less than that of a node. */
const BEND_ROOM = 10;

export interface Heights {
  /** The upper edge of each node, from 0 on. */
  readonly top: Float64Array;
  readonly height: number;
}

/** Nodes from number `named` on are bends. */
export function placeLayers(layered: Layered, order: readonly Uint32Array[], named: number): Heights {
  const top = new Float64Array(layered.count);
  const room = (node: number): number => (node < named ? NODE_HEIGHT + ROW_GAP : BEND_ROOM);
  for (const layer of order) {
    let height = 0;
    for (const node of layer) {
      top[node] = height;
      height += room(node);
    }
    for (const node of layer) top[node] = at(top, node) - height / 2;
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forth = sweep % 2 === 0;
    const walk = forth ? order : [...order].reverse();
    for (const layer of walk) pullTogether(layer, forth ? layered.before : layered.after, top, room);
  }
  return fromZero(top, named);
}

/** Gives each node of a layer the mean height of its neighbours, as far as order and room allow. */
function pullTogether(layer: Uint32Array, near: Neighbours, top: Float64Array, room: (node: number) => number): void {
  const offset = new Float64Array(layer.length + 1);
  const wanted = new Float64Array(layer.length);
  layer.forEach((node, index) => {
    offset[index + 1] = at(offset, index) + room(node);
    const from = at(near.start, node);
    const to = at(near.start, node + 1);
    let sum = 0;
    for (let edge = from; edge < to; edge++) sum += at(top, at(near.list, edge));
    wanted[index] = (from === to ? at(top, node) : sum / (to - from)) - at(offset, index);
  });
  const settled = nonDecreasing(wanted);
  layer.forEach((node, index) => {
    top[node] = at(settled, index) + at(offset, index);
  });
}

/**
 * The non-decreasing values that lie nearest to the given ones by least squares: neighbours out of order are pooled at
 * their mean. With the room of each node taken off before, this is the best placement that keeps order and distances.
 */
export function nonDecreasing(values: Float64Array): Float64Array {
  const mean: number[] = [];
  const size: number[] = [];
  for (const value of values) {
    let [pooled, members] = [value, 1];
    while (mean.length > 0 && (mean[mean.length - 1] as number) > pooled) {
      const [other, others] = [mean.pop() as number, size.pop() as number];
      pooled = (pooled * members + other * others) / (members + others);
      members += others;
    }
    mean.push(pooled);
    size.push(members);
  }
  const result = new Float64Array(values.length);
  let index = 0;
  mean.forEach((pooled, pool) => {
    result.fill(pooled, index, index + (size[pool] as number));
    index += size[pool] as number;
  });
  return result;
}

function fromZero(top: Float64Array, named: number): Heights {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const height of top) {
    lowest = Math.min(lowest, height);
    highest = Math.max(highest, height);
  }
  if (named === 0) return { top, height: 0 };
  return { top: top.map((height) => height - lowest), height: highest - lowest + NODE_HEIGHT };
}
