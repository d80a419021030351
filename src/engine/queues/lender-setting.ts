/**
 * What a lender is made of, and tells.
 */
import type { QueueKey, QueueStore } from "../../store/queue-store.js";
import type { DatabaseClock } from "../database-clock.js";
import type { Environment } from "../environment.js";
import type { LentSegments } from "./lent-segments.js";

export interface LenderSetting {
  readonly key: QueueKey;
  /** Of the limit that it is of. */
  readonly epoch: number;
  /** Processes take turns: of a key each may have other queues, and the tasks of one must not wait for those of another. */
  readonly takesTurns: boolean;
  /** Unique for ever: "<process>.<number>". */
  readonly id: string;
  readonly store: QueueStore;
  readonly environment: Environment;
  readonly clock: DatabaseClock;
  /** Where what it lends is held. */
  readonly segments: LentSegments;
  /** Never the same twice. */
  token(): string;
  /** There is something to hand out again after more was wanted than there was. */
  freed(): void;
  failed(error: unknown): void;
}
