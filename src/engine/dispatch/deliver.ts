/**
 * Sends claimed tasks down a session's stream.
 */
import type { Gate } from "../commit/gate.js";
import type { Machinery } from "../machinery.js";
import type { LiveSession } from "../sessions/live-session.js";
import type { UntakenTask } from "../sessions/untaken-tasks.js";
import type { ReadyTask } from "../values.js";
import { giveBack } from "./give-back.js";
import { assemble, type Delivery, deliveryBytes } from "./ready-task.js";

/** A task whose payloads cannot be had now is offered again after this, not at once, or it would go round and round. */
export const UNASSEMBLED_DELAY_MS = 1_000;
/** What is read of other segments is taken to have until it is there: mostly less, at most `LIMITS.resultsBytes`. */
const REMOTE_BYTES = 64 * 1024;

/**
 * In one frame, as far as the session's stream takes them. Tasks whose payloads must be loaded follow when they are; one that
 * cannot be assembled is given back without burning the attempt's try (rule M5), and so is one that the stream is too slow
 * for, unless the session held it before its stream opened.
 */
export function deliver(
  machinery: Machinery,
  session: LiveSession,
  segmentId: string,
  deliveries: readonly Delivery[],
  gate: Gate | undefined,
): void {
  const isNew = session.isReconciled;
  const tasks = deliveries.map((delivery): UntakenTask => {
    const { taskId, claimToken } = delivery.task;
    const release = async (delayMs: number) => {
      const given = await giveBack(machinery, segmentId, delivery.task, delayMs);
      if (!given) session.missed(claimToken);
    };
    return {
      claimToken,
      gate,
      ...sizeOf(delivery),
      assemble: () => assemble(machinery, delivery),
      failed: (error) => {
        machinery.emit({ kind: "error", what: "assembling a task", error, segmentId, taskId });
        void release(UNASSEMBLED_DELAY_MS);
      },
      ...(isNew && { giveBack: () => void release(0) }),
    };
  });
  session.deliver(tasks);
}

function sizeOf(delivery: Delivery): Pick<UntakenTask, "bytes" | "bytesOf"> {
  const bytes = deliveryBytes(delivery);
  if (delivery.remote === undefined) return { bytes };
  const read = ({ dependencyResults }: ReadyTask) =>
    Object.values(dependencyResults).reduce((sum, { data }) => sum + data.length, 0);
  return {
    bytes: bytes + REMOTE_BYTES,
    bytesOf: (task) => bytes + read(task),
  };
}
