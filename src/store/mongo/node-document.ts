/**
 * A node's entry as a document. It is kept small, since a flow's document holds one for each task: what is usual or
 * equals another field is left out. `null` says that a time is absent where leaving it out would mean another one.
 */

import type {
  Cause,
  Evaluation,
  ItemSubject,
  ListFence,
  ListItem,
  NodeEntry,
  Origin,
} from "../../core/state/node-entry.js";
import type { SkipReason } from "../../core/state/skip-reason.js";
import type { TaskState } from "../../core/state/states.js";
import {
  type AttemptDocument,
  attemptFromDocument,
  attemptToDocument,
  type ClaimDocument,
  claimFromDocument,
  claimToDocument,
} from "./claim-document.js";
import { type ComputedDocument, computedOf, putComputed } from "./computed-document.js";
import {
  type DecisionDocument,
  decisionFromDocument,
  decisionToDocument,
  type PlanDocument,
  planFromDocument,
  planToDocument,
} from "./decision-document.js";
import { type ListDocument, listFromDocument, listToDocument } from "./list-document.js";
import { type ChildDocument, childFromDocument, childToDocument } from "./nesting-document.js";
import {
  type ReversalDocument,
  reversalFromDocument,
  reversalToDocument,
  type ScopeHistoryDocument,
  scopeHistoryFromDocument,
  scopeHistoryToDocument,
} from "./reversal-document.js";
import {
  type DigestDocument,
  digestFromDocument,
  digestToDocument,
  type FailureDocument,
  failureFromDocument,
  failureToDocument,
  type IdDocument,
  idFromDocument,
  idToDocument,
  type OutcomeDocument,
  outcomeFromDocument,
  outcomeToDocument,
  type PayloadDocument,
  payloadFromDocument,
  payloadToDocument,
} from "./value-documents.js";

export interface NodeDocument extends ComputedDocument {
  state: TaskState;
  version: number;
  /** Absent = the number its claim's token begins with; 0 without a claim. */
  attempt?: number;
  /** Absent = 0. */
  tries?: number;
  /** Absent = 0. */
  losses?: number;
  /** [node, attempt], or the node alone for its attempt 1; with the segment where it is another one. */
  ready_by?: number | [number, number] | [number, number, number];
  /** Absent = when it was claimed. */
  start_time?: Date | null;
  /** Absent = when it started. */
  ready_time?: Date | null;
  /** Absent = when it became ready. */
  reached_time?: Date | null;
  wake_time?: Date;
  end_time?: Date;
  claim?: ClaimDocument;
  child?: ChildDocument;
  deferred?: { time: Date; deadline?: Date; heartbeat_timeout_ms?: number; request_id?: IdDocument };
  progress?: { fraction: number; details?: PayloadDocument; time: Date };
  pending?: OutcomeDocument;
  digest?: DigestDocument;
  request_id?: IdDocument;
  result?: PayloadDocument;
  failure?: FailureDocument;
  skip_reason?: SkipReason;
  cut_off?: true;
  origin?: { node?: number; instance?: number; causes?: [number, number][]; seen?: number };
  fired?: number[];
  drawn?: number;
  fired_messages?: string[];
  item?: ItemSubject;
  evaluation?: Evaluation;
  list?: ListDocument;
  fence?: ListFence;
  each?: ListItemDocument;
  decision?: DecisionDocument;
  start_decided?: boolean;
  plan?: PlanDocument;
  context?: PayloadDocument;
  context_of?: number;
  memo?: PayloadDocument;
  history?: AttemptDocument[];
  reversal?: ReversalDocument;
  scope?: ScopeHistoryDocument;
}

type ListItemDocument = Omit<ListItem, "content"> & { content?: PayloadDocument };

