/**
 * Validates a definition as callers give it, whole, before anything is written.
 */

import { LIMITS } from "../limits.js";
import type { FlowDefinition, RetryPolicy, TaskDefinition, Timeouts } from "./definition.js";
import { type DefinitionFault, DefinitionFaults } from "./definition-fault.js";
import {
  checkCount,
  checkDuration,
  checkLabels,
  checkPayload,
  checkRange,
  checkTaskName,
  checkText,
  isObject,
} from "./field-checks.js";
import { checkGraph } from "./validate-graph.js";

export type { DefinitionFault, DefinitionFaultReason } from "./definition-fault.js";

/**
 * Everything that is wrong with the definition, at most 100 faults: first the fields in their order, then how the tasks
 * hang together. Empty = it is valid. O(tasks + dependencies).
 */
export function validateDefinition(definition: FlowDefinition): readonly DefinitionFault[] {
  const faults = new DefinitionFaults();
  checkFlow(faults, definition);
  if (!Array.isArray(definition.tasks) || definition.tasks.length > LIMITS.tasksPerFlow) return faults.list;
  let formed = true;
  for (const [index, task] of definition.tasks.entries()) {
    if (faults.isFull) return faults.list;
    if (isTask(faults, `tasks[${index}]`, task)) checkTask(faults, `tasks[${index}]`, task);
    else formed = false;
  }
  // Between tasks that are none nothing can be followed.
  if (!formed) return faults.list;
  checkGraph(faults, definition.tasks);
  return faults.list;
}

function checkFlow(faults: DefinitionFaults, flow: FlowDefinition): void {
  checkText(faults, "name", flow.name, LIMITS.definitionNameBytes);
  checkText(faults, "version", flow.version, LIMITS.definitionNameBytes);
  if (flow.failureMode !== "CONTINUE" && flow.failureMode !== "STOP") {
    faults.invalid("failure_mode", "must be CONTINUE or STOP", flow.failureMode);
  }
  checkDuration(faults, "timeout", flow.timeoutMs, 1);
  if (flow.defaultRetry !== undefined) checkRetry(faults, "default_retry", flow.defaultRetry);
  checkCount(faults, "max_parallel", flow.maxParallel, 0, Number.MAX_SAFE_INTEGER, "tasks");
  checkLabels(faults, "labels", flow.labels);
  if (!isList(faults, "tasks", flow.tasks)) return;
  if (flow.maxParallel > 0 && flow.tasks.length > LIMITS.tasksDecidedAsOne) {
    const limit = LIMITS.tasksDecidedAsOne;
    faults.add("max_parallel", "UNSUPPORTED", `must be 0 in a flow of more than ${limit} tasks`, {
      limit: String(limit),
      value: String(flow.tasks.length),
    });
  }
  if (flow.tasks.length > LIMITS.tasksPerFlow) {
    faults.tooMuch("tasks", "tasks", LIMITS.tasksPerFlow, flow.tasks.length);
  }
}

/** Whether it has the lists and objects that everything else looks into. */
function isTask(faults: DefinitionFaults, path: string, task: TaskDefinition): boolean {
  if (!isObject(task)) {
    faults.invalid(path, "must be an object", task);
    return false;
  }
  if (!isObject(task.timeouts)) faults.invalid(`${path}.timeouts`, "must be an object", task.timeouts);
  const lists = [
    isList(faults, `${path}.depends_on`, task.dependsOn),
    task.reads === undefined || isList(faults, `${path}.reads`, task.reads),
  ];
  return isObject(task.timeouts) && lists.every((isOne) => isOne);
}

function isList(faults: DefinitionFaults, path: string, value: unknown): boolean {
  if (Array.isArray(value)) return true;
  faults.invalid(path, "must be a list", value);
  return false;
}

function checkTask(faults: DefinitionFaults, path: string, task: TaskDefinition): void {
  checkTaskName(faults, `${path}.name`, task.name);
  checkWork(faults, path, task);
  checkPayload(faults, `${path}.input`, task.input);
  if (task.retry !== undefined) checkRetry(faults, `${path}.retry`, task.retry);
  checkTimeouts(faults, `${path}.timeouts`, task.timeouts);
  checkDuration(faults, `${path}.delay`, task.delayMs, 0);
  checkDuration(faults, `${path}.delay_after`, task.delayAfterMs, 0);
  if (Number.isSafeInteger(task.priority)) {
    checkRange(faults, `${path}.priority`, task.priority, -LIMITS.priority, LIMITS.priority);
  } else faults.invalid(`${path}.priority`, "must be a whole number", task.priority);
  if (task.onLost !== "REDELIVER" && task.onLost !== "FAIL") {
    faults.invalid(`${path}.on_lost`, "must be REDELIVER or FAIL", task.onLost);
  }
  checkLabels(faults, `${path}.labels`, task.labels);
}

/** A no-op is done by the engine: what only an executor could use is refused rather than ignored. */
function checkWork(faults: DefinitionFaults, path: string, { type, queue, input }: TaskDefinition): void {
  if (type !== undefined) {
    checkText(faults, `${path}.type`, type, LIMITS.queueBytes, true);
    if (queue !== undefined) checkText(faults, `${path}.queue`, queue, LIMITS.queueBytes);
    return;
  }
  if (queue !== undefined && queue !== "") faults.invalid(`${path}.queue`, "must be empty for a no-op", queue);
  if (input !== undefined) faults.invalid(`${path}.input`, "must be absent for a no-op");
}

function checkRetry(faults: DefinitionFaults, path: string, retry: RetryPolicy): void {
  if (!isObject(retry)) {
    faults.invalid(path, "must be an object", retry);
    return;
  }
  checkCount(faults, `${path}.max_attempts`, retry.maxAttempts, 1, LIMITS.retryAttempts, "tries");
  checkDuration(faults, `${path}.initial_interval`, retry.initialIntervalMs, 0);
  checkRange(faults, `${path}.multiplier`, retry.multiplier, 1, LIMITS.retryMultiplier);
  checkDuration(faults, `${path}.max_interval`, retry.maxIntervalMs, 0);
  checkRange(faults, `${path}.jitter`, retry.jitter, 0, 1);
  const { nonRetryableTypes } = retry;
  const limit = LIMITS.nonRetryableTypes;
  if (!isList(faults, `${path}.non_retryable_types`, nonRetryableTypes)) return;
  if (nonRetryableTypes.length > limit) {
    faults.tooMuch(`${path}.non_retryable_types`, "types", limit, nonRetryableTypes.length);
    return;
  }
  for (const [index, type] of nonRetryableTypes.entries()) {
    checkText(faults, `${path}.non_retryable_types[${index}]`, type, LIMITS.failureTypeBytes, true);
  }
}

function checkTimeouts(faults: DefinitionFaults, path: string, timeouts: Timeouts): void {
  checkDuration(faults, `${path}.ready_to_claim`, timeouts.readyToClaimMs, 1);
  checkDuration(faults, `${path}.run`, timeouts.runMs, 1);
  checkDuration(faults, `${path}.heartbeat`, timeouts.heartbeatMs, 1);
  checkDuration(faults, `${path}.attempt`, timeouts.attemptMs, 1);
  checkDuration(faults, `${path}.total`, timeouts.totalMs, 1);
}
