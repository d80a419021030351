/**
 * Who might take a ready task, as this process sees it.
 */
import { callersQueue } from "../../core/definition/evaluation.js";
import { ranksBefore } from "../dispatch/rank-order.js";
import type { QueueView } from "../explanation.js";
import type { Machinery } from "../machinery.js";

const HEADS_LOOKED_AT = 100;

export interface WaitingTask {
  readonly namespace: string;
  readonly flowId: string;
  readonly queue: string;
  readonly priority: number;
  /** The age by which its flow ranks. */
  readonly time: number;
  readonly readyInFlow: number;
}

export async function queueView(
  { sessions, store, process }: Machinery,
  { namespace, flowId, queue, priority, time, readyInFlow }: WaitingTask,
): Promise<QueueView> {
  const concerned = sessions.concerned(namespace, queue, flowId);
  const streams = new Set(concerned.flatMap((backlog) => [...backlog.sessions]));
  const polls = concerned.reduce((sum, { waiters }) => sum + waiters.size, 0);
  const [heads, { live }] = await Promise.all([
    store.segments.heads(namespace, queue, HEADS_LOOKED_AT),
    store.sessions.processes(),
  ]);
  const before = heads.filter((head) => head.flowId !== flowId && ranksBefore(head, { priority, time }));
  return {
    queue: callersQueue(queue),
    executors: streams.size,
    credit: [...streams].reduce((sum, session) => sum + session.creditFor(queue), 0),
    polls,
    headsBefore: new Set(before.map((head) => head.flowId)).size,
    readyInFlow,
    otherProcesses: live.filter((name) => name !== process).length,
  };
}
