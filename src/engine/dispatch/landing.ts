/**
 * What follows from a commit in this process, at once and in memory: sessions lose and gain claims, assigned tasks go
 * down their streams, marks rise, watchers hear of it.
 */
import type { FlowChange, TaskChange } from "../../core/decision.js";
import { attemptEndOf } from "../../core/state/attempt-end-of.js";
import { FLOW_TIMEOUT } from "../../core/state/failure.js";
import type { Cancellation } from "../../core/state/flow-header.js";
import { lentClaim } from "../../core/state/lendings.js";
import type { AttemptRecord, Claim, NodeEntry } from "../../core/state/node-entry.js";
import { openClaim, type Segment } from "../../core/state/segment.js";
import { isEndedFlow } from "../../core/state/states.js";
import type { LandedCommit, LandedDecision } from "../commit/committing.js";
import type { Gate } from "../commit/gate.js";
import type { Machinery } from "../machinery.js";
import type { LiveSession } from "../sessions/live-session.js";
import type { AttemptEnd } from "../values.js";
import { deliver } from "./deliver.js";
import { giveBack } from "./give-back.js";
import { type Delivery, deliveryOf } from "./ready-task.js";

export function land(machinery: Machinery, commit: LandedCommit): void {
  const { segmentId, segment } = commit;
  const assigned = new Assigned();
  for (const decided of commit.decided) landDecision(machinery, commit, decided, assigned);
  assigned.deliver(machinery, segmentId);
  for (const { messages } of commit.decided) machinery.messenger.send(segment, messages);
  for (const { letters } of commit.decided) machinery.family.send(segment, letters);
  machinery.alarms.set(segmentId, segment.wakeTime());
  if (segment.isPart && segment.address.segment === 0) machinery.flowViews.landed(segmentId, segment);
  const { state } = segment.flow;
  machinery.watching.looks.landed(segmentId);
  machinery.signals.changed(segmentId, isEndedFlow(state) || state === "SUSPENDED");
  const heads = segment.heads();
  if (heads.length > 0) machinery.dispatcher.noteHeads(segment.address, heads);
}

function landDecision(
  machinery: Machinery,
  { segmentId, segment }: LandedCommit,
  { changes, options }: LandedDecision,
  assigned: Assigned,
): void {
  for (const change of changes) {
    if (change.kind === "flow") {
      countFlow(machinery, segment, change);
      if (change.header.state === "CANCELLING") requestCancels(machinery, segment);
      continue;
    }
    if (change.kind === "kept") continue;
    landPermit(machinery, segmentId, change);
    const before = openClaim(change.previous);
    const after = openClaim(change.entry);
    if (before?.token === after?.token) continue;
    if (before !== undefined) dropClaim(machinery, segment, before, change.entry);
    if (after !== undefined) machinery.tally.claims.add(after.claimTime - (change.entry.readyTime ?? after.claimTime));
    if (after?.owner !== machinery.process) continue;
    const session = machinery.sessions.get(segment.address.namespace, after.session);
    // A comparison with the store may have seen the commit before its answer came, and has sent the task.
    if (session?.held.has(after.token) === true) continue;
    const taskId = segment.taskId(change.node);
    if (session === undefined || session.epoch !== after.epoch || session.ended) {
      // Its stream closed while the commit was under way: back to the others. A comparison under way must not send it.
      session?.drop(after.token, undefined);
      void giveBack(machinery, segmentId, { taskId, claimToken: after.token }, 0);
      continue;
    }
    const evaluates = change.entry.item !== undefined;
    const held = { segmentId, flowId: segment.address.flowId, taskId, claimToken: after.token, evaluates };
    session.hold(held, change.entry.readyTime);
    assigned.add(options.gate, session, deliveryOf(segment, change.node, change.entry));
  }
}

function landPermit({ permits }: Machinery, segmentId: string, { previous, entry }: TaskChange): void {
  const [before, after] = [lentClaim(previous), lentClaim(entry)];
  if (before?.token === after?.token) return;
  if (before !== undefined) permits.returned(before);
  if (after !== undefined) permits.lend(after, segmentId);
}

