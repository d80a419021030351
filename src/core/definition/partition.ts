/**
 * How a large definition is cut into segments: along a topological order, so that effects go from a segment to later
 * ones only (rule M1), and branch by branch, so that most edges stay within one.
 */
import type { CompiledDefinition } from "./compiled-definition.js";

/** The nodes of each segment by their numbers in the whole definition, ascending. */
export type Partition = readonly (readonly number[])[];

/** Segments of at most `bound` nodes, in the order in which effects go. O(nodes + edges). */
export function partition(definition: CompiledDefinition, bound: number): Partition {
  const order = branchOrder(definition);
  const segments: number[][] = [];
  for (let from = 0; from < order.length; from += bound) {
    segments.push(order.slice(from, from + bound).sort((a, b) => a - b));
  }
  return segments;
}

/** Each node after its dependencies, and as soon after the last of them as can be. */
function branchOrder({ nodes, roots }: CompiledDefinition): number[] {
  const open = nodes.map((node) => node.dependencies.length);
  const order: number[] = [];
  const stack = [...roots].reverse();
  for (let number = stack.pop(); number !== undefined; number = stack.pop()) {
    order.push(number);
    const freed: number[] = [];
    for (const successor of nodes[number]?.successors ?? []) {
      const left = (open[successor] ?? 0) - 1;
      open[successor] = left;
      if (left === 0) freed.push(successor);
    }
    for (const successor of freed.reverse()) stack.push(successor);
  }
  return order;
}
