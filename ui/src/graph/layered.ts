// A graph in layers, on its way to a drawing, and the measures of that.
import type { Neighbours } from "./graph.js";

export const NODE_WIDTH = 180;
export const NODE_HEIGHT = 30;
export const COLUMN_GAP = 70;
export const ROW_GAP = 12;

/** Nodes and the bends of edges, layer by layer: the bends are nodes without a name that come behind all others. */
export interface Layered {
  readonly count: number;
  readonly layers: readonly Uint32Array[];
  readonly before: Neighbours;
  readonly after: Neighbours;
}
