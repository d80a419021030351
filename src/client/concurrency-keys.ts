/**
 * Concurrency keys as data: how they are set, how much of them is used, what waits.
 */
import type { ConcurrencyKey as KeyMessage } from "#gen/lazyengine/v1/concurrency_key_pb.js";
import { ListConcurrencyKeysRequestSchema, UpdateConcurrencyKeyRequestSchema } from "#gen/lazyengine/v1/service_pb.js";
import { type CallOptions, checkOptions } from "./call-options.js";
import { invalidField } from "./invalid-field.js";
import type { MessageCalls } from "./message-calls.js";
import { required } from "./response-values.js";
import { timeOf } from "./times.js";

/** Tasks that name it share its limit, whatever their flows and queues. */
export interface ConcurrencyKey {
  readonly name: string;
  /** How many of them are held at once, at most; 1 unless it was set. */
  readonly limit: number;
  /** How many permits of that are out. */
  readonly used: number;
  /** Offered, and not claimed; 0 in the answer to an update. */
  readonly ready: number;
  /** Since when what waits longest is READY. Milliseconds since the epoch. */
  readonly readySinceTime?: number;
  /** For people: why it is set as it is. */
  readonly reason: string;
  /** Absent = it was never updated. */
  readonly updateTime?: number;
}

export interface ListConcurrencyKeysOptions {
  /** Only these; default: all that are known. */
  readonly keys?: readonly string[];
  /** Default and most: 100. */
  readonly pageSize?: number;
  readonly pageToken?: string;
}

export interface ConcurrencyKeyList {
  readonly keys: readonly ConcurrencyKey[];
  readonly nextPageToken: string;
  /** There is more than was read. */
  readonly truncated: boolean;
}

export interface UpdateConcurrencyKeyOptions {
  /** How many tasks that name it are held at once, at most, over all processes; from 1. */
  readonly limit: number;
  readonly requestId?: string;
  /** For people; it is kept. */
  readonly reason?: string;
}

export interface UpdateConcurrencyKeyResponse {
  readonly key: ConcurrencyKey;
  readonly replayed: boolean;
}

export async function listConcurrencyKeys(
  messages: MessageCalls,
  options: ListConcurrencyKeysOptions & CallOptions,
): Promise<ConcurrencyKeyList> {
  checkOptions(options, ListConcurrencyKeysRequestSchema);
  const { keys: names = [], pageSize = 0, pageToken = "" } = options;
  const message = await messages.listConcurrencyKeys({ keys: [...names], pageSize, pageToken }, options);
  const { keys, nextPageToken, truncated } = message;
  return { keys: keys.map(keyValue), nextPageToken, truncated };
}

export async function updateConcurrencyKey(
  messages: MessageCalls,
  key: string,
  options: UpdateConcurrencyKeyOptions & CallOptions,
): Promise<UpdateConcurrencyKeyResponse> {
  // Callers without types may leave them out altogether.
  checkOptions(options ?? {}, UpdateConcurrencyKeyRequestSchema, ["key"]);
  const { requestId = "", reason = "", limit } = options ?? {};
  if (limit === undefined) throw invalidField("limit", "is required: a whole number, at least 1");
  const answer = await messages.updateConcurrencyKey({ key, requestId, reason, limit }, options);
  return { key: keyValue(required(answer.key, "key")), replayed: answer.replayed };
}

function keyValue(message: KeyMessage): ConcurrencyKey {
  const { name, limit, used, ready, reason } = message;
  const [readySinceTime, updateTime] = [timeOf(message.readySinceTime), timeOf(message.updateTime)];
  return {
    name,
    limit,
    used,
    ready: Number(ready),
    ...(readySinceTime !== undefined && { readySinceTime }),
    reason,
    ...(updateTime !== undefined && { updateTime }),
  };
}
