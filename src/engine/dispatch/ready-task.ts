/**
 * What an executor is given: a claimed task with its input and the results it reads.
 */
import { LIMITS } from "../../core/limits.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { StoredPayload } from "../../core/state/payload.js";
import type { Segment } from "../../core/state/segment.js";
import { nextTimer } from "../../core/state/timers.js";
import type { PayloadStore } from "../../store/payload-store.js";
import type { Payload, ReadyTask } from "../values.js";
import { lookUp, type PayloadLookup } from "../views/stored-payloads.js";

/** A task as it was claimed, with all that its delivery needs; taken from the segment at the moment of the commit. */
export interface Delivery {
  readonly task: Omit<ReadyTask, "dependencyResults" | "flowInput">;
  readonly results: readonly (readonly [taskId: string, result: StoredPayload])[];
  readonly flowInput: StoredPayload | undefined;
}

export function deliveryOf(segment: Segment, number: number, entry: NodeEntry): Delivery {
  const node = segment.node(number);
  const { task } = node;
  const { results, truncated } = resultsOf(segment, node.reads);
  const { heartbeatMs, ...timeouts } = task.timeouts;
  const { traceContext } = segment.flow;
  const deadline = nextTimer({ ...node, task: { ...task, timeouts } }, entry)?.time;
  return {
    task: {
      flowId: segment.address.flowId,
      taskId: task.name,
      name: task.name,
      type: task.type ?? "",
      queue: node.queue,
      attempt: entry.attempt,
      tries: entry.tries,
      claimToken: entry.claim?.token ?? "",
      resultsTruncated: truncated,
      priority: segment.priorityOf(number),
      labels: task.labels,
      readyTime: entry.readyTime ?? 0,
      ...(task.input !== undefined && { input: task.input }),
      ...(deadline !== undefined && { deadline }),
      ...(heartbeatMs !== undefined && { heartbeatTimeoutMs: heartbeatMs }),
      ...(traceContext !== undefined && { traceContext }),
    },
    results,
    flowInput: task.needsFlowInput ? segment.flow.input : undefined,
  };
}

/** What it takes in an answer beside its payloads, roughly. */
const TASK_BYTES = 2_000;

/** The bytes that a delivery takes in an answer, counted generously. */
export function deliveryBytes({ task, results, flowInput }: Delivery): number {
  const payloads = results.reduce((sum, [, { size }]) => sum + size, flowInput?.size ?? 0);
  const labels = Object.entries(task.labels).reduce((sum, [key, value]) => sum + 4 * (key.length + value.length), 0);
  return TASK_BYTES + (task.input?.data.length ?? 0) + payloads + labels;
}

/** Loads what is kept beside the state. Not a promise where nothing is. */
export function assemble(store: PayloadStore, delivery: Delivery): ReadyTask | Promise<ReadyTask> {
  const { results, flowInput } = delivery;
  const stored = results.map(([, result]) => result);
  const lookup = lookUp(store, flowInput === undefined ? stored : [...stored, flowInput]);
  return lookup instanceof Promise ? lookup.then((loaded) => readyTask(delivery, loaded)) : readyTask(delivery, lookup);
}

function readyTask({ task, results, flowInput }: Delivery, lookup: PayloadLookup): ReadyTask {
  const dependencyResults: Record<string, Payload> = Object.create(null);
  for (const [taskId, result] of results) dependencyResults[taskId] = lookup(result);
  return { ...task, dependencyResults, ...(flowInput !== undefined && { flowInput: lookup(flowInput) }) };
}

/** The results that fit into a delivery, in the order of the reads; the executor pages for the rest. */
function resultsOf(segment: Segment, reads: readonly number[]) {
  const results: [string, StoredPayload][] = [];
  let bytes = 0;
  for (const number of reads) {
    const result = segment.entry(number)?.result;
    if (result === undefined) continue;
    bytes += result.size;
    if (results.length === LIMITS.resultsPerTask || bytes > LIMITS.resultsBytes) return { results, truncated: true };
    results.push([segment.node(number).task.name, result]);
  }
  return { results, truncated: false };
}
