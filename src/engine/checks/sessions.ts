/**
 * Checks of the calls of executors: sessions, claims, releases and progress.
 */
import { durationText } from "../../core/definition/duration-text.js";
import { checkCount, checkDuration, checkPayload, checkRange } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type {
  ClaimRef,
  KeepSessionRequest,
  PollReadyTasksRequest,
  ProgressItem,
  ReleaseTasksRequest,
  ReportProgressRequest,
  SessionRequest,
} from "../requests.js";
import { type Findings, findings, refuse } from "./findings.js";
import { checkClaimToken, checkFlowId, checkNamespace, checkTaskId } from "./identifiers.js";
import type { Checked } from "./run.js";
import { checkBatch } from "./task-complete.js";
import { checkName, checkOptionalName } from "./text.js";

const SESSION_ID = /^[A-Za-z0-9._:-]+$/;
/** A long poll is answered this much before the call's deadline. */
const POLL_MARGIN_MS = 1_000;

/** A session that was asked for, with what is granted. */
export type CheckedSession<Request> = Omit<Checked<Request>, "mode" | "maxInFlight" | "leaseMs"> & {
  readonly mode: "CLAIM" | "OBSERVE";
  /** 1 where none is asked for; cut to the limit. */
  readonly maxInFlight: number;
  readonly leaseMs: number;
};

/** Throws INVALID_FIELD or LIMIT_EXCEEDED, naming every field at fault. Queues that are named twice count once. */
export function checkSession(request: SessionRequest): CheckedSession<SessionRequest> {
  const found = findings();
  const checked = checkSessionParts(found, request);
  refuse(found);
  return checked;
}

/** The wait is cut so that the answer comes before the deadline of the call, of which `leftMs` are left. */
export function checkPollReadyTasks(
  request: PollReadyTasksRequest,
  leftMs = Number.POSITIVE_INFINITY,
): CheckedSession<PollReadyTasksRequest> & { readonly maxTasks: number; readonly waitMs: number } {
  const found = findings();
  const checked = checkSessionParts(found, request);
  if (checked.mode === "OBSERVE") found.invalid("mode", "must be CLAIM to poll");
  if (request.maxTasks !== 0) checkCount(found, "max_tasks", request.maxTasks, 0, Number.MAX_SAFE_INTEGER, "");
  checkDuration(found, "wait", request.waitMs, 0);
  refuse(found);
  const waitMs = Math.max(0, Math.min(request.waitMs ?? 0, leftMs - POLL_MARGIN_MS));
  const maxTasks = Math.min(request.maxTasks === 0 ? LIMITS.pageSizeDefault : request.maxTasks, LIMITS.pageSize);
  return { ...checked, maxTasks, waitMs };
}

export function checkKeepSession(request: KeepSessionRequest): Checked<KeepSessionRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  checkSessionId(found, request.sessionId);
  refuse(found);
  checkBatch("progress", request.progress ?? []);
  checkBatch("claims", request.claims ?? []);
  return { ...request, namespace };
}

/** Of the batch as a whole; each claim is checked, and refused, by itself: `checkClaim`. */
export function checkReleaseTasks(request: ReleaseTasksRequest): Checked<ReleaseTasksRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  checkDuration(found, "delay", request.delayMs, 0);
  refuse(found);
  checkBatch("claims", request.claims);
  return { ...request, namespace };
}

/** One claim that is to be released. */
export function checkClaim(claim: ClaimRef): void {
  const found = findings();
  checkFlowId(found, claim.flowId);
  checkTaskId(found, claim.taskId);
  if (claim.claimToken === undefined || claim.claimToken === "") found.invalid("claim_token", "is required");
  else checkClaimToken(found, claim.claimToken);
  refuse(found);
}

/** Of the batch as a whole; each report is checked, and refused, by itself: `checkProgressItem`. */
export function checkReportProgress(request: ReportProgressRequest): Checked<ReportProgressRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  refuse(found);
  checkBatch("reports", request.items);
  return { ...request, namespace };
}

/** One report of progress. */
export function checkProgressItem(item: ProgressItem): void {
  const found = findings();
  checkFlowId(found, item.flowId);
  checkTaskId(found, item.taskId);
  checkClaimToken(found, item.claimToken);
  if (item.fraction !== undefined) checkRange(found, "fraction", item.fraction, 0, 1);
  checkPayload(found, "details", item.details);
  refuse(found);
}

/** How much a session may hold from now on: 0 = nothing more for now; cut to the limit. */
export function checkCredit(maxInFlight: number): number {
  const found = findings();
  checkCount(found, "max_in_flight", maxInFlight, 0, Number.MAX_SAFE_INTEGER, "");
  refuse(found);
  return Math.min(maxInFlight, LIMITS.maxInFlight);
}

function checkSessionParts<Request extends SessionRequest>(found: Findings, request: Request): CheckedSession<Request> {
  const namespace = checkNamespace(found, request.namespace);
  checkQueues(found, request.queues);
  checkOptionalName(found, "worker_id", request.workerId, LIMITS.workerIdBytes);
  const mode = request.mode ?? "CLAIM";
  if (request.sessionId !== undefined && request.sessionId !== "") {
    if (mode === "OBSERVE") found.invalid("session_id", "must be empty to observe", request.sessionId);
    checkSessionId(found, request.sessionId);
  }
  const asked = request.maxInFlight ?? 0;
  checkCount(found, "max_in_flight", asked, 0, Number.MAX_SAFE_INTEGER, "");
  const maxInFlight = Math.min(asked === 0 ? 1 : asked, LIMITS.maxInFlight);
  const leaseMs = request.leaseMs ?? LIMITS.leaseMsDefault;
  if (!(leaseMs >= LIMITS.leaseMsMin && leaseMs <= LIMITS.leaseMsMax)) {
    const bounds = `from ${durationText(LIMITS.leaseMsMin)} to ${durationText(LIMITS.leaseMsMax)}`;
    const message = `must be ${bounds}, got ${durationText(leaseMs)}`;
    found.add("lease_duration", "INVALID_FIELD", message, { value: String(leaseMs) });
  }
  if (request.flowId !== undefined && request.flowId !== "") checkFlowId(found, request.flowId);
  return { ...request, namespace, queues: [...new Set(request.queues)], mode, maxInFlight, leaseMs };
}

function checkSessionId(found: Findings, sessionId: unknown): void {
  if (sessionId === undefined || sessionId === "") found.invalid("session_id", "is required");
  else if (typeof sessionId !== "string" || !SESSION_ID.test(sessionId)) {
    found.invalid("session_id", "must be characters of A-Z, a-z, 0-9 and . _ : -", sessionId);
  } else if (sessionId.length > LIMITS.sessionIdBytes) {
    found.tooMuch("session_id", "bytes", LIMITS.sessionIdBytes, sessionId.length);
  }
}

function checkQueues(found: Findings, queues: readonly string[]): void {
  if (queues.length === 0) found.invalid("queues", `must be 1 to ${LIMITS.queuesPerSession} queues, got none`);
  else if (queues.length > LIMITS.queuesPerSession) {
    found.tooMuch("queues", "queues", LIMITS.queuesPerSession, queues.length);
  } else {
    queues.forEach((queue, index) => {
      checkName(found, `queues[${index}]`, queue, LIMITS.queueBytes);
    });
  }
}
