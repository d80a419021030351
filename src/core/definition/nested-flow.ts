/**
 * Tasks whose work is a flow of its own. No executor is offered them: what is ready waits in a queue whose name no caller
 * can give, until the flow may start it.
 */
import { keyedQueue } from "./concurrency-key.js";
import type { TaskDefinition } from "./definition.js";

const FLOW_QUEUE = "\u0002";

/** Its work is a flow, whoever runs it. */
export function isNested({ flow, flowDigest }: TaskDefinition): boolean {
  return flow !== undefined || flowDigest !== undefined;
}

/** The digests by which these tasks, and those of the flows within them, name the definitions that they run; each once. */
export function digestsNamed(tasks: Iterable<TaskDefinition>): ReadonlySet<string> {
  const digests = new Set<string>();
  for (const { flow, flowDigest } of tasks) {
    if (flowDigest !== undefined) digests.add(flowDigest);
    for (const digest of digestsNamed(flow?.tasks ?? [])) digests.add(digest);
  }
  return digests;
}

/** An attempt of it may go on as a flow. */
export function mayNest(task: TaskDefinition): boolean {
  return task.dynamicFlow === true || isNested(task);
}

/** Whether what waits there is started by the engine. */
export function isFlowQueue(queue: string): boolean {
  return queue === FLOW_QUEUE;
}

/** Where the task waits when it is ready. */
export function queueOfTask(task: TaskDefinition): string {
  if (task.type !== undefined) return keyedQueue(task.queue ?? task.type, task);
  return isNested(task) ? FLOW_QUEUE : "";
}
