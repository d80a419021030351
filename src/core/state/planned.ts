/**
 * How an instance of a task runs: as the definition says, unless a plan was decided for it.
 */

import type { CompiledDefinition, CompiledNode } from "../definition/compiled-definition.js";
import { keyedQueue } from "../definition/concurrency-key.js";
import type { Timeouts } from "../definition/definition.js";
import { revertQueue } from "../definition/evaluation.js";
import { timeoutsOfWhole } from "../definition/for-each.js";
import type { NodeEntry } from "./node-entry.js";

export function timeoutsOf({ task, items }: CompiledNode, entry: NodeEntry | undefined): Timeouts {
  const planned = entry?.plan?.timeouts;
  if (planned === undefined) return task.timeouts;
  return { ...task.timeouts, ...(items === undefined ? planned : timeoutsOfWhole(planned)) };
}

/** Where it is offered; of an item of kind EVALUATE the queue that these wait in. */
export function queueOf(node: CompiledNode, entry: NodeEntry | undefined): string {
  if (entry?.item !== undefined) return node.evaluation?.queue ?? "";
  if (entry?.reversal?.begun === true) {
    const planned = entry.plan?.queue;
    return planned === undefined ? node.revertQueue : keyedQueue(revertQueue(planned), node.task);
  }
  const planned = entry?.plan?.queue;
  return planned === undefined ? node.queue : keyedQueue(planned, node.task);
}

/** Without the flow's. */
export function priorityOf({ task }: CompiledNode, entry: NodeEntry | undefined): number {
  return entry?.plan?.priority ?? task.priority;
}

export function delayMsOf({ task }: CompiledNode, entry: NodeEntry | undefined): number {
  return entry?.plan?.delayMs ?? task.delayMs;
}

export function delayAfterMsOf({ task }: CompiledNode, entry: NodeEntry | undefined): number {
  return entry?.plan?.delayAfterMs ?? task.delayAfterMs;
}

/** The node of an entry; of an item of kind EVALUATE that which it is about; of an item of a list how each of these runs. */
export function nodeOfEntry(
  { nodes, flowNode }: CompiledDefinition,
  number: number,
  entry: NodeEntry | undefined,
): CompiledNode | undefined {
  if (entry?.each !== undefined) return nodes[entry.each.node]?.items?.node;
  if (entry?.item === undefined) {
    const node = nodes[entry?.origin?.node ?? number];
    // It is undone as a whole, by one work item.
    return entry?.reversal?.begun === true ? (node?.items?.node ?? node) : node;
  }
  return entry.item.node === undefined ? flowNode : nodes[entry.item.node];
}
