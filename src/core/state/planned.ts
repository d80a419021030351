/**
 * How an instance of a task runs: as the definition says, unless a plan was decided for it.
 */
import type { CompiledDefinition, CompiledNode } from "../definition/compiled-definition.js";
import type { Timeouts } from "../definition/definition.js";
import { revertQueue } from "../definition/evaluation.js";
import type { NodeEntry } from "./node-entry.js";

export function timeoutsOf({ task }: CompiledNode, entry: NodeEntry | undefined): Timeouts {
  const planned = entry?.plan?.timeouts;
  return planned === undefined ? task.timeouts : { ...task.timeouts, ...planned };
}

/** Where it is offered; of an item of kind EVALUATE the queue that these wait in. */
export function queueOf(node: CompiledNode, entry: NodeEntry | undefined): string {
  if (entry?.item !== undefined) return node.evaluation?.queue ?? "";
  if (entry?.reversal?.begun === true) {
    const planned = entry.plan?.queue;
    return planned === undefined ? node.revertQueue : revertQueue(planned);
  }
  return entry?.plan?.queue ?? node.queue;
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

/** The node of an entry; of an item of kind EVALUATE that which it is about. */
export function nodeOfEntry(
  { nodes, flowNode }: CompiledDefinition,
  number: number,
  { item, origin }: NodeEntry,
): CompiledNode | undefined {
  if (item === undefined) return nodes[origin?.node ?? number];
  return item.node === undefined ? flowNode : nodes[item.node];
}
