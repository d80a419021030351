/**
 * A store in the memory of one process: for tests, simulations and trying things out. Several engines may share one,
 * each under its own process name. Nothing is kept when the process ends.
 */
import type { Store } from "../store.js";
import { ChangeLog } from "./change-log.js";
import { followLog } from "./follow-log.js";
import { HintBoard, type Schedule } from "./hint-board.js";
import { MemoryDefinitions } from "./memory-definitions.js";
import { MemoryPayloads } from "./memory-payloads.js";
import { MemoryQueues } from "./memory-queues.js";
import { MemoryRetention } from "./memory-retention.js";
import { MemorySchedules } from "./memory-schedules.js";
import { MemorySegments } from "./memory-segments.js";
import { MemorySessions } from "./memory-sessions.js";

export interface MemoryStoreOptions {
  /** The store's clock, milliseconds since the epoch. Default: the wall clock. */
  readonly now?: () => number;
  /** How hints are delivered. Default: one by one from the event loop. */
  readonly schedule?: Schedule;
  /** How many changes `follow` can go back at least. Default: 10,000. */
  readonly history?: number;
}

/** Uses no timers and no randomness: under a given clock and schedule it is deterministic. */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const now = options.now ?? Date.now;
  const hints = new HintBoard(options.schedule ?? ((deliver) => void setImmediate(deliver)));
  const log = new ChangeLog(options.history ?? 10_000);
  const segments = new MemorySegments(log, hints, now);
  const schedules = new MemorySchedules();
  const isUsed = (namespace: string, digest: string) =>
    segments.names(namespace, digest) || schedules.names(namespace, digest);
  return {
    kind: "memory",
    format: 1,
    segments,
    payloads: new MemoryPayloads(now),
    definitions: new MemoryDefinitions(now, isUsed),
    sessions: new MemorySessions(now, hints),
    queues: new MemoryQueues(now, hints),
    schedules,
    retention: new MemoryRetention(),
    readTime: async () => now(),
    listen: (process, listener) => hints.listen(process, listener),
    followOthers: (process, followed, listener) => followLog(log, process, followed, listener),
    open: async () => undefined,
    health: async () => ({ ok: true, detail: "in memory" }),
    close: async () => undefined,
  };
}
