/**
 * UpdateQueue: sets how a queue hands out. The record is replaced whole, where no other update was faster; other processes
 * hear of it.
 */
import { createHash } from "node:crypto";
import { LIMITS } from "../../core/limits.js";
import type { QueueRecord, QueueSettings, QueueUpdate } from "../../store/queue-store.js";
import { type Checked, checkUpdateQueue } from "../checks/index.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { UpdateQueueRequest, UpdateQueueResponse } from "../queue-requests.js";
import { queueValue } from "../views/queue-value.js";

/** So many of the latest requests are known again. */
const REQUESTS_KEPT = 16;
const TRIES = 10;

/** Throws REQUEST_ID_REUSED, LIMIT_EXCEEDED, and CONFLICT where others are always faster. */
export async function updateQueue(machinery: Machinery, request: UpdateQueueRequest): Promise<UpdateQueueResponse> {
  const checked = checkUpdateQueue(request);
  const { namespace, queue } = checked;
  const { store, queues, process, clock } = machinery;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await store.queues.read({ namespace, queue });
    if (isRepeat(checked, before)) {
      return { queue: queueValue({ namespace, queue }, before, clock.now()), replayed: true };
    }
    if (before === undefined && queues.size >= LIMITS.queuesSet) throw tooMany(queues.size);
    const stored = await store.queues.put(recordAfter(checked, before), process);
    if (stored === undefined) continue;
    queues.put(stored);
    return { queue: queueValue({ namespace, queue }, stored, clock.now()), replayed: false };
  }
  throw new EngineError("CONFLICT", `queue ${queue} was updated by others ${TRIES} times meanwhile`, {
    metadata: { namespace, queue },
  });
}

/** Throws REQUEST_ID_REUSED. */
function isRepeat(request: Checked<UpdateQueueRequest>, before: QueueRecord | undefined): boolean {
  const { requestId = "", queue } = request;
  const known = before?.requests.find(({ id }) => requestId !== "" && id === requestId);
  if (known === undefined || known.digest === digestOf(request)) return known !== undefined;
  throw new EngineError("REQUEST_ID_REUSED", `request_id ${requestId} was used for another update of queue ${queue}`, {
    metadata: { request_id: requestId, queue },
  });
}

function recordAfter(request: Checked<UpdateQueueRequest>, before: QueueRecord | undefined): QueueUpdate {
  const { namespace, queue, requestId = "", reason = "" } = request;
  const requests = before?.requests ?? [];
  const own = requestId === "" ? [] : [{ id: requestId, digest: digestOf(request) }];
  return {
    namespace,
    queue,
    version: (before?.version ?? 0) + 1,
    settings: settingsAfter(request, before),
    reason,
    requests: [...requests, ...own].slice(-REQUESTS_KEPT),
  };
}

function settingsAfter(request: UpdateQueueRequest, before: QueueRecord | undefined): QueueSettings {
  const { pause, concurrency } = before?.settings ?? {};
  const { paused, pauseEndTime, concurrencyLimit } = request;
  const nextPause = paused === undefined ? pause : pauseOf(paused, pauseEndTime);
  const epoch = concurrency?.epoch ?? (before?.version ?? 0) + 1;
  const nextLimit = concurrencyLimit === undefined ? concurrency : limitOf(concurrencyLimit, epoch);
  return {
    ...(nextPause !== undefined && { pause: nextPause }),
    ...(nextLimit !== undefined && { concurrency: nextLimit }),
  };
}

function pauseOf(paused: boolean, until: number | undefined): QueueSettings["pause"] {
  if (!paused) return undefined;
  return until === undefined ? {} : { until };
}

function limitOf(limit: number, epoch: number): QueueSettings["concurrency"] {
  return limit === 0 ? undefined : { limit, epoch };
}

function digestOf({ reason = "", paused, pauseEndTime, concurrencyLimit }: UpdateQueueRequest): string {
  const content = [reason, paused ?? null, pauseEndTime ?? null, concurrencyLimit ?? null];
  return createHash("sha256").update(JSON.stringify(content)).digest("base64url");
}

function tooMany(count: number): EngineError {
  return new EngineError("LIMIT_EXCEEDED", `queue: ${count} queues are set already, which is the most`, {
    metadata: { field: "queue", limit: String(LIMITS.queuesSet), value: String(count + 1) },
  });
}
