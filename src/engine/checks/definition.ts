/**
 * Checks of a definition, field by field. How its tasks hang together (names, dependencies, cycles) is the core's to
 * judge.
 */
import type { FlowDefinition, RetryPolicy, TaskDefinition, Timeouts } from "../../core/definition.js";
import { LIMITS } from "../../core/limits.js";
import { type Findings, invalid, tooMuch } from "./findings.js";
import { checkTaskName } from "./identifiers.js";
import { checkCount, checkDuration, checkPriority, checkShare, checkTimeout } from "./numbers.js";
import { checkLabels, checkPayload } from "./payload.js";
import { checkName, checkOptionalName } from "./text.js";

const NAME_BYTES = 255;
const MULTIPLIER = 1000;
const NON_RETRYABLE_TYPES = 64;

export function checkDefinition(found: Findings, field: string, spec: FlowDefinition): void {
  checkOptionalName(found, `${field}.name`, spec.name, NAME_BYTES);
  checkOptionalName(found, `${field}.version`, spec.version, NAME_BYTES);
  checkTimeout(found, `${field}.timeout`, spec.timeoutMs);
  if (spec.defaultRetry !== undefined) checkRetry(found, `${field}.default_retry`, spec.defaultRetry);
  checkCount(found, `${field}.max_parallel`, spec.maxParallel, 0);
  checkLabels(found, `${field}.labels`, spec.labels);
  if (spec.tasks.length > LIMITS.tasksPerFlow) {
    tooMuch(found, `${field}.tasks`, "tasks", LIMITS.tasksPerFlow, spec.tasks.length);
    return;
  }
  spec.tasks.forEach((task, index) => {
    checkTask(found, `${field}.tasks[${index}]`, task);
  });
}

function checkTask(found: Findings, field: string, task: TaskDefinition): void {
  checkTaskName(found, `${field}.name`, task.name);
  checkWork(found, field, task);
  checkNames(found, `${field}.depends_on`, task.dependsOn, ".task");
  if (task.reads !== undefined) checkNames(found, `${field}.reads`, task.reads, "");
  if (task.retry !== undefined) checkRetry(found, `${field}.retry`, task.retry);
  checkTimeouts(found, `${field}.timeouts`, task.timeouts);
  checkDuration(found, `${field}.delay`, task.delayMs);
  checkDuration(found, `${field}.delay_after`, task.delayAfterMs);
  checkPriority(found, `${field}.priority`, task.priority);
  checkLabels(found, `${field}.labels`, task.labels);
}

/** A no-op is done by the engine itself: what only an executor could use is refused rather than ignored. */
function checkWork(found: Findings, field: string, task: TaskDefinition): void {
  if (task.type === undefined) {
    if (task.queue !== undefined && task.queue !== "")
      invalid(found, `${field}.queue`, "must be empty for a no-op", task.queue);
    if (task.input !== undefined) invalid(found, `${field}.input`, "must be absent for a no-op");
    return;
  }
  checkName(found, `${field}.type`, task.type, LIMITS.queueBytes);
  checkOptionalName(found, `${field}.queue`, task.queue, LIMITS.queueBytes);
  checkPayload(found, `${field}.input`, task.input);
}

/** Names of other tasks: each once. */
function checkNames(found: Findings, field: string, names: readonly string[], member: string): void {
  if (names.length === 0) return;
  if (names.length > LIMITS.dependenciesPerTask) {
    tooMuch(found, field, "entries", LIMITS.dependenciesPerTask, names.length);
    return;
  }
  const seen = new Set<string>();
  names.forEach((name, index) => {
    if (typeof name !== "string" || name === "") invalid(found, `${field}[${index}]${member}`, "is required");
    else if (seen.has(name)) invalid(found, `${field}[${index}]${member}`, "must not name a task twice", name);
    seen.add(name);
  });
}

function checkRetry(found: Findings, field: string, retry: RetryPolicy): void {
  checkCount(found, `${field}.max_attempts`, retry.maxAttempts, 1, LIMITS.retryAttempts, "tries");
  checkDuration(found, `${field}.initial_interval`, retry.initialIntervalMs);
  checkDuration(found, `${field}.max_interval`, retry.maxIntervalMs);
  if (!(retry.multiplier >= 1 && retry.multiplier <= MULTIPLIER)) {
    invalid(found, `${field}.multiplier`, `must be from 1 to ${MULTIPLIER}`, retry.multiplier);
  }
  checkShare(found, `${field}.jitter`, retry.jitter);
  if (retry.nonRetryableTypes.length > NON_RETRYABLE_TYPES) {
    tooMuch(found, `${field}.non_retryable_types`, "types", NON_RETRYABLE_TYPES, retry.nonRetryableTypes.length);
    return;
  }
  retry.nonRetryableTypes.forEach((type, index) => {
    checkName(found, `${field}.non_retryable_types[${index}]`, type, LIMITS.failureTypeBytes);
  });
}

function checkTimeouts(found: Findings, field: string, timeouts: Timeouts): void {
  checkTimeout(found, `${field}.ready_to_claim`, timeouts.readyToClaimMs);
  checkTimeout(found, `${field}.run`, timeouts.runMs);
  checkTimeout(found, `${field}.heartbeat`, timeouts.heartbeatMs);
  checkTimeout(found, `${field}.attempt`, timeouts.attemptMs);
  checkTimeout(found, `${field}.total`, timeouts.totalMs);
}
