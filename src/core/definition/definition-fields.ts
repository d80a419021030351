/**
 * Checks the fields of a definition: those of the flow as a whole, and those of one task.
 */
import { LIMITS } from "../limits.js";
import {
  type FailureMode,
  type FlowSettings,
  isNoop,
  type RetryPolicy,
  type TaskDefinition,
  type Timeouts,
} from "./definition.js";
import type { DefinitionFaults } from "./definition-fault.js";
import {
  checkCount,
  checkDuration,
  checkExpressionText,
  checkLabels,
  checkPayload,
  checkRange,
  checkTaskName,
  checkText,
  isObject,
} from "./field-checks.js";
import { checkBindings, checkRepeat } from "./validate-computed.js";
import { checkEdges } from "./validate-edges.js";
import { checkEvaluate } from "./validate-evaluate.js";
import { checkForEach } from "./validate-for-each.js";
import { checkNesting } from "./validate-nesting.js";
import { checkScopeFields } from "./validate-scopes.js";

const FAILURE_MODES: readonly FailureMode[] = ["CONTINUE", "STOP", "REVERT"];

/** Of all but the tasks. */
export function checkSettings(faults: DefinitionFaults, flow: FlowSettings): void {
  checkText(faults, "name", flow.name, LIMITS.definitionNameBytes);
  checkText(faults, "version", flow.version, LIMITS.definitionNameBytes);
  if (!FAILURE_MODES.includes(flow.failureMode)) {
    faults.invalid("failure_mode", `must be one of ${FAILURE_MODES.join(", ")}`, flow.failureMode);
  }
  checkDuration(faults, "timeout", flow.timeoutMs, 1);
  if (flow.defaultRetry !== undefined) checkRetry(faults, "default_retry", flow.defaultRetry);
  checkCount(faults, "max_parallel", flow.maxParallel, 0, Number.MAX_SAFE_INTEGER, "tasks");
  checkLabels(faults, "labels", flow.labels);
  if (flow.maxInstances !== undefined) {
    checkCount(faults, "max_instances", flow.maxInstances, 0, LIMITS.instancesPerNode, "instances");
  }
  if (flow.evaluate !== undefined) checkEvaluate(faults, "evaluate", flow.evaluate, ["OUTPUT"]);
  checkScopeFields(faults, flow);
  checkExpressionText(faults, "output", flow.output);
  if (flow.output !== undefined && flow.evaluate !== undefined) {
    faults.invalid("output", "must be absent where the output is evaluated");
  }
}

/** What must be decided as a whole must not be too large for it. */
export interface WholeDefinition {
  readonly settings: FlowSettings;
  readonly tasks: number;
  /** Dependencies included. */
  readonly edges: number;
  readonly bytes: number;
  /** The path of the first field of a task that makes it one to be decided as a whole. */
  readonly controlField: string | undefined;
}

export function checkDecidedAsOne(faults: DefinitionFaults, definition: WholeDefinition): void {
  const { settings, controlField } = definition;
  if (settings.maxParallel > 0) refuseBeyond(faults, definition, "max_parallel", "must be 0");
  if (settings.allowCycles === true) refuseBeyond(faults, definition, "allow_cycles", "must be false");
  if (settings.evaluate !== undefined) refuseBeyond(faults, definition, "evaluate", "must be absent");
  if (settings.failureMode === "REVERT") refuseBeyond(faults, definition, "failure_mode", "must not be REVERT");
  if ((settings.scopes?.length ?? 0) > 0) refuseBeyond(faults, definition, "scopes", "must be absent");
  if (settings.output !== undefined) refuseBeyond(faults, definition, "output", "must be absent");
  if (settings.defaultRetry?.condition !== undefined) {
    refuseBeyond(faults, definition, "default_retry.condition", "must be absent");
  }
  if (controlField === undefined) return;
  const isDependency = controlField.endsWith(".depends_on");
  const expected = isDependency ? "must name tasks whose success is waited for" : "must be absent";
  refuseBeyond(faults, definition, controlField, expected);
}

function refuseBeyond(
  faults: DefinitionFaults,
  { tasks, edges, bytes }: WholeDefinition,
  path: string,
  expected: string,
): void {
  const refuse = (unit: string, limit: number, value: number) => {
    if (value <= limit) return;
    const metadata = { limit: String(limit), value: String(value) };
    faults.add(path, "UNSUPPORTED", `${expected} in a flow of more than ${limit} ${unit}`, metadata);
  };
  refuse("tasks", LIMITS.tasksDecidedAsOne, tasks);
  refuse("edges", LIMITS.edgesDecidedAsOne, edges);
  refuse("bytes of tasks", LIMITS.segmentDefinitionBytes, bytes);
}

