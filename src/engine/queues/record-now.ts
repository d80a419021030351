/**
 * How a queue is set at this moment, and how much of its limits is used: that changes all the time, so of queues that have one
 * it is read.
 */
import type { QueueKey, QueueRecord } from "../../store/queue-store.js";
import type { Machinery } from "../machinery.js";
import { isLimited } from "./queue-table.js";

/** Undefined where the queue was never set. */
export async function recordNow({ queues, store }: Machinery, key: QueueKey): Promise<QueueRecord | undefined> {
  const known = queues.of(key);
  return known !== undefined && isLimited(known) ? store.queues.read(known) : known;
}
