/**
 * Checks of completions. They stand on the path of every task: nothing is built unless something is wrong.
 */
import { checkCount, checkPayload } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type { Spawn, TaskCompleteRequest, TaskOutcome } from "../requests.js";
import { checkDecision } from "./decision.js";
import { checkFailure } from "./failure.js";
import { type Findings, findings, refuse } from "./findings.js";
import { checkClaimToken, checkFlowId, checkNamespace, checkRequestId, checkTaskId } from "./identifiers.js";
import { checkTimeout } from "./numbers.js";
import type { Checked } from "./run.js";
import { checkProse } from "./text.js";

/** Throws INVALID_FIELD or LIMIT_EXCEEDED, naming every field at fault. */
export function checkTaskComplete(request: TaskCompleteRequest): Checked<TaskCompleteRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  checkFlowId(found, request.flowId);
  checkTaskId(found, request.taskId);
  checkRequestId(found, request.requestId);
  checkClaimToken(found, request.claimToken);
  if (request.attempt !== undefined) checkCount(found, "attempt", request.attempt, 1, Number.MAX_SAFE_INTEGER, "");
  if (request.outcome !== undefined || request.decision === undefined) checkOutcome(found, request.outcome);
  if (request.decision !== undefined) checkDecision(found, request.decision);
  checkPayload(found, "memo", request.memo);
  refuse(found);
  return { ...request, namespace };
}

/** Of the batch as a whole; each item is checked, and refused, by itself. */
export function checkTaskCompleteBatch(items: readonly unknown[]): void {
  checkBatch("items", items);
}

/** LIMIT_EXCEEDED where a batch holds too many items. */
export function checkBatch(field: string, items: readonly unknown[]): void {
  const found = findings();
  if (items.length > LIMITS.batchItems) found.tooMuch(field, "items", LIMITS.batchItems, items.length);
  refuse(found);
}

function checkOutcome(found: Findings, outcome: TaskOutcome | Spawn | undefined): void {
  switch (outcome?.kind) {
    case "result":
      checkPayload(found, "result", outcome.result);
      break;
    case "failure":
      checkFailure(found, "failure", outcome.failure);
      break;
    case "cancelled":
      checkProse(found, "cancelled.message", outcome.message, LIMITS.failureMessageBytes);
      break;
    case "deferred":
      checkTimeout(found, "deferred.timeout", outcome.timeoutMs);
      checkTimeout(found, "deferred.heartbeat_timeout", outcome.heartbeatTimeoutMs);
      break;
    case "spawn":
      // By itself: it may bring a whole definition.
      break;
    default:
      if (outcome !== undefined && outcome !== null) {
        found.invalid("outcome.kind", "must be result, failure, deferred, cancelled or spawn", kindOf(outcome));
      } else found.invalid("outcome", "is required: result, failure, deferred, cancelled or spawn; or a decision");
  }
}

function kindOf(outcome: object): unknown {
  return "kind" in outcome ? outcome.kind : undefined;
}