export function nodeToDocument(entry: NodeEntry): NodeDocument {
  const { claim, tries, losses, readyBy, deferred, progress, history } = entry;
  const document: NodeDocument = { state: entry.state, version: entry.version };
  if (entry.attempt !== impliedAttempt(claim?.token)) document.attempt = entry.attempt;
  if (tries !== 0) document.tries = tries;
  if (losses !== 0) document.losses = losses;
  if (readyBy !== undefined) document.ready_by = causeToDocument(readyBy);
  putTimes(document, entry);
  if (claim !== undefined) document.claim = claimToDocument(claim);
  if (deferred !== undefined) document.deferred = deferredToDocument(deferred);
  if (entry.child !== undefined) document.child = childToDocument(entry.child);
  if (progress !== undefined) document.progress = progressToDocument(progress);
  if (entry.pending !== undefined) document.pending = outcomeToDocument(entry.pending);
  if (entry.outcomeDigest !== undefined) document.digest = digestToDocument(entry.outcomeDigest);
  if (entry.requestId !== undefined) document.request_id = idToDocument(entry.requestId);
  if (entry.result !== undefined) document.result = payloadToDocument(entry.result);
  if (entry.failure !== undefined) document.failure = failureToDocument(entry.failure);
  if (entry.skipReason !== undefined) document.skip_reason = entry.skipReason;
  if (entry.cutOff !== undefined) document.cut_off = entry.cutOff;
  if (entry.origin !== undefined) document.origin = originToDocument(entry.origin);
  if (entry.fired !== undefined) document.fired = [...entry.fired];
  if (entry.drawn !== undefined) document.drawn = entry.drawn;
  if (entry.firedMessages !== undefined) document.fired_messages = [...entry.firedMessages];
  if (entry.item !== undefined) document.item = entry.item;
  if (entry.evaluation !== undefined) document.evaluation = entry.evaluation;
  if (entry.list !== undefined) document.list = listToDocument(entry.list);
  if (entry.fence !== undefined) document.fence = entry.fence;
  if (entry.each !== undefined) document.each = listItemToDocument(entry.each);
  if (entry.decision !== undefined) document.decision = decisionToDocument(entry.decision);
  if (entry.startDecided !== undefined) document.start_decided = entry.startDecided;
  if (entry.plan !== undefined) document.plan = planToDocument(entry.plan);
  if (entry.context !== undefined) document.context = payloadToDocument(entry.context);
  if (entry.contextOf !== undefined) document.context_of = entry.contextOf;
  if (entry.memo !== undefined) document.memo = payloadToDocument(entry.memo);
  putComputed(document, entry);
  if (history !== undefined) document.history = history.map(attemptToDocument);
  if (entry.reversal !== undefined) document.reversal = reversalToDocument(entry.reversal);
  if (entry.scope !== undefined) document.scope = scopeHistoryToDocument(entry.scope);
  return document;
}

export function nodeFromDocument(document: NodeDocument): NodeEntry {
  const { state, version, ready_by, pending, digest, request_id, result, failure, skip_reason, history } = document;
  const claim = document.claim === undefined ? undefined : claimFromDocument(document.claim);
  return {
    state,
    version,
    attempt: document.attempt ?? impliedAttempt(claim?.token),
    tries: document.tries ?? 0,
    losses: document.losses ?? 0,
    ...(ready_by !== undefined && { readyBy: typeof ready_by === "number" ? [ready_by, 1] : ready_by }),
    ...timesOf(document, claim?.claimTime),
    ...(claim !== undefined && { claim }),
    ...(document.deferred !== undefined && { deferred: deferredFromDocument(document.deferred) }),
    ...(document.progress !== undefined && { progress: progressFromDocument(document.progress) }),
    ...(pending !== undefined && { pending: outcomeFromDocument(pending) }),
    ...(digest !== undefined && { outcomeDigest: digestFromDocument(digest) }),
    ...(request_id !== undefined && { requestId: idFromDocument(request_id) }),
    ...(result !== undefined && { result: payloadFromDocument(result) }),
    ...(failure !== undefined && { failure: failureFromDocument(failure) }),
    ...(skip_reason !== undefined && { skipReason: skip_reason }),
    ...(document.origin !== undefined && { origin: document.origin }),
    ...(document.fired !== undefined && { fired: document.fired }),
    ...(document.drawn !== undefined && { drawn: document.drawn }),
    ...decidedOf(document),
    ...(history !== undefined && { history: history.map(attemptFromDocument) }),
  };
}

/** Most have none of these. */
function decidedOf(document: NodeDocument): Partial<NodeEntry> {
  const { fired_messages, item, evaluation, list, each, decision, plan, context, context_of, memo } = document;
  const { reversal, scope, child, fence, start_decided, cut_off } = document;
  return {
    ...(child !== undefined && { child: childFromDocument(child) }),
    ...(fired_messages !== undefined && { firedMessages: fired_messages }),
    ...(item !== undefined && { item }),
    ...(evaluation !== undefined && { evaluation }),
    ...(list !== undefined && { list: listFromDocument(list) }),
    ...(fence !== undefined && { fence }),
    ...(each !== undefined && { each: listItemFromDocument(each) }),
    ...(decision !== undefined && { decision: decisionFromDocument(decision) }),
    ...(start_decided !== undefined && { startDecided: start_decided }),
    ...(cut_off !== undefined && { cutOff: cut_off }),
    ...(plan !== undefined && { plan: planFromDocument(plan) }),
    ...(context !== undefined && { context: payloadFromDocument(context) }),
    ...(context_of !== undefined && { contextOf: context_of }),
    ...(memo !== undefined && { memo: payloadFromDocument(memo) }),
    ...(reversal !== undefined && { reversal: reversalFromDocument(reversal) }),
    ...(scope !== undefined && { scope: scopeHistoryFromDocument(scope) }),
    ...computedOf(document),
  };
}

