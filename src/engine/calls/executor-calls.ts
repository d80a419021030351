/**
 * ReleaseTasks, ReportProgress and KeepSession: what executors say between a claim and its completion.
 */
import type { ReportProgress } from "../../core/command.js";
import { openClaim } from "../../core/state/segment.js";
import type { SessionKey, SessionRecord } from "../../store/session-store.js";
import {
  type Checked,
  checkClaim,
  checkKeepSession,
  checkProgressItem,
  checkReleaseTasks,
  checkReportProgress,
} from "../checks/index.js";
import type { Gate } from "../commit/gate.js";
import { toldToHolders } from "../dispatch/landing.js";
import type { CallContext } from "../engine.js";
import { EngineError } from "../engine-error.js";
import { submitToTask } from "../large-flows/task-segment.js";
import type { Machinery } from "../machinery.js";
import type {
  CancelRequested,
  ClaimRef,
  ItemResult,
  KeepSessionRequest,
  KeepSessionResponse,
  ProgressItem,
  ReleaseTasksRequest,
  ReportProgressRequest,
} from "../requests.js";
import { sessionNotFound } from "../sessions/open-session.js";
import { lookAtStored } from "../sessions/stored-segments.js";
import { storedPayload } from "../views/stored-payloads.js";
import { answeredFirst, itemResults } from "./item-results.js";
import { lostClaims } from "./lost-claims.js";

/** Each claim by itself: CLAIM_SUPERSEDED where it is over. */
export function releaseTasks(
  machinery: Machinery,
  request: ReleaseTasksRequest,
): Promise<readonly ItemResult<ClaimRef>[]> {
  const { namespace, claims, delayMs = 0 } = checkReleaseTasks(request);
  const release = async (claim: ClaimRef, gate: Gate) => {
    checkClaim(claim);
    const { flowId, taskId, claimToken: token } = claim;
    const command = { kind: "release", taskId, token, delayMs } as const;
    await submitToTask(machinery, { namespace, flowId, taskId }, command, { gate });
    return claim;
  };
  return answeredFirst(machinery, (gate) => claims.map((claim) => release(claim, gate)));
}

export function reportProgress(
  machinery: Machinery,
  request: ReportProgressRequest,
): Promise<readonly ItemResult<ProgressItem>[]> {
  const { namespace, items } = checkReportProgress(request);
  return itemResults(items.map((item) => report(machinery, namespace, item)));
}

/** Throws SESSION_EXPIRED where its lease is over, SESSION_NOT_FOUND where it never was or is another caller's. */
export async function keepSession(
  machinery: Machinery,
  request: KeepSessionRequest,
  call: CallContext = {},
): Promise<KeepSessionResponse> {
  const checked = checkKeepSession(request);
  const { namespace, sessionId, progress = [], claims = [] } = checked;
  const record = await keep(machinery, { namespace, session: sessionId }, call.principal ?? "");
  const results = await itemResults(progress.map((item) => report(machinery, namespace, item)));
  const named = [...claims, ...progress.flatMap(claimOf)];
  return {
    leaseMs: record.leaseMs,
    expireTime: record.expireTime ?? machinery.clock.now() + record.leaseMs,
    progress: results,
    ...(await stateOfClaims(machinery, checked, named)),
  };
}

/** A session with a stream lives by it. */
async function keep({ store }: Machinery, key: SessionKey, principal: string): Promise<SessionRecord> {
  const renewed = await store.sessions.renew(key, principal);
  if (renewed !== undefined) return renewed;
  const [record] = await store.sessions.read([key]);
  if (record?.principal !== principal) throw sessionNotFound(key.namespace, key.session);
  if (record.state === "LIVE" && record.owner !== undefined) return record;
  throw new EngineError("SESSION_EXPIRED", `the lease of session ${key.session} is over: open it again`, {
    metadata: { session_id: key.session },
  });
}

async function report(machinery: Machinery, namespace: string, item: ProgressItem): Promise<ProgressItem> {
  checkProgressItem(item);
  const { flowId, taskId, claimToken, fraction, details, paused } = item;
  const command: ReportProgress = {
    kind: "report",
    taskId,
    ...(claimToken !== undefined && claimToken !== "" && { token: claimToken }),
    ...(fraction !== undefined && { fraction }),
    ...(details !== undefined && { details: storedPayload(details) }),
    ...(paused !== undefined && { paused }),
  };
  await submitToTask(machinery, { namespace, flowId, taskId }, command);
  return item;
}

function claimOf({ flowId, taskId, claimToken }: ProgressItem): ClaimRef[] {
  return claimToken === undefined || claimToken === "" ? [] : [{ flowId, taskId, claimToken }];
}

/** What the session holds in flows that are being cancelled, and which of the named claims are over. */
async function stateOfClaims(machinery: Machinery, request: Checked<KeepSessionRequest>, named: readonly ClaimRef[]) {
  const { namespace, sessionId } = request;
  const cancelRequested: CancelRequested[] = [];
  const held = new Set<string>();
  const segments = await machinery.store.segments.heldBy(namespace, sessionId);
  await lookAtStored(machinery, segments, (_id, segment) => {
    const { address, flow, entries } = segment;
    for (const [number, entry] of entries) {
      const claim = openClaim(entry);
      if (claim?.session !== sessionId) continue;
      held.add(claim.token);
      const taskId = segment.taskId(number);
      if (flow.cancellation === undefined) continue;
      const told = toldToHolders(flow.cancellation);
      cancelRequested.push({ flowId: address.flowId, taskId, claimToken: claim.token, ...told });
    }
  });
  const over = named.filter(({ claimToken }) => !held.has(claimToken));
  return { cancelRequested, lost: await lostClaims(machinery, namespace, over) };
}
