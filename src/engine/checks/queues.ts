/**
 * Checks of the calls about queues: ListQueues, UpdateQueue.
 */
import { durationText } from "../../core/definition/duration-text.js";
import { checkCount, isObject } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type { ListQueuesRequest, UpdateQueueRequest } from "../queue-requests.js";
import type { RateLimit } from "../queue-setting.js";
import { type Findings, findings, refuse } from "./findings.js";
import { checkNamespace, checkOpaque, checkRequestId } from "./identifiers.js";
import { checkTime } from "./numbers.js";
import type { CheckedPage } from "./reads.js";
import type { Checked } from "./run.js";
import { checkName, checkProse } from "./text.js";

export function checkListQueues(request: ListQueuesRequest): CheckedPage<ListQueuesRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  const queues = request.queues ?? [];
  if (queues.length > LIMITS.queuesListed) found.tooMuch("queues", "queues", LIMITS.queuesListed, queues.length);
  else {
    queues.forEach((queue, index) => {
      checkName(found, `queues[${index}]`, queue, LIMITS.queueBytes);
    });
  }
  checkOpaque(found, "page_token", request.pageToken);
  refuse(found);
  const asked = request.pageSize ?? 0;
  return { ...request, namespace, pageSize: asked >= 1 ? Math.min(asked, LIMITS.queuesListed) : LIMITS.queuesListed };
}

export function checkUpdateQueue(request: UpdateQueueRequest): Checked<UpdateQueueRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  checkName(found, "queue", request.queue === "" ? undefined : request.queue, LIMITS.queueBytes);
  checkRequestId(found, request.requestId);
  checkProse(found, "reason", request.reason, LIMITS.reasonBytes);
  checkTime(found, "pause_end_time", request.pauseEndTime);
  if (request.concurrencyLimit !== undefined) {
    checkCount(found, "concurrency_limit", request.concurrencyLimit, 0, LIMITS.queueConcurrency, "");
  }
  if (request.rateLimit !== undefined) checkRate(found, request.rateLimit);
  if (request.pauseEndTime !== undefined && request.paused !== true) {
    found.invalid("pause_end_time", "must come with paused = true");
  }
  if (changesNothing(request)) {
    found.invalid("paused", "must be given, or one of concurrency_limit, rate_limit and reason: nothing is to change");
  }
  refuse(found);
  return { ...request, namespace };
}

/** Throws INVALID_FIELD where a pause would be over before it begins: the queue would hand out, unlike what was asked. */
export function checkPauseEnd(pauseEndTime: number | undefined, now: number): void {
  if (pauseEndTime === undefined || pauseEndTime > now) return;
  const found = findings();
  const [end, clock] = [pauseEndTime, now].map((time) => new Date(time).toISOString());
  found.invalid("pause_end_time", `must lie ahead of the database's clock, which shows ${clock}`, end);
  refuse(found);
}

function changesNothing({
  paused,
  pauseEndTime,
  concurrencyLimit,
  rateLimit,
  reason = "",
}: UpdateQueueRequest): boolean {
  const changes = [paused, pauseEndTime, concurrencyLimit, rateLimit];
  return reason === "" && changes.every((change) => change === undefined);
}

function checkRate(found: Findings, rate: RateLimit): void {
  if (!isObject(rate)) {
    found.invalid("rate_limit", "must be an object", rate);
    return;
  }
  const { tasks, periodMs = 0 } = rate;
  checkCount(found, "rate_limit.tasks", tasks, 0, LIMITS.queueRate, "tasks");
  if (tasks > 0) checkPeriod(found, periodMs);
}

function checkPeriod(found: Findings, periodMs: number): void {
  const path = "rate_limit.period";
  const [least, most] = [LIMITS.queueRatePeriodMsMin, LIMITS.queueRatePeriodMs];
  if (!Number.isSafeInteger(periodMs) || periodMs < least) {
    found.invalid(path, `must be a duration of at least ${durationText(least)}`, durationText(periodMs));
  } else if (periodMs > most) {
    const message = `must be at most ${durationText(most)}, got ${durationText(periodMs)}`;
    found.add(path, "LIMIT_EXCEEDED", message, { limit: String(most), value: String(periodMs) });
  }
}