function impliedAttempt(token: string | undefined): number {
  const digits = token === undefined ? null : /^([1-9]\d{0,8})\./.exec(token);
  return digits === null ? 0 : Number(digits[1]);
}

/** Most tasks are claimed in the write that makes them ready: all these times are then that of the claim. */
function putTimes(document: NodeDocument, entry: NodeEntry): void {
  const { claim, startTime, readyTime, reachedTime, wakeTime, endTime } = entry;
  if (startTime !== claim?.claimTime) document.start_time = dateOrNull(startTime);
  if (readyTime !== startTime) document.ready_time = dateOrNull(readyTime);
  if (reachedTime !== readyTime) document.reached_time = dateOrNull(reachedTime);
  if (wakeTime !== undefined) document.wake_time = new Date(wakeTime);
  if (endTime !== undefined) document.end_time = new Date(endTime);
}

function timesOf(document: NodeDocument, claimTime: number | undefined): Partial<NodeEntry> {
  const { wake_time, end_time } = document;
  const startTime = timeOr(document.start_time, claimTime);
  const readyTime = timeOr(document.ready_time, startTime);
  const reachedTime = timeOr(document.reached_time, readyTime);
  return {
    ...(reachedTime !== undefined && { reachedTime }),
    ...(readyTime !== undefined && { readyTime }),
    ...(wake_time !== undefined && { wakeTime: wake_time.getTime() }),
    ...(startTime !== undefined && { startTime }),
    ...(end_time !== undefined && { endTime: end_time.getTime() }),
  };
}

function dateOrNull(time: number | undefined): Date | null {
  return time === undefined ? null : new Date(time);
}

function timeOr(stored: Date | null | undefined, implied: number | undefined): number | undefined {
  return stored === undefined ? implied : stored?.getTime();
}

function deferredToDocument(deferred: NonNullable<NodeEntry["deferred"]>): NonNullable<NodeDocument["deferred"]> {
  const { time, deadline, heartbeatTimeoutMs, requestId } = deferred;
  return {
    time: new Date(time),
    ...(deadline !== undefined && { deadline: new Date(deadline) }),
    ...(heartbeatTimeoutMs !== undefined && { heartbeat_timeout_ms: heartbeatTimeoutMs }),
    ...(requestId !== undefined && { request_id: idToDocument(requestId) }),
  };
}

function deferredFromDocument(document: NonNullable<NodeDocument["deferred"]>): NonNullable<NodeEntry["deferred"]> {
  const { time, deadline, heartbeat_timeout_ms, request_id } = document;
  return {
    time: time.getTime(),
    ...(deadline !== undefined && { deadline: deadline.getTime() }),
    ...(heartbeat_timeout_ms !== undefined && { heartbeatTimeoutMs: heartbeat_timeout_ms }),
    ...(request_id !== undefined && { requestId: idFromDocument(request_id) }),
  };
}

function progressToDocument(progress: NonNullable<NodeEntry["progress"]>): NonNullable<NodeDocument["progress"]> {
  const { fraction, details, time } = progress;
  return { fraction, ...(details !== undefined && { details: payloadToDocument(details) }), time: new Date(time) };
}

function progressFromDocument(document: NonNullable<NodeDocument["progress"]>): NonNullable<NodeEntry["progress"]> {
  const { fraction, details, time } = document;
  return { fraction, ...(details !== undefined && { details: payloadFromDocument(details) }), time: time.getTime() };
}

function causeToDocument([node, attempt, segment]: Cause): NonNullable<NodeDocument["ready_by"]> {
  if (segment !== undefined) return [node, attempt, segment];
  return attempt === 1 ? node : [node, attempt];
}

function listItemToDocument({ content, ...item }: ListItem): ListItemDocument {
  return { ...item, ...(content !== undefined && { content: payloadToDocument(content) }) };
}

function listItemFromDocument({ content, ...item }: ListItemDocument): ListItem {
  return { ...item, ...(content !== undefined && { content: payloadFromDocument(content) }) };
}

function originToDocument({ causes, ...origin }: Origin): NonNullable<NodeDocument["origin"]> {
  return { ...origin, ...(causes !== undefined && { causes: causes.map(([number, edge]) => [number, edge]) }) };
}
