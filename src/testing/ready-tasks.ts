/**
 * What is ready in a test engine: what an executor would be given that took everything, in the order in which it would. The
 * core is asked for it, on copies of what is stored.
 */

import type { WorkKind } from "../client/values.js";
import { NO_OFFERS } from "../core/decision.js";
import { keyOfLimit, limitOfKeyed } from "../core/definition/concurrency-key.js";
import { callersQueue } from "../core/definition/evaluation.js";
import { queueOf } from "../core/state/planned.js";
import type { Segment } from "../core/state/segment.js";
import { step } from "../core/step.js";
import { copyOf } from "../engine/commit/read-copies.js";
import type { Definitions } from "../engine/definitions.js";
import type { Journal } from "./journal.js";

/** A task that waits for somebody to do it. */
export interface WaitingTask {
  readonly flowId: string;
  readonly taskId: string;
  readonly name: string;
  readonly type: string;
  readonly queue: string;
  readonly kind: WorkKind;
  /** Absent where it names none. */
  readonly concurrencyKey?: string;
  /** With the flow's. */
  readonly priority: number;
  /** Which attempt it would be. */
  readonly attempt: number;
}

interface Ranked extends WaitingTask {
  readonly rankTime: number;
}

const CLAIMANT = { session: "looks only", epoch: 0, worker: "" };

export async function readyTasks(
  journal: Journal,
  definitions: Definitions,
  namespace: string,
): Promise<readonly WaitingTask[]> {
  const waiting: Ranked[] = [];
  for (const record of journal.records) {
    const { address, heads } = record;
    if (heads.length === 0 || address.namespace !== namespace) continue;
    waiting.push(...offered((await copyOf(definitions, record)).segment));
  }
  waiting.sort((a, b) => b.priority - a.priority || a.rankTime - b.rankTime);
  return waiting.map(({ rankTime: _rankTime, ...task }) => task);
}

function offered(segment: Segment): readonly Ranked[] {
  const { flowId } = segment.address;
  const queues = segment.ready.queues();
  const context = {
    now: segment.rankTime,
    random: () => 0,
    tokenBits: () => "",
    offers: NO_OFFERS,
    payload: () => undefined,
  };
  const decision = step(
    segment,
    { kind: "claim", claimant: CLAIMANT, queues, limit: Number.MAX_SAFE_INTEGER },
    context,
  );
  if (decision.kind !== "accepted") return [];
  return decision.changes.flatMap((change) => {
    if (change.kind !== "task" || change.entry.claim === undefined) return [];
    const { node: number, entry } = change;
    const node = segment.node(number);
    const queue = queueOf(node, entry);
    const limit = limitOfKeyed(queue);
    return {
      flowId,
      taskId: segment.taskId(number),
      name: node.task.name,
      type: node.task.type ?? "",
      queue: callersQueue(queue),
      kind: entry.item !== undefined ? "EVALUATE" : entry.reversal?.begun === true ? "REVERT" : "EXECUTE",
      priority: segment.priorityOf(number),
      attempt: entry.attempt,
      ...(limit !== undefined && { concurrencyKey: keyOfLimit(limit) }),
      rankTime: segment.rankTime,
    } as const;
  });
}
