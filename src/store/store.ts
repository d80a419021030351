/**
 * The port between the engine and a database. Two implementations keep it: `memory/` and `mongo/`; one suite proves
 * both. What it guarantees stands at each part; what is decided with it (guards, retries, unknown outcomes) lies above,
 * in the engine, so that both stores run the same code.
 */
import type { Head } from "../core/state/segment.js";
import type { DefinitionStore } from "./definition-store.js";
import type { PayloadStore } from "./payload-store.js";
import type { QueueKey, QueueStore } from "./queue-store.js";
import type { RetentionStore } from "./retention-store.js";
import type { ScheduleStore } from "./schedule-store.js";
import type { FollowedChange, SegmentStore } from "./segment-store.js";
import type { SessionKey, SessionStore } from "./session-store.js";

/** A hint that another process committed something. Losing one costs time, never a task. */
export interface Hint {
  readonly id: string;
  readonly namespace: string;
  readonly flowId: string;
  /** What waits in the segment now, where that changed and something does. */
  readonly heads?: readonly Head[];
  /** The processes that the commit signalled. */
  readonly signalled?: readonly string[];
  /** When it was committed, by the database's clock; absent where the database does not tell. */
  readonly time?: number;
}

export interface HintListener {
  hint(hint: Hint): void;
  /** A session that this process owned was opened by another one, at this epoch. */
  sessionTaken(session: SessionKey, epoch: number): void;
  /** Another process has set a queue. */
  queueSet(queue: QueueKey): void;
  /** Another process has given permits of a queue back. */
  queueFreed(queue: QueueKey): void;
  /** Hints may have been lost: look at everything once. */
  gap(): void;
}

export interface HintFeed {
  /** Resolves once hints of later commits will come. */
  readonly open: Promise<void>;
  close(): Promise<void>;
}

/** What is followed of the changes that a process does not make itself. */
export interface FollowedOthers {
  readonly namespace: string;
  /** Repeats what came after this position; from now on where it is absent. */
  readonly after?: string;
  /** Tells of what the process itself commits, too. */
  readonly withOwn: boolean;
}

export interface OthersListener {
  /** Another process changed a segment, or any one deleted it. */
  changed(change: FollowedChange): void;
  /** All such changes up to here have been told; never an earlier position than before. */
  reached(position: string): void;
  /**
   * Nothing more is told: the store's history does not reach back to where it would have to go on, or the store has not
   * been heard for some seconds.
   */
  lost(error: Error): void;
}

export interface StoreHealth {
  readonly ok: boolean;
  /** For people: what is wrong. */
  readonly detail: string;
}

export interface Store {
  readonly kind: "memory" | "mongodb";
  /** The stored format in use, known once it is open. */
  readonly format: number;
  readonly segments: SegmentStore;
  readonly payloads: PayloadStore;
  readonly definitions: DefinitionStore;
  readonly sessions: SessionStore;
  readonly queues: QueueStore;
  readonly schedules: ScheduleStore;
  readonly retention: RetentionStore;
  /** Milliseconds since the epoch by the database's clock: one round trip. */
  readTime(): Promise<number>;
  /**
   * What other processes did: changed heads, signals to this process, sessions taken over from it, queues that were set.
   * Reconnects by itself.
   */
  listen(process: string, listener: HintListener): HintFeed;
  /**
   * Every change of a namespace's segments that another process makes, and every deletion; may repeat, none is left out.
   * Reconnects by itself, and goes on where it was.
   */
  followOthers(process: string, followed: FollowedOthers, listener: OthersListener): HintFeed;
  /** Prepares the database (collections, validators, indexes, format) and checks that it is suitable. */
  open(): Promise<void>;
  health(): Promise<StoreHealth>;
  close(): Promise<void>;
}
