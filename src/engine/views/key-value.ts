/**
 * Concurrency keys as callers see them.
 */
import type { QueueRecord } from "../../store/queue-store.js";
import type { ConcurrencyKey } from "../key-requests.js";
import { KEY_LIMIT } from "../queues/permits.js";
import { permitsOut } from "../queues/permits-out.js";

/** How it is set at this moment, without what waits. */
export function keyValue(name: string, record: QueueRecord | undefined): ConcurrencyKey {
  return {
    name,
    limit: record?.settings.concurrency?.limit ?? KEY_LIMIT,
    used: record?.lending === undefined ? 0 : permitsOut(record.lending),
    ready: 0,
    reason: record?.reason ?? "",
    ...(record !== undefined && record.version > 0 && { updateTime: record.updateTime }),
  };
}
