// A layered drawing: levels from left to right by the longest way, the order within a level by barycentres, the heights
// by the least squares that keep that order and its distances. Pure, on flat arrays: it runs in a worker.
import { at, type Graph, type Neighbours } from "./graph.js";
import { COLUMN_GAP, type Layered, NODE_HEIGHT, NODE_WIDTH } from "./layered.js";
import { levelsOf } from "./levels.js";
import { orderLayers } from "./order-layers.js";
import { placeLayers } from "./place-layers.js";

export interface Layout {
  /** Of each node its left and upper edge. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Edge e runs by `points[2 * bend]`, `points[2 * bend + 1]` for the bends from `bends[e]` up to `bends[e + 1]`. */
  readonly bends: Uint32Array;
  readonly points: Float32Array;
  /** The nodes of each edge. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** Bends of edges that pass through levels, in all: beyond it edges lead straight through. */
const MOST_BENDS = 20_000;

export function layoutOf(graph: Graph): Layout {
  const { level, levelCount, before } = levelsOf(graph);
  const bent = bendEdges(graph.count, level, levelCount, before);
  const order = orderLayers(bent.layered);
  const heights = placeLayers(bent.layered, order, graph.count);
  const x = Float32Array.from(level, (own) => own * (NODE_WIDTH + COLUMN_GAP));
  const y = Float32Array.from({ length: graph.count }, (_, node) => at(heights.top, node));
  const points = new Float32Array(2 * bent.chain.length);
  bent.chain.forEach((node, bend) => {
    const column = at(bent.levelOf, node) * (NODE_WIDTH + COLUMN_GAP);
    points[2 * bend] = bent.entering[bend] ? column : column + NODE_WIDTH;
    points[2 * bend + 1] = at(heights.top, node) + NODE_HEIGHT / 2;
  });
  const width = levelCount === 0 ? 0 : levelCount * (NODE_WIDTH + COLUMN_GAP) - COLUMN_GAP;
  return { x, y, width, height: heights.height, bends: bent.bends, points, from: bent.from, to: bent.to };
}

interface Bent {
  readonly layered: Layered;
  readonly levelOf: Uint32Array;
  readonly bends: Uint32Array;
  /** For each bend of each edge the node it is at, and whether it is at the left side of that. */
  readonly chain: readonly number[];
  readonly entering: readonly boolean[];
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** Puts a bend on each level that an edge passes through, so that edges are kept out of the way of nodes. */
function bendEdges(count: number, level: Uint32Array, levelCount: number, before: Neighbours): Bent {
  const levels = [...level];
  const links: Links = { sources: [], targets: [] };
  const link = (source: number, target: number): void => {
    links.sources.push(source);
    links.targets.push(target);
  };
  const chain: number[] = [];
  const entering: boolean[] = [];
  const [bends, from, to]: [number[], number[], number[]] = [[0], [], []];
  for (let node = 0; node < count; node++) {
    for (let edge = at(before.start, node); edge < at(before.start, node + 1); edge++) {
      const source = at(before.list, edge);
      from.push(source);
      to.push(node);
      chain.push(source);
      entering.push(false);
      let last = source;
      const passed = at(level, node) - at(level, source) - 1;
      for (let step = 1; step <= passed && levels.length - count + passed <= MOST_BENDS; step++) {
        const bend = levels.push(at(level, source) + step) - 1;
        link(last, bend);
        // Passes the column from its left side to its right one.
        chain.push(bend, bend);
        entering.push(true, false);
        last = bend;
      }
      link(last, node);
      chain.push(node);
      entering.push(true);
      bends.push(chain.length);
    }
  }
  const levelOf = Uint32Array.from(levels);
  return {
    ...{ levelOf, chain, entering, layered: layeredOf(levelOf, levelCount, links) },
    ...{ bends: Uint32Array.from(bends), from: Uint32Array.from(from), to: Uint32Array.from(to) },
  };
}

/** The parts of edges from one level to the next. */
interface Links {
  readonly sources: number[];
  readonly targets: number[];
}

function layeredOf(levelOf: Uint32Array, levelCount: number, { sources, targets }: Links): Layered {
  const layers: number[][] = Array.from({ length: levelCount }, () => []);
  for (const [node, level] of levelOf.entries()) layers[level]?.push(node);
  return {
    count: levelOf.length,
    layers: layers.map((layer) => Uint32Array.from(layer)),
    before: neighbours(levelOf.length, targets, sources),
    after: neighbours(levelOf.length, sources, targets),
  };
}

/** Of each node that links have at their one end, those at the other. */
function neighbours(count: number, own: readonly number[], others: readonly number[]): Neighbours {
  const start = new Uint32Array(count + 1);
  for (const node of own) start[node + 1] = at(start, node + 1) + 1;
  for (let node = 0; node < count; node++) start[node + 1] = at(start, node + 1) + at(start, node);
  const fill = start.slice(0, count);
  const list = new Uint32Array(own.length);
  for (let index = 0; index < own.length; index++) {
    const node = own[index] as number;
    list[at(fill, node)] = others[index] as number;
    fill[node] = at(fill, node) + 1;
  }
  return { start, list };
}
