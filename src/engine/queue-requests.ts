/**
 * Queues as data, as plain values: how they are set, what waits on them, who takes from them.
 */
import type { QueueSetting, RateLimit } from "./queue-setting.js";
import type { QueueWork } from "./work-under-way.js";

export interface Queue extends QueueSetting {
  readonly name: string;
  /** How many permits of its limit are out; of a queue without a limit none. */
  readonly concurrencyUsed: number;
  /** How many of its rate limit were handed out within the last period, or are borrowed for that. */
  readonly rateUsed: number;
  /** When more may be; absent = now. */
  readonly rateNextTime?: number;
  /** For people. */
  readonly reason: string;
  /** Absent = it was never set. */
  readonly updateTime?: number;
  readonly work: readonly Omit<QueueWork, "queue" | "sessions">[];
  /** That take from it, wherever they are connected. */
  readonly sessions: number;
  /** Theirs, at most 100. */
  readonly workerIds: readonly string[];
}

export interface ListQueuesRequest {
  readonly namespace?: string;
  /** Only these; all that are known where absent or empty. */
  readonly queues?: readonly string[];
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface ListQueuesResponse {
  readonly queues: readonly Queue[];
  readonly nextPageToken: string;
  /** There is more than was read. */
  readonly truncated: boolean;
}

/** What is absent stays as it is. */
export interface UpdateQueueRequest {
  readonly namespace?: string;
  readonly queue: string;
  readonly requestId?: string;
  readonly reason?: string;
  readonly paused?: boolean;
  /** Only where it is paused. */
  readonly pauseEndTime?: number;
  /** 0 = any number. */
  readonly concurrencyLimit?: number;
  /** 0 tasks = any number. */
  readonly rateLimit?: RateLimit;
}

export interface UpdateQueueResponse {
  /** Without what waits and who takes. */
  readonly queue: Queue;
  readonly replayed: boolean;
}