/** What the decisions of a commit have assigned: a session is sent all that waits for the same answers in one frame. */
class Assigned {
  readonly #deliveries = new Map<Gate | undefined, Map<LiveSession, Delivery[]>>();

  add(gate: Gate | undefined, session: LiveSession, delivery: Delivery): void {
    const sessions = this.#deliveries.get(gate) ?? new Map<LiveSession, Delivery[]>();
    this.#deliveries.set(gate, sessions);
    const list = sessions.get(session);
    if (list === undefined) sessions.set(session, [delivery]);
    else list.push(delivery);
  }

  deliver(machinery: Machinery, segmentId: string): void {
    for (const [gate, sessions] of this.#deliveries) {
      for (const [session, list] of sessions) deliver(machinery, session, segmentId, list, gate);
    }
  }
}

function dropClaim(machinery: Machinery, segment: Segment, claim: Claim, entry: NodeEntry): void {
  const session = machinery.sessions.get(segment.address.namespace, claim.session);
  const record = recordOf(entry, claim);
  const end = endOf(entry, claim, record);
  if (end !== undefined) machinery.tally.attempts[end] += 1;
  session?.drop(claim.token, unknownToHolder(entry, record, end));
}

/** Why a claim ended, where its holder does not know: it neither completed, deferred nor released it. */
export function revocation(entry: NodeEntry | undefined, claim: Pick<Claim, "token">): AttemptEnd | undefined {
  if (entry === undefined) return "LEASE_LOST";
  const record = recordOf(entry, claim);
  return unknownToHolder(entry, record, endOf(entry, claim, record));
}

function recordOf({ history }: NodeEntry, claim: Pick<Claim, "token">): AttemptRecord | undefined {
  return history?.find(({ token }) => token === claim.token);
}

/** How a claim ended, with its record where others have followed; undefined = it was deferred. */
function endOf(
  entry: NodeEntry,
  claim: Pick<Claim, "token">,
  record: AttemptRecord | undefined,
): AttemptEnd | undefined {
  return record?.end ?? (entry.claim?.token === claim.token ? attemptEndOf(entry) : "LEASE_LOST");
}

function unknownToHolder(
  { outcomeDigest }: NodeEntry,
  record: AttemptRecord | undefined,
  end: AttemptEnd | undefined,
): AttemptEnd | undefined {
  const outcome = record === undefined ? outcomeDigest : record.outcomeDigest;
  return outcome !== undefined || end === "RELEASED" || end === "SUCCEEDED" ? undefined : end;
}

/** The header of a large flow alone tells of its end. */
function countFlow({ tally, schedules }: Machinery, { address }: Segment, { previous, header }: FlowChange): void {
  if (!isEndedFlow(header.state) || isEndedFlow(previous.state)) return;
  tally.flowEnded(header.state);
  schedules.flowEnded(address.namespace, header.labels);
}

/** What holders are told of a cancellation: the caller's reason, or that the flow's time is up. */
export function toldToHolders({ reason, deadline, timeout }: Cancellation) {
  return { reason: timeout ? FLOW_TIMEOUT : reason, deadline };
}

/** Tells the sessions of this process that their tasks of a flow are to be cancelled. */
export function requestCancels(machinery: Machinery, segment: Segment): void {
  const { cancellation } = segment.flow;
  if (cancellation === undefined) return;
  const { namespace, flowId } = segment.address;
  for (const holder of segment.holders) {
    const session = machinery.sessions.holder(namespace, holder);
    if (session === undefined) continue;
    for (const number of segment.heldBy(holder)) {
      const claimToken = openClaim(segment.entry(number))?.token ?? "";
      const taskId = segment.taskId(number);
      session.requestCancel({ flowId, taskId, claimToken, ...toldToHolders(cancellation) });
    }
  }
}
