/**
 * What a flow makes ready as soon as it begins.
 */
import type { TaskDefinition } from "./definition.js";

interface Node {
  readonly task: TaskDefinition;
  readonly dependencies: readonly number[];
  readonly successors: readonly number[];
}

/** The tasks that nothing but the start makes ready: no delay holds them, and at most no-ops lie before. Ascending. */
export function firstBatch(nodes: readonly Node[], roots: readonly number[]): readonly number[] {
  const ready: number[] = [];
  const open = new Map<number, number>();
  const reached = [...roots];
  // What lies behind no-ops is appended meanwhile, and its turn comes.
  for (const number of reached) {
    const node = nodes[number];
    if (node === undefined || node.task.delayMs > 0) continue;
    if (node.task.type !== undefined) {
      ready.push(number);
      continue;
    }
    if (node.task.delayAfterMs > 0) continue;
    for (const successor of node.successors) {
      const left = (open.get(successor) ?? nodes[successor]?.dependencies.length ?? 0) - 1;
      open.set(successor, left);
      if (left === 0) reached.push(successor);
    }
  }
  return ready.sort((a, b) => a - b);
}
