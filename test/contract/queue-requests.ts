/**
 * The calls about queues, as the contract's tests use them.
 */
import type { InNamespace } from "./control-requests.js";

export interface RateLimit {
  readonly tasks: number;
  readonly periodMs: number;
}

export interface Queue {
  readonly name: string;
  readonly paused: boolean;
  readonly pauseEndTime?: number;
  readonly reason: string;
  readonly updateTime?: number;
  readonly work: readonly {
    readonly kind: string;
    readonly ready: number;
    readonly readySinceTime?: number;
    readonly running: number;
    readonly credit: number;
  }[];
  readonly sessions: number;
  readonly workerIds: readonly string[];
  readonly concurrencyLimit: number;
  readonly concurrencyUsed: number;
  readonly rateLimit?: RateLimit;
  readonly rateUsed: number;
  readonly rateNextTime?: number;
}

export interface ListQueuesRequest extends InNamespace {
  readonly queues?: readonly string[];
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface UpdateQueueRequest extends InNamespace {
  readonly queue: string;
  readonly requestId?: string;
  readonly reason?: string;
  readonly paused?: boolean;
  readonly pauseEndTime?: number;
  readonly concurrencyLimit?: number;
  readonly rateLimit?: RateLimit;
}

export interface QueueCalls {
  listQueues(
    request: ListQueuesRequest,
  ): Promise<{ readonly queues: readonly Queue[]; readonly nextPageToken: string; readonly truncated: boolean }>;
  updateQueue(request: UpdateQueueRequest): Promise<{ readonly queue: Queue; readonly replayed: boolean }>;
}
