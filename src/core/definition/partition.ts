/**
 * How a large definition is cut into segments: along a topological order, so that effects go from a segment to later
 * ones only (rule M1), and branch by branch, so that most edges stay within one.
 */
import type { AcceptedDefinition } from "./accepted-definition.js";
import type { NodeAddress } from "./compiled-definition.js";
import { isStep, type Stepwise } from "./stepwise.js";
import { freePlaces, openCounts, type TaskGraph } from "./task-graph.js";

export interface Partition {
  /** The places of each segment's tasks, ascending, in the order in which effects go. */
  readonly segments: readonly Int32Array[];
  addressOf(place: number): NodeAddress;
}

export interface PartitionBounds {
  /** The most tasks of a segment. */
  readonly tasks: number;
  /** The most bytes of a segment's part of the definition; one task always has room. */
  readonly bytes: number;
}

/** What an edge takes in the chunks of both its ends, at most. */
const EDGE_BYTES = 8;

/** O(tasks + dependencies). */
export function* partition({ graph, tasks }: AcceptedDefinition, bounds: PartitionBounds): Stepwise<Partition> {
  const order = yield* branchOrder(graph);
  const segments: Int32Array[] = [];
  const segmentOf = new Int32Array(graph.size);
  const numberOf = new Int32Array(graph.size);
  const close = (from: number, to: number) => {
    const places = order.slice(from, to).sort();
    for (const [number, place] of places.entries()) {
      segmentOf[place] = segments.length;
      numberOf[place] = number;
    }
    segments.push(places);
  };
  let from = 0;
  let bytes = 0;
  for (const [index, place] of order.entries()) {
    const edges = graph.dependencies.count(place) + graph.successors.count(place);
    const weight = tasks.of(place).length + edges * EDGE_BYTES;
    if (index > from && (index - from === bounds.tasks || bytes + weight > bounds.bytes)) {
      close(from, index);
      from = index;
      bytes = 0;
    }
    bytes += weight;
    if (isStep(index)) yield;
  }
  if (from < order.length) close(from, order.length);
  return {
    segments,
    addressOf: (place) => ({ segment: segmentOf[place] ?? 0, number: numberOf[place] ?? 0 }),
  };
}

/** Each place after its dependencies, and as soon after the last of them as can be. */
function* branchOrder(graph: TaskGraph): Stepwise<Int32Array> {
  const open = openCounts(graph);
  const order = new Int32Array(graph.size);
  let length = 0;
  const stack = freePlaces(open).reverse();
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    if (isStep(length)) yield;
    order[length] = place;
    length += 1;
    const freed: number[] = [];
    for (const successor of graph.successors.of(place)) {
      const left = (open[successor] ?? 0) - 1;
      open[successor] = left;
      if (left === 0) freed.push(successor);
    }
    for (const successor of freed.reverse()) stack.push(successor);
  }
  return order;
}
