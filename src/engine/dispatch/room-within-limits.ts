/**
 * What the settings of queues let through just now: pauses, limits of the concurrency, rates.
 */
import type { QueueKey } from "../../store/queue-store.js";
import type { Machinery } from "../machinery.js";

/** Whether the queue hands out at all now, to somebody who would take it; where its rate is spent, it is looked at again later. */
export function mayHandOut({ queues, rates }: Machinery, { namespace, queue }: QueueKey): boolean {
  return queues.handsOut(namespace, queue) && !rates.isSpentFor(namespace, queue);
}

/** How many tasks of the queue may be handed out now, at most as many as are wanted; 0 or less = none. */
export async function roomWithinLimits(
  { permits, rates }: Machinery,
  { namespace, queue }: QueueKey,
  wanted: number,
): Promise<number> {
  const permitted = Math.min(wanted, await permits.ensure(namespace, queue, wanted));
  return permitted <= 0 ? 0 : Math.min(permitted, await rates.ensure(namespace, queue, permitted));
}
