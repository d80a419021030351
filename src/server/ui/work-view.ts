/**
 * What the pages show of queues and sessions. All who look at a namespace at the same time are shown the same reading, so
 * that looking costs the database no more for many than for one.
 */
import { LRUCache } from "lru-cache";
import type { Engine } from "../../engine/engine.js";
import type { WorkUnderWay } from "../../engine/work-under-way.js";
import type { JsonHandler } from "../connect/json-call.js";

/** A reading is shown for this long; milliseconds. */
const SHOWN_MS = 1_000;
const NAMESPACES = 100;

export function workView(engine: Pick<Engine, "workUnderWay">): JsonHandler {
  const readings = new LRUCache<string, Promise<WorkUnderWay>>({ max: NAMESPACES, ttl: SHOWN_MS });
  return async ({ rpc, query }) => {
    const namespace = query.get("namespace") ?? "";
    rpc.permit(namespace);
    let reading = readings.get(namespace);
    if (reading === undefined) {
      // Not for the one who asks first alone: its leaving ends nobody else's reading.
      reading = engine.workUnderWay({ namespace });
      reading.catch(() => readings.delete(namespace));
      readings.set(namespace, reading);
    }
    return workValue(await reading);
  };
}

function workValue({ time, queues, sessions, more }: WorkUnderWay) {
  return {
    time: timeText(time),
    queues: queues.map(({ readySince, pauseEndTime, rateNextTime, ...queue }) => ({
      ...queue,
      ...(pauseEndTime !== undefined && { pauseEndTime: timeText(pauseEndTime) }),
      ...(rateNextTime !== undefined && { rateNextTime: timeText(rateNextTime) }),
      ...(readySince !== undefined && { readySince: timeText(readySince) }),
    })),
    sessions: sessions.map(({ expireTime, holdsSince, leaseMs, ...session }) => ({
      ...session,
      leaseSeconds: leaseMs / 1_000,
      ...(expireTime !== undefined && { expireTime: timeText(expireTime) }),
      ...(holdsSince !== undefined && { holdsSince: timeText(holdsSince) }),
    })),
    more,
  };
}

function timeText(moment: number): string {
  return new Date(moment).toISOString();
}
