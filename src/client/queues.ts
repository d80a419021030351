/**
 * Queues as data: how they are set, what waits on them, who takes from them.
 */
import { durationMs } from "@bufbuild/protobuf/wkt";
import type {
  Queue as QueueMessage,
  RateLimit as RateLimitMessage,
  QueueWork as WorkMessage,
} from "#gen/lazyengine/v1/queue_pb.js";
import { ListQueuesRequestSchema, UpdateQueueRequestSchema } from "#gen/lazyengine/v1/service_pb.js";
import { WorkKind as WorkKindEnum } from "#gen/lazyengine/v1/work_kind_pb.js";
import { type CallOptions, checkOptions } from "./call-options.js";
import { invalidField } from "./invalid-field.js";
import type { MessageCalls } from "./message-calls.js";
import { required } from "./response-values.js";
import { type DurationInput, durationInputMessage, timeOf, timestampMessage } from "./times.js";
import type { WorkKind } from "./values.js";
import { nameOf } from "./values-of-messages.js";

/** What waits on a queue and is held from it, of one kind. */
export interface QueueWork {
  readonly kind: WorkKind;
  /** Offered, and not claimed. */
  readonly ready: number;
  /** Since when what waits longest is READY. Milliseconds since the epoch. */
  readonly readySinceTime?: number;
  /** Held by sessions. */
  readonly running: number;
  /** How much more sessions may be given that are connected to the process that answered. */
  readonly credit: number;
}

/** In no window as long as the period are more handed out. */
export interface RateLimit {
  readonly tasks: number;
  readonly periodMs: number;
}

/** Without a period only where `tasks` is 0: any number. */
export interface RateLimitInput {
  readonly tasks: number;
  readonly period?: DurationInput;
}

export interface Queue {
  readonly name: string;
  /** It hands out nothing now; what is held goes on. */
  readonly paused: boolean;
  /** When the pause is over by itself; absent = it lasts until it is resumed. Milliseconds since the epoch. */
  readonly pauseEndTime?: number;
  /** For people: why it is set as it is. */
  readonly reason: string;
  /** Absent = it was never updated. */
  readonly updateTime?: number;
  /** By kind; empty in the answer to an update. */
  readonly work: readonly QueueWork[];
  /** Sessions that take from it, wherever they are connected. */
  readonly sessions: number;
  /** Theirs, at most 100. */
  readonly workerIds: readonly string[];
  /** How many of its tasks are held at once, at most; 0 = any number. */
  readonly concurrencyLimit: number;
  /** How many permits of that are out. */
  readonly concurrencyUsed: number;
  /** How many of its tasks are handed out within a period, at most; absent = any number. */
  readonly rateLimit?: RateLimit;
  /** How many of that were within the last period, or are about to be. */
  readonly rateUsed: number;
  /** When more may be; absent = now. Milliseconds since the epoch. */
  readonly rateNextTime?: number;
}

export interface ListQueuesOptions {
  /** Only these; default: all that are known. */
  readonly queues?: readonly string[];
  /** Default and most: 100. */
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface QueueList {
  readonly queues: readonly Queue[];
  readonly nextPageToken: string;
  /** There is more than was read. */
  readonly truncated: boolean;
}

/** What is absent or undefined stays as it is; null is refused. */
export interface UpdateQueueOptions {
  readonly requestId?: string;
  /** For people; it is kept. */
  readonly reason?: string;
  readonly paused?: boolean;
  /**
   * When the pause is over by itself: milliseconds since the epoch or a Date, ahead of the server's clock; only with
   * `paused`. Absent or undefined = it lasts until it is resumed.
   */
  readonly pauseEndTime?: number | Date;
  /** How many tasks of the queue are held at once, at most, over all processes; 0 = any number. */
  readonly concurrencyLimit?: number;
  /** How many are handed out within a period, at most, over all processes; `{ tasks: 0 }` = any number. */
  readonly rateLimit?: RateLimitInput;
}

export interface UpdateQueueResponse {
  readonly queue: Queue;
  readonly replayed: boolean;
}

export async function listQueues(messages: MessageCalls, options: ListQueuesOptions & CallOptions): Promise<QueueList> {
  checkOptions(options, ListQueuesRequestSchema);
  const { queues: names = [], pageSize = 0, pageToken = "" } = options;
  const message = await messages.listQueues({ queues: [...names], pageSize, pageToken }, options);
  const { queues, nextPageToken, truncated } = message;
  return { queues: queues.map(queueValue), nextPageToken, truncated };
}

export async function updateQueue(
  messages: MessageCalls,
  queue: string,
  options: UpdateQueueOptions & CallOptions,
): Promise<UpdateQueueResponse> {
  checkOptions(options, UpdateQueueRequestSchema, ["queue"]);
  const { requestId = "", reason = "", paused, pauseEndTime, concurrencyLimit, rateLimit } = options;
  const request = {
    queue,
    requestId,
    reason,
    ...(paused === undefined ? {} : { paused }),
    ...(concurrencyLimit === undefined ? {} : { concurrencyLimit }),
    ...(rateLimit === undefined ? {} : { rateLimit: rateMessage(rateLimit) }),
    ...(pauseEndTime === undefined ? {} : { pauseEndTime: timestampMessage(pauseEndTime, "pause_end_time") }),
  };
  const answer = await messages.updateQueue(request, options);
  return { queue: queueValue(required(answer.queue, "queue")), replayed: answer.replayed };
}

function rateMessage({ tasks, period }: RateLimitInput) {
  // An encoder takes nothing for 0: its rate would be gone, unasked.
  if (tasks === undefined) throw invalidField("rate_limit.tasks", "must be a whole number; 0 = any number");
  const span = durationInputMessage(period, "rate_limit.period");
  return { tasks, ...(span !== undefined && { period: span }) };
}

function queueValue(message: QueueMessage): Queue {
  const { name, paused, reason, work, sessions, workerIds, concurrencyLimit, concurrencyUsed, rateLimit, rateUsed } =
    message;
  const [pauseEndTime, updateTime] = [timeOf(message.pauseEndTime), timeOf(message.updateTime)];
  const rateNextTime = timeOf(message.rateNextTime);
  return {
    name,
    paused,
    ...(pauseEndTime !== undefined && { pauseEndTime }),
    reason,
    ...(updateTime !== undefined && { updateTime }),
    work: work.map(workValue),
    sessions,
    workerIds,
    concurrencyLimit,
    concurrencyUsed,
    ...(rateLimit !== undefined && { rateLimit: rateValue(rateLimit) }),
    rateUsed,
    ...(rateNextTime !== undefined && { rateNextTime }),
  };
}

function rateValue({ tasks, period }: RateLimitMessage): RateLimit {
  return { tasks, periodMs: durationMs(required(period, "rate_limit.period")) };
}

function workValue({ kind, ready, readySinceTime, running, credit }: WorkMessage): QueueWork {
  const since = timeOf(readySinceTime);
  return {
    kind: nameOf(WorkKindEnum, kind),
    ready: Number(ready),
    ...(since !== undefined && { readySinceTime: since }),
    running: Number(running),
    credit: Number(credit),
  };
}
