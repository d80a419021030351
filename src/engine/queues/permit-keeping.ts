/**
 * What this process has borrowed of the limits of queues and keys, as the other parts see it.
 */
import type { LentClaim } from "../../core/state/lendings.js";
import type { QueueKey, QueueRecord } from "../../store/queue-store.js";
import type { Lender } from "./lender.js";

/** As decisions see it. */
export interface Lenders {
  /** Undefined where tasks of this queue are handed out without permits: decisions always are. */
  of(namespace: string, queue: string): Lender | undefined;
  /** Those whose permits a task of this queue needs, of its limit and of its key; undefined where it cannot have them now. */
  needed(namespace: string, queue: string): readonly Lender[] | undefined;
  byId(id: string): Lender | undefined;
}

export interface PermitKeeping extends Lenders {
  /** A queue is set otherwise. */
  follow(record: QueueRecord): void;
  /** Flows that begin now may have handed out without permits until they are stored. */
  begins<Value>(start: Promise<Value>): Promise<Value>;
  /**
   * How many tasks of the queue may be handed out now, as far as its limit goes; tries to have as many as are wanted. Never
   * rejects.
   */
  ensure(namespace: string, queue: string, wanted: number): Promise<number>;
  /** The same as far as the limit of its key goes, where it has one. */
  ensureKey(namespace: string, queue: string, wanted: number): Promise<number>;
  /** What is free of its key does not go back until it is let go. */
  keepKey(namespace: string, queue: string): () => void;
  /** Whether more of its key was wanted than there was, and nothing has come back since. */
  isKeySpent(namespace: string, queue: string): boolean;
  /** Those of all keys of which this process has asked for something a while ago, or holds something. */
  ofKeys(): readonly Lender[];
  /** That of the key of this limit. */
  ofKey(key: QueueKey): Lender | undefined;
  /** When such a key was asked for last, by `Environment.monotonic`; undefined where it is not spent, or it was heard that something has come back. */
  keySpentAt(namespace: string, queue: string): number | undefined;
  lend(claim: LentClaim, segmentId: string): void;
  returned(claim: LentClaim): void;
  /** Another process has given permits back. */
  freedElsewhere(key: QueueKey): void;
  /** Another process has ended claims of this segment: perhaps some under permits from here. */
  changedElsewhere(segmentId: string): void;
  /** What hints have lost is found: claims that are over, and commits of which nobody knew. Never rejects. */
  sweep(): Promise<void>;
  /** The process stops. */
  leave(): Promise<void>;
}
