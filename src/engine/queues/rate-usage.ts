/**
 * How much of a queue's rate is used, and when more comes.
 */
import type { QueueRecord } from "../../store/queue-store.js";

export interface RateNow {
  /** Handed out within the last period, or reserved by a process that is about to. */
  readonly used: number;
  /** When more may be handed out; absent = now. */
  readonly nextTime?: number;
}

/** Undefined where the queue has no rate. */
export function rateAt(
  { settings, usage }: Pick<QueueRecord, "settings" | "usage">,
  time: number,
): RateNow | undefined {
  const { rate } = settings;
  if (rate === undefined || usage === undefined) return undefined;
  // What is reserved counts from when it is handed out: no earlier than now.
  const until = [
    ...usage.spent.map(({ at, tasks }) => ({ end: at + rate.periodMs, tasks })),
    ...usage.reserved
      .filter((one) => one.until + rate.periodMs > time)
      .map((one) => ({ end: Math.min(one.until, time) + rate.periodMs, tasks: one.tasks })),
  ].filter(({ end }) => end > time);
  const used = until.reduce((sum, { tasks }) => sum + tasks, 0);
  let left = used;
  for (const { end, tasks } of until.sort((a, b) => a.end - b.end)) {
    if (left < rate.tasks) break;
    left -= tasks;
    if (left < rate.tasks) return { used, nextTime: end };
  }
  return { used };
}
