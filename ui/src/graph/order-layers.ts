// The order of the nodes within each layer, so that few edges cross: sweeps of barycentres, forth and back.
import { at, type Neighbours } from "./graph.js";
import type { Layered } from "./layered.js";

const SWEEPS = 6;

/** The layers, each in the order in which it is drawn. */
export function orderLayers({ count, layers, before, after }: Layered): readonly Uint32Array[] {
  const place = new Float64Array(count);
  const weight = new Float64Array(count);
  const ordered = layers.map((layer) => layer.slice());
  for (const layer of ordered) settle(layer, place);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forth = sweep % 2 === 0;
    const walk = forth ? ordered : [...ordered].reverse();
    for (const layer of walk) sortByBarycentre(layer, forth ? before : after, place, weight);
  }
  return ordered;
}

/** Those without neighbours on that side keep their places relative to the others. */
function sortByBarycentre(
  layer: Uint32Array,
  { start, list }: Neighbours,
  place: Float64Array,
  weight: Float64Array,
): void {
  if (layer.length < 2) return;
  for (const node of layer) {
    const from = at(start, node);
    const to = at(start, node + 1);
    let sum = 0;
    for (let edge = from; edge < to; edge++) sum += at(place, at(list, edge));
    weight[node] = from === to ? at(place, node) : sum / (to - from);
  }
  // Stable: equal ones stay in definition order, in which they began.
  layer.sort((a, b) => at(weight, a) - at(weight, b) || at(place, a) - at(place, b));
  settle(layer, place);
}

/** Places are parts of the layer's length, so that layers of different lengths compare. */
function settle(layer: Uint32Array, place: Float64Array): void {
  layer.forEach((node, index) => {
    place[node] = relative(index, layer.length);
  });
}

function relative(index: number, length: number): number {
  return (index + 0.5) / length;
}
