/**
 * Checks of the ids that requests carry: namespaces, flows, tasks, requests, sessions, tokens.
 */
import { LIMITS } from "../../core/limits.js";
import type { Findings } from "./findings.js";
import { byteLength, checkName, checkOptionalName } from "./text.js";

const DEFAULT_NAMESPACE = "default";

const NAMESPACE = /^[a-z0-9-]{1,63}$/;
const FLOW_ID = /^[A-Za-z0-9._:-]+$/;
/** With `~`, which only ids given by the server hold. */
const ANY_FLOW_ID = /^[A-Za-z0-9._:~-]+$/;
/** A name of the longest kind with the suffixes of an instance and of an item. */
const TASK_ID_BYTES = 4 * LIMITS.taskNameCodePoints + 24;
/** What the id of a nested flow has beyond that of the flow at the top of its tree. */
const CHILD_SUFFIX_BYTES = 21;
const CLAIM_TOKEN_BYTES = 128;
const OPAQUE_BYTES = 16 * 1024;

/** "default" where none is named. */
export function namespaceMeant(namespace = ""): string {
  return namespace === "" ? DEFAULT_NAMESPACE : namespace;
}

/** The namespace meant. */
export function checkNamespace(found: Findings, namespace: string | undefined): string {
  if (namespace === undefined || namespace === "") return DEFAULT_NAMESPACE;
  if (typeof namespace !== "string" || !NAMESPACE.test(namespace)) {
    found.invalid("namespace", "must be 1 to 63 characters of a-z, 0-9 and -", namespace);
  }
  return namespace;
}

/** The id of a new flow. */
export function checkNewFlowId(found: Findings, flowId: unknown): void {
  if (typeof flowId === "string" && flowId.includes("~")) {
    found.invalid("flow_id", "must not hold ~, which marks ids given by the server", flowId);
  } else {
    checkFlowIdBy(FLOW_ID, found, flowId);
  }
}

/** The id of a flow at the top of a tree. */
export function checkRootFlowId(found: Findings, flowId: unknown): void {
  if (typeof flowId === "string" && flowId.includes("~")) {
    found.invalid("root_flow_id", "must be that of a flow at the top, without ~", flowId);
  } else checkFlowIdBy(FLOW_ID, found, flowId, "root_flow_id");
}

/** The id of a flow that is to be found. */
export function checkFlowId(found: Findings, flowId: unknown): void {
  checkFlowIdBy(ANY_FLOW_ID, found, flowId);
}

function checkFlowIdBy(legal: RegExp, found: Findings, flowId: unknown, field = "flow_id"): void {
  if (flowId === undefined || flowId === "") found.invalid(field, "is required");
  else if (typeof flowId !== "string" || !legal.test(flowId)) {
    found.invalid(field, "must be characters of A-Z, a-z, 0-9 and . _ : -", flowId);
  } else {
    const limit = LIMITS.flowIdBytes + (flowId.includes("~") ? CHILD_SUFFIX_BYTES : 0);
    if (flowId.length > limit) found.tooMuch(field, "bytes", limit, flowId.length);
  }
}

/** The id of a task that is to be found. */
export function checkTaskId(found: Findings, taskId: unknown, field = "task_id"): void {
  checkName(found, field, taskId, TASK_ID_BYTES);
}

export function checkRequestId(found: Findings, requestId: unknown): void {
  checkOptionalName(found, "request_id", requestId, LIMITS.requestIdBytes);
}

/** The token where one is carried; what it proves is decided on the state. */
export function checkClaimToken(found: Findings, token: unknown): void {
  checkOptionalName(found, "claim_token", token, CLAIM_TOKEN_BYTES);
}

/** A revision or a page token: opaque, so only its size is looked at here. */
export function checkOpaque(found: Findings, field: string, position: unknown): void {
  if (position === undefined || position === "") return;
  if (typeof position !== "string") found.invalid(field, "must be text", position);
  else if (byteLength(position) > OPAQUE_BYTES) {
    found.invalid(field, `must be one that the server gave: those have at most ${OPAQUE_BYTES} bytes`);
  }
}
