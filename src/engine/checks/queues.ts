/**
 * Checks of the calls about queues: ListQueues, UpdateQueue.
 */
import { checkCount } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type { ListQueuesRequest, UpdateQueueRequest } from "../queue-requests.js";
import { findings, refuse } from "./findings.js";
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
  if (request.pauseEndTime !== undefined && request.paused !== true) {
    found.invalid("pause_end_time", "must come with paused = true");
  }
  refuse(found);
  return { ...request, namespace };
}
