/**
 * Compares what a session is believed to hold with what is stored (rule L4): tasks that it was not sent are sent, claims
 * that have ended are taken from its account, cancels are told. Commits tell the same at once; this finds what they lost.
 */

import { numberOfClaim } from "../../core/state/claimed-number.js";
import type { Claim } from "../../core/state/node-entry.js";
import { queueOf } from "../../core/state/planned.js";
import { openClaim, type Segment } from "../../core/state/segment.js";
import { copyOf } from "../commit/read-copies.js";
import { deliver } from "../dispatch/deliver.js";
import { giveBack } from "../dispatch/give-back.js";
import { requestCancels, revocation } from "../dispatch/landing.js";
import { type Delivery, deliveryOf } from "../dispatch/ready-task.js";
import type { Machinery } from "../machinery.js";
import type { AttemptEnd } from "../values.js";
import type { LiveSession } from "./live-session.js";
import { lookAtStored, openSegment } from "./stored-segments.js";

/**
 * A claim that the session does not know may be one whose commit is under way here: its landing sends it. An earlier owner
 * may go on assigning until it hears that the session has a stream elsewhere, and then takes back what it assigned in
 * vain. What is so old is nobody else's business, and is sent from here as far as there is credit (rule L1).
 */
const LATE_ASSIGNMENT_MS = 500;

/** Everything that the session holds anywhere. */
export function reconcile(machinery: Machinery, session: LiveSession): Promise<void> {
  return session.comparing(async (ended) => {
    const before = new Set(session.held.keys());
    const held = await machinery.store.segments.heldBy(session.namespace, session.sessionId);
    const seen = new Set<string>();
    await lookAtStored(machinery, held, (id, segment) => {
      for (const token of reconcileSegment(machinery, session, id, segment, ended)) seen.add(token);
    });
    // Acknowledged before the read began and not in it: over.
    for (const token of before) if (!seen.has(token)) await dropEnded(machinery, session, token);
  });
}

/** Compares once more when what an earlier owner assigned late may be sent from here. */
export function reconcileLater(machinery: Machinery, session: LiveSession): void {
  machinery.environment.setTimer(2 * LATE_ASSIGNMENT_MS, () => {
    if (session.ended) return;
    reconcile(machinery, session).catch((error) =>
      machinery.emit({ kind: "error", what: "comparing what a session that was taken over holds", error }),
    );
  });
}

/** What the session holds in one segment that another process changed. */
export function reconcileAt(machinery: Machinery, session: LiveSession, segmentId: string): Promise<void> {
  return session.comparing(async (ended) => {
    const before = [...session.held.values()].filter((task) => task.segmentId === segmentId);
    const [record] = await machinery.store.segments.read([segmentId]);
    const copy = record === undefined ? undefined : await copyOf(machinery.definitions, record);
    const segment = copy?.segment;
    // Before credit comes back: it is spent on what this copy shows to wait.
    if (copy !== undefined) machinery.committer.found(copy);
    const seen = segment ? reconcileSegment(machinery, session, segmentId, segment, ended) : new Set<string>();
    for (const { claimToken, taskId } of before) {
      if (!seen.has(claimToken)) session.drop(claimToken, endedBecause(segment, taskId, claimToken));
    }
  });
}

/** Adds and sends what the session does not know to hold; the tokens that it holds in the segment. */
function reconcileSegment(
  machinery: Machinery,
  session: LiveSession,
  segmentId: string,
  segment: Segment,
  ended: ReadonlySet<string>,
): ReadonlySet<string> {
  const claims = [...claimsOf(segment, session)];
  const tokens = new Set(claims.map(([, { token }]) => token));
  // Counted only where there is a claim that the session was not sent: hardly ever.
  const roomFor = (queue: string, isOthers: boolean) => {
    // What it held when its stream opened comes again in any case.
    if (!session.isReconciled) return "yes";
    if (isOthers) return session.creditFor(queue) > 0 ? "yes" : "no";
    return session.hasRoom(queue, segmentId, tokens);
  };
  const unknown: Delivery[] = [];
  for (const [number, claim] of claims) {
    const held = session.held.get(claim.token);
    if (held?.unsent === false || ended.has(claim.token) || machinery.givenBack.has(claim.token)) continue;
    const entry = segment.entry(number);
    if (entry === undefined) continue;
    const isOthers = session.isReconciled && claim.epoch < session.epoch;
    // "perhaps": it may be a claim that is under way here.
    const room = roomFor(queueOf(segment.node(number), entry), isOthers && held === undefined);
    const isYoung = machinery.clock.now() - claim.claimTime < LATE_ASSIGNMENT_MS;
    if (room === "perhaps" || ((isOthers || room === "no") && (isYoung || session.ended))) continue;
    const taskId = segment.taskId(number);
    const evaluates = entry.item !== undefined;
    session.hold({ segmentId, flowId: segment.address.flowId, taskId, claimToken: claim.token, evaluates });
    if (room === "yes") unknown.push(deliveryOf(segment, number, entry));
    else void giveBackOrMiss(machinery, session, segmentId, { taskId, claimToken: claim.token });
  }
  if (unknown.length > 0) deliver(machinery, session, segmentId, unknown, undefined);
  requestCancels(machinery, segment);
  return tokens;
}

/** Where it cannot be given back, the next comparison looks at it anew. */
async function giveBackOrMiss(
  machinery: Machinery,
  session: LiveSession,
  segmentId: string,
  task: { readonly taskId: string; readonly claimToken: string },
): Promise<void> {
  const given = await giveBack(machinery, segmentId, task, 0);
  if (!given) session.missed(task.claimToken);
}

/** The open claims of the session's present life. */
function* claimsOf(segment: Segment, session: LiveSession): Generator<[number, Claim]> {
  for (let epoch = session.baseEpoch; epoch <= session.epoch; epoch += 1) {
    for (const number of segment.heldBy(`${session.sessionId}@${epoch}`)) {
      const claim = openClaim(segment.entry(number));
      if (claim !== undefined) yield [number, claim];
    }
  }
}

async function dropEnded(machinery: Machinery, session: LiveSession, token: string): Promise<void> {
  const task = session.held.get(token);
  if (task === undefined) return;
  const [record] = await machinery.store.segments.read([task.segmentId]);
  const segment = record === undefined ? undefined : await openSegment(machinery, record);
  session.drop(token, endedBecause(segment, task.taskId, token));
}

/**
 * Why a claim ended in another process's commit. A release is told, too: the holder may have asked for it there, and
 * knows; or an earlier owner of the session took back what it had assigned, and the holder has been sent since.
 */
function endedBecause(segment: Segment | undefined, taskId: string, token: string): AttemptEnd | undefined {
  const number = segment && numberOfClaim(segment, taskId, token);
  const entry = number === undefined ? undefined : segment?.entry(number);
  const released = entry?.history?.some((record) => record.token === token && record.end === "RELEASED") === true;
  return released ? "RELEASED" : revocation(entry, { token });
}
