/**
 * Checks of the calls that steer a flow: SuspendFlow, ResumeFlow, CancelFlow, DeleteFlow.
 */
import { checkDuration } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type { CancelFlowRequest, ControlRequest, DeleteFlowRequest } from "../requests.js";
import { type Findings, findings, refuse } from "./findings.js";
import { checkFlowId, checkNamespace, checkOpaque, checkRequestId } from "./identifiers.js";
import type { Checked } from "./run.js";
import { checkProse } from "./text.js";

/** SuspendFlow and ResumeFlow. */
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
