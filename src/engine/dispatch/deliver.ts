/**
 * Sends claimed tasks down a session's stream.
 */
import type { Gate } from "../commit/gate.js";
import type { Machinery } from "../machinery.js";
import type { LiveSession } from "../sessions/live-session.js";
import { giveBack } from "./give-back.js";
import { assemble, type Delivery } from "./ready-task.js";

/** A task whose payloads cannot be had now is offered again after this, not at once, or it would go round and round. */
export const UNASSEMBLED_DELAY_MS = 1_000;

/**
 * In one frame. Tasks whose payloads must be loaded follow when they are; one that cannot be assembled is given back
 * without burning the attempt's try (rule M5).
 */
export function deliver(
  machinery: Machinery,
  session: LiveSession,
  segmentId: string,
  deliveries: readonly Delivery[],
  gate: Gate | undefined,
): void {
  const assembled = deliveries.map((delivery) => ({ delivery, task: assemble(machinery, delivery) }));
  const ready = assembled.flatMap(({ task }) => (task instanceof Promise ? [] : [task]));
  const send = () => session.deliver(ready);
  if (ready.length > 0) {
    if (gate === undefined) send();
    else gate.pass(send);
  }
  for (const { delivery, task } of assembled) {
    if (!(task instanceof Promise)) continue;
    task.then(
      (loaded) => (gate === undefined ? session.deliver([loaded]) : gate.pass(() => session.deliver([loaded]))),
      async (error) => {
        const { taskId } = delivery.task;
        machinery.emit({ kind: "error", what: "assembling a task", error, segmentId, taskId });
        const given = await giveBack(machinery, segmentId, delivery.task, UNASSEMBLED_DELAY_MS);
        if (!given) session.missed(delivery.task.claimToken);
      },
    );
  }
}