/** Whether a task has the lists and objects that everything else looks into. */
export function isFormed(faults: DefinitionFaults, path: string, task: TaskDefinition): boolean {
  if (!isObject(task)) {
    faults.invalid(path, "must be an object", task);
    return false;
  }
  const { dependsOn, next = [], join = {}, reads = [], timeouts } = task;
  const parts = [
    areEdges(faults, `${path}.depends_on`, dependsOn, isDependency),
    areEdges(faults, `${path}.next`, next),
    isRecord(faults, `${path}.join`, join),
    isList(faults, `${path}.reads`, reads),
    isRecord(faults, `${path}.timeouts`, timeouts),
  ];
  return parts.every((isOne) => isOne);
}

function areEdges(faults: DefinitionFaults, path: string, edges: readonly unknown[], isOne = isEdge): boolean {
  if (!isList(faults, path, edges)) return false;
  const wrong = edges.findIndex((edge) => !isOne(edge));
  if (wrong >= 0) faults.invalid(`${path}[${wrong}]`, "must be an object with a list `on`", edges[wrong]);
  return wrong < 0;
}

function isEdge(edge: unknown): boolean {
  return isObject(edge) && "on" in edge && Array.isArray(edge.on);
}

/** A name alone stands for one; what else is no object is refused where names are looked up. */
function isDependency(dependency: unknown): boolean {
  return !isObject(dependency) || isEdge(dependency);
}

function isRecord(faults: DefinitionFaults, path: string, value: unknown): boolean {
  if (isObject(value)) return true;
  faults.invalid(path, "must be an object", value);
  return false;
}

export function isList(faults: DefinitionFaults, path: string, value: unknown): boolean {
  if (Array.isArray(value)) return true;
  faults.invalid(path, "must be a list", value);
  return false;
}

/** Of one task by itself. */
export function checkTask(faults: DefinitionFaults, path: string, task: TaskDefinition): void {
  checkTaskName(faults, `${path}.name`, task.name);
  checkWork(faults, path, task);
  checkPayload(faults, `${path}.input`, task.input);
  checkEdges(faults, path, task);
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
  if (task.evaluate !== undefined)
    checkEvaluate(faults, `${path}.evaluate`, task.evaluate, ["START", "END", "FAILURE"]);
  if (task.repeat !== undefined) checkRepeat(faults, `${path}.repeat`, task, task.repeat);
  if (task.bindings !== undefined) checkBindings(faults, path, task, task.bindings);
  checkForEach(faults, `${path}.for_each`, task);
}

/** A no-op is done by the engine: what only an executor could use is refused rather than ignored. */
function checkWork(faults: DefinitionFaults, path: string, task: TaskDefinition): void {
  const { type, queue, input, revertType } = task;
  checkNesting(faults, path, task);
  checkConcurrencyKey(faults, `${path}.concurrency_key`, task);
  if (revertType !== undefined) checkText(faults, `${path}.revert_type`, revertType, LIMITS.queueBytes);
  if (type !== undefined) {
    checkText(faults, `${path}.type`, type, LIMITS.queueBytes, true);
    if (queue !== undefined) checkText(faults, `${path}.queue`, queue, LIMITS.queueBytes);
    return;
  }
  if (!isNoop(task)) return;
  if (queue !== undefined && queue !== "") faults.invalid(`${path}.queue`, "must be empty for a no-op", queue);
  if (input !== undefined) faults.invalid(`${path}.input`, "must be absent for a no-op");
  if (revertType !== undefined && revertType !== "") {
    faults.invalid(`${path}.revert_type`, "must be empty for a no-op", revertType);
  }
}

/** What a flow does that a task is, its own tasks may name keys for. */
function checkConcurrencyKey(faults: DefinitionFaults, path: string, { type, concurrencyKey }: TaskDefinition): void {
  if (concurrencyKey === undefined || concurrencyKey === "") return;
  if (type === undefined) faults.invalid(path, "must be empty for what no executor does", concurrencyKey);
  else checkText(faults, path, concurrencyKey, LIMITS.concurrencyKeyBytes);
}

function checkRetry(faults: DefinitionFaults, path: string, retry: RetryPolicy): void {
  if (!isRecord(faults, path, retry)) return;
  checkCount(faults, `${path}.max_attempts`, retry.maxAttempts, 1, LIMITS.retryAttempts, "tries");
  checkDuration(faults, `${path}.initial_interval`, retry.initialIntervalMs, 0);
  checkRange(faults, `${path}.multiplier`, retry.multiplier, 1, LIMITS.retryMultiplier);
  checkDuration(faults, `${path}.max_interval`, retry.maxIntervalMs, 0);
  checkRange(faults, `${path}.jitter`, retry.jitter, 0, 1);
  checkExpressionText(faults, `${path}.condition`, retry.condition);
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
