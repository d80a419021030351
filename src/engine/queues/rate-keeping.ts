/**
 * What this process may hand out under the rates of queues, as the other parts see it.
 */
import type { QueueKey, QueueRecord } from "../../store/queue-store.js";
import type { Allowance } from "./allowance.js";

/** As decisions see it. */
export interface Allowances {
  /** Undefined where tasks of this queue are handed out at any rate: decisions always are. */
  of(namespace: string, queue: string): Allowance | undefined;
}

export interface RateKeeping extends Allowances {
  /** A queue is set otherwise. */
  follow(record: QueueRecord): void;
  /** Nothing of the queue may be handed out before a moment that is known: who asks learns nothing new. */
  isSpent(namespace: string, queue: string): boolean;
  /** The same, for whoever would hand out: what waits is looked at again when there is more. */
  isSpentFor(namespace: string, queue: string): boolean;
  /** How many tasks of the queue may be handed out now; tries to have as many as are wanted. Never rejects. */
  ensure(namespace: string, queue: string, wanted: number): Promise<number>;
  /** Another process has given something back. */
  freedElsewhere(key: QueueKey): void;
  /** The process stops. */
  leave(): Promise<void>;
}
