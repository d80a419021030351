/**
 * What waits and what is held in a namespace, whichever process gives it out.
 */
import type { QueueSetting } from "./queue-setting.js";
import type { WorkKind } from "./values.js";

export interface WorkRequest {
  readonly namespace?: string;
}

export interface QueueWork {
  readonly queue: string;
  readonly kind: WorkKind;
  /** Offered, and not claimed. */
  readonly ready: number;
  /** When the task that has waited longest became ready. */
  readonly readySince?: number;
  /** Claimed by sessions. */
  readonly running: number;
  /** Connected to the process that answers, and taking from the queue. */
  readonly sessions: number;
  /** How many more tasks those may be given now. */
  readonly credit: number;
}

export interface SessionWork {
  readonly sessionId: string;
  readonly workerId: string;
  /** The process that holds its stream; absent where it has none. */
  readonly process?: string;
  /** When it ends unless it is kept; of those without a stream. */
  readonly expireTime?: number;
  readonly leaseMs: number;
  readonly holds: number;
  /** When what it holds the longest was claimed. */
  readonly holdsSince?: number;
  /** The queues of what it holds. */
  readonly queues: readonly string[];
}

/** How much of its rate is used; absent where it has none. */
export interface RateUse {
  readonly rateUsed?: number;
  /** When more may be handed out; absent = now. */
  readonly rateNextTime?: number;
}

export interface WorkUnderWay {
  readonly time: number;
  /** What has waited longest first. */
  readonly queues: readonly (QueueWork & QueueSetting & RateUse)[];
  /** Who holds most first. */
  readonly sessions: readonly SessionWork[];
  /** There is more than was read: the counts tell of what was. */
  readonly more: boolean;
}
