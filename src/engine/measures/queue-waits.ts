/**
 * What waits in the queues that this process gives tasks of, from what its last looks at the store have found anyhow: it
 * reads nothing itself.
 */
import { unkeyedQueue } from "../../core/definition/concurrency-key.js";
import { callersQueue, isEvaluationQueue } from "../../core/definition/evaluation.js";
import { offersFrom } from "../../core/state/waiting-heads.js";
import type { WaitingHead } from "../../store/segment-store.js";
import type { Backlog } from "../dispatch/backlog.js";
import type { Machinery } from "../machinery.js";
import type { WorkKind } from "../values.js";
import type { QueueWait } from "./queue-wait.js";

/** Of all namespaces, or of one. */
export function queueWaits(machinery: Machinery, namespace?: string): readonly QueueWait[] {
  const queues = new Map<string, Backlog[]>();
  for (const backlog of machinery.sessions.backlogs()) {
    if (namespace !== undefined && backlog.namespace !== namespace) continue;
    const key = `${backlog.namespace}\0${backlog.queue}`;
    const same = queues.get(key);
    if (same === undefined) queues.set(key, [backlog]);
    else same.push(backlog);
  }
  return [...queues.values()].flatMap((backlogs) => waitOf(machinery, backlogs) ?? []);
}

/** Of one queue, with the backlogs of sessions that want one flow only. */
function waitOf(machinery: Machinery, backlogs: readonly Backlog[]): QueueWait | undefined {
  const [first] = backlogs;
  if (first === undefined) return undefined;
  // A flow has a head for each priority.
  const all = backlogs.flatMap((backlog) => backlog.heads);
  const heads = new Map(all.map((head) => [`${head.id} ${head.queue}`, head]));
  const kind = kindOf(first.queue);
  // Every queue has those of the other kinds beside it, in most of which nothing ever waits.
  if (kind !== "EXECUTE" && heads.size === 0) return undefined;
  let tasks = 0;
  let oldestMs = 0;
  for (const head of heads.values()) {
    const wait = waitIn(machinery, head);
    tasks += wait.tasks;
    oldestMs = Math.max(oldestMs, wait.oldestMs);
  }
  return {
    namespace: first.namespace,
    queue: callersQueue(first.queue),
    kind,
    flows: new Set(all.map(({ id }) => id)).size,
    tasks,
    oldestMs,
    sessions: new Set(backlogs.flatMap((backlog) => [...backlog.sessions])).size,
    credit: backlogs.reduce((sum, { credit }) => sum + credit, 0),
    paused: machinery.queues.pauseOf(first) !== undefined,
    rateSpent: machinery.rates.isSpent(first.namespace, first.queue),
  };
}

export function kindOf(queue: string): WorkKind {
  if (isEvaluationQueue(queue)) return "EVALUATE";
  return callersQueue(queue) === unkeyedQueue(queue) ? "EXECUTE" : "REVERT";
}

function waitIn({ committer, clock }: Machinery, { id, queue }: WaitingHead): Pick<QueueWait, "tasks" | "oldestMs"> {
  const segment = committer.cache.peek(id)?.segment;
  if (segment === undefined) return { tasks: 1, oldestMs: 0 };
  const first = offersFrom(segment, queue) ? segment.ready.first(queue) : undefined;
  if (first === undefined) return { tasks: 0, oldestMs: 0 };
  return { tasks: segment.ready.count(queue), oldestMs: Math.max(0, clock.now() - first.readyTime) };
}
