/**
 * Checks of the calls that steer a flow: SuspendFlow, ResumeFlow, CancelFlow, EndFlow, RetryFlow, SkipTask, DeleteFlow.
 */
import { checkDuration, checkPayload } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type {
  CancelFlowRequest,
  ControlRequest,
  DeleteFlowRequest,
  EndFlowRequest,
  ResumeFlowRequest,
  RetryFlowRequest,
  SkipTaskRequest,
} from "../requests.js";
import { END_STATES } from "./decision.js";
import { type Findings, findings, refuse } from "./findings.js";
import { checkFlowId, checkNamespace, checkOpaque, checkRequestId, checkTaskId } from "./identifiers.js";
import type { Checked } from "./run.js";
import { checkProse } from "./text.js";

export function checkResumeFlow(request: ResumeFlowRequest): Checked<ResumeFlowRequest> {
  const found = findings();
  const namespace = checkParts(found, request);
  checkPayload(found, "input", request.input);
  refuse(found);
  return { ...request, namespace };
}

/** SuspendFlow. */
export function checkControl(request: ControlRequest): Checked<ControlRequest> {
  const found = findings();
  const namespace = checkParts(found, request);
  refuse(found);
  return { ...request, namespace };
}

export function checkCancelFlow(request: CancelFlowRequest): Checked<CancelFlowRequest> {
  const found = findings();
  const namespace = checkParts(found, request);
  checkDuration(found, "grace", request.graceMs, 0);
  refuse(found);
  return { ...request, namespace };
}

export function checkEndFlow(request: EndFlowRequest): Checked<EndFlowRequest> {
  const found = findings();
  const namespace = checkParts(found, request);
  const { state, message, output, inFlight = "LEAVE" } = request;
  if (state === undefined) found.invalid("state", "is required");
  else if (!END_STATES.includes(state)) found.invalid("state", `must be one of ${END_STATES.join(", ")}`, state);
  checkProse(found, "message", message, LIMITS.edgeMessageBytes);
  checkPayload(found, "output", output);
  if (inFlight !== "LEAVE" && inFlight !== "CANCEL") found.invalid("in_flight", "must be LEAVE or CANCEL", inFlight);
  refuse(found);
  return { ...request, namespace };
}

export function checkRetryFlow(request: RetryFlowRequest): Checked<RetryFlowRequest> {
  const found = findings();
  const namespace = checkParts(found, request);
  const { tasks = [], reset, input, items } = request;
  if (!Array.isArray(tasks)) found.invalid("tasks", "must be a list", tasks);
  else if (tasks.length > LIMITS.batchItems) found.tooMuch("tasks", "tasks", LIMITS.batchItems, tasks.length);
  else for (const [index, taskId] of tasks.entries()) checkTaskId(found, taskId, `tasks[${index}]`);
  if (reset !== undefined && typeof reset !== "boolean") found.invalid("reset", "must be true or false", reset);
  if (items !== undefined && items !== "FAILED_ITEMS" && items !== "ALL_ITEMS") {
    found.invalid("items", "must be FAILED_ITEMS or ALL_ITEMS", items);
  } else if (items !== undefined && reset === true) {
    found.invalid("items", "must not be given with reset, by which lists begin anew", items);
  }
  checkPayload(found, "input", input);
  refuse(found);
  return { ...request, namespace };
}

export function checkSkipTask(request: SkipTaskRequest): Checked<SkipTaskRequest> {
  const found = findings();
  const namespace = checkParts(found, request);
  checkTaskId(found, request.taskId);
  refuse(found);
  return { ...request, namespace };
}

export function checkDeleteFlow(request: DeleteFlowRequest): Checked<DeleteFlowRequest> {
  const found = findings();
  const namespace = checkParts(found, request);
  refuse(found);
  return { ...request, namespace };
}

function checkParts(found: Findings, request: ControlRequest): string {
  const namespace = checkNamespace(found, request.namespace);
  checkFlowId(found, request.flowId);
  checkRequestId(found, request.requestId);
  checkProse(found, "reason", request.reason, LIMITS.reasonBytes);
  checkOpaque(found, "expected_revision", request.expectedRevision);
  return namespace;
}
