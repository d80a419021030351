/**
 * Checks of what a flow begins with; how it fits the definition is checked once that is known.
 */
import { checkCount, checkMetadata, checkPayload, checkRange, isObject } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import { FLOW_TRANSITIONS, TASK_TRANSITIONS } from "../../core/state/states.js";
import type { RunRequest, TaskSnapshot } from "../run-request.js";
import type { ScopeAttempt } from "../values.js";
import { checkFailure } from "./failure.js";
import type { Findings } from "./findings.js";
import { checkTaskId } from "./identifiers.js";
import { checkTime } from "./numbers.js";

const ATTEMPT_MAX = 1_000_000;

const FLOW_STATES: ReadonlySet<unknown> = new Set(FLOW_TRANSITIONS.flatMap(({ from, to }) => [from, to]));
const TASK_STATES: ReadonlySet<unknown> = new Set(TASK_TRANSITIONS.flatMap(({ from, to }) => [from, to]));
const INTENTS: ReadonlySet<unknown> = new Set(["EXECUTE", "REVERT", "RETRY", "SKIP"]);

const CONFLICT_POLICIES: ReadonlySet<unknown> = new Set(["FAIL", "RETURN_EXISTING", "REPLACE"]);

/** Of Run: what becomes of a flow that is there, and the snapshot. */
export function checkBeginning(found: Findings, request: RunRequest): void {
  const { snapshot, expectedRevision, conflictPolicy = "FAIL", notBeforeTime } = request;
  if (!CONFLICT_POLICIES.has(conflictPolicy)) {
    found.invalid("conflict_policy", "must be FAIL, RETURN_EXISTING or REPLACE", conflictPolicy);
  }
  if (expectedRevision !== undefined && conflictPolicy !== "REPLACE") {
    found.invalid("expected_revision", "is only for conflict_policy REPLACE", expectedRevision);
  }
  if (snapshot === undefined) return;
  if (!isObject(snapshot) || !Array.isArray(snapshot.tasks)) {
    found.invalid("snapshot", "must be an object with a state and a list of tasks", snapshot);
    return;
  }
  if (notBeforeTime !== undefined) found.invalid("not_before_time", "is not for a flow that begins with a snapshot");
  if (!FLOW_STATES.has(snapshot.state)) found.invalid("snapshot.state", "must be a state of flows", snapshot.state);
  const { tasks } = snapshot;
  const limit = LIMITS.tasksPerMessage;
  if (tasks.length > limit) found.tooMuch("snapshot.tasks", "tasks", limit, tasks.length);
  else for (const [place, task] of tasks.entries()) checkTask(found, `snapshot.tasks[${place}]`, task);
}

function checkTask(found: Findings, field: string, task: TaskSnapshot): void {
  if (!isObject(task)) {
    found.invalid(field, "must be an object with a task_id and a state", task);
    return;
  }
  const { state, intent, attempt, result, failure, revertResult, revertFailure, history = [] } = task;
  checkBeside(found, field, task);
  checkTaskId(found, task.taskId, `${field}.task_id`);
  if (!TASK_STATES.has(state)) found.invalid(`${field}.state`, "must be a state of tasks", state);
  if (intent !== undefined && !INTENTS.has(intent)) {
    found.invalid(`${field}.intent`, "must be EXECUTE, REVERT, RETRY or SKIP", intent);
  }
  checkCount(found, `${field}.attempt`, attempt, 0, ATTEMPT_MAX, "attempts");
  checkPayload(found, `${field}.result`, result);
  checkPayload(found, `${field}.revert_result`, revertResult);
  if (failure !== undefined) checkFailure(found, `${field}.failure`, failure);
  else if (state === "FAILED") found.invalid(`${field}.failure`, "is required for a FAILED task");
  if (revertFailure !== undefined) checkFailure(found, `${field}.revert_failure`, revertFailure);
  else if (state === "REVERT_FAILED") found.invalid(`${field}.revert_failure`, "is required for a REVERT_FAILED task");
  if (failure !== undefined && state === "SUCCEEDED") {
    found.invalid(`${field}.failure`, "must not be there for a SUCCEEDED task");
  }
  if (!Array.isArray(history)) {
    found.invalid(`${field}.history`, "must be a list", history);
    return;
  }
  if (history.length > LIMITS.scopeAttempts) {
    found.tooMuch(`${field}.history`, "attempts", LIMITS.scopeAttempts, history.length);
    return;
  }
  for (const [place, one] of history.entries()) checkAttempt(found, `${field}.history[${place}]`, one);
}

/** What goes with it beside how it stands. */
function checkBeside(found: Findings, field: string, { progress, metadata }: TaskSnapshot): void {
  if (metadata !== undefined && !isObject(metadata)) {
    found.invalid(`${field}.metadata`, "must be an object of texts", metadata);
  } else if (metadata !== undefined) checkMetadata(found, `${field}.metadata`, metadata);
  if (progress === undefined) return;
  if (!isObject(progress)) {
    found.invalid(`${field}.progress`, "must be an object with a fraction", progress);
    return;
  }
  checkRange(found, `${field}.progress.fraction`, progress.fraction, 0, 1);
  checkPayload(found, `${field}.progress.details`, progress.details);
  checkTime(found, `${field}.progress.update_time`, progress.updateTime);
}

function checkAttempt(found: Findings, field: string, attempt: ScopeAttempt): void {
  if (!isObject(attempt) || !isObject(attempt.failures)) {
    found.invalid(field, "must be an object with an object `failures`", attempt);
    return;
  }
  const { value, failures, own } = attempt;
  checkPayload(found, `${field}.value`, value);
  for (const [name, failure] of Object.entries(failures)) checkFailure(found, `${field}.failures[${name}]`, failure);
  if (own !== undefined) checkFailure(found, `${field}.own`, own);
}
