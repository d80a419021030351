/**
 * Compares what a session is believed to hold with what is stored (rule L4): tasks that it was not sent are sent, claims
 * that have ended are taken from its account, cancels are told. Commits tell the same at once; this finds what they lost.
 */
import type { Claim } from "../../core/state/node-entry.js";
import { openClaim, type Segment } from "../../core/state/segment.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import type { HeldSegment } from "../../store/segment-store.js";
import { WorkingCopy } from "../commit/working-copy.js";
import { deliver } from "../dispatch/deliver.js";
import { giveBack } from "../dispatch/give-back.js";
import { requestCancels, revocation } from "../dispatch/landing.js";
import { type Delivery, deliveryOf } from "../dispatch/ready-task.js";
import type { Machinery } from "../machinery.js";
import type { LiveSession } from "./live-session.js";

/** Everything that the session holds anywhere. */
export function reconcile(machinery: Machinery, session: LiveSession): Promise<void> {
  return session.comparing(async (ended) => {
    const before = new Set(session.held.keys());
    const held = await machinery.store.segments.heldBy(session.namespace, session.sessionId);
    const seen = new Set<string>();
    for (const { id, segment } of await openHeld(machinery, held)) {
      for (const token of reconcileSegment(machinery, session, id, segment, ended)) seen.add(token);
    }
    // Acknowledged before the read began and not in it: over.
    for (const token of before) if (!seen.has(token)) await dropEnded(machinery, session, token);
  });
}

/** What the session holds in one segment that another process changed. */
export function reconcileAt(machinery: Machinery, session: LiveSession, segmentId: string): Promise<void> {
  return session.comparing(async (ended) => {
    const before = [...session.held.values()].filter((task) => task.segmentId === segmentId);
    const [record] = await machinery.store.segments.read([segmentId]);
    const segment = record === undefined ? undefined : await openSegment(machinery, record);
    const seen = new Set(segment === undefined ? [] : reconcileSegment(machinery, session, segmentId, segment, ended));
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
): string[] {
  const tokens: string[] = [];
  const unknown: Delivery[] = [];
  for (const [number, claim] of claimsOf(segment, session)) {
    tokens.push(claim.token);
    if (session.held.get(claim.token)?.unsent === false || ended.has(claim.token)) continue;
    const entry = segment.entry(number);
    if (entry === undefined) continue;
    const { name } = segment.node(number).task;
    if (claim.epoch < session.epoch && session.full) {
      // Assigned by an earlier owner that did not know yet that it was none: beyond the credit (rule L1).
      giveBack(machinery, segmentId, { taskId: name, claimToken: claim.token }, 0);
      continue;
    }
    session.hold({ segmentId, flowId: segment.address.flowId, taskId: name, claimToken: claim.token });
    unknown.push(deliveryOf(segment, number, entry));
  }
  if (unknown.length > 0) deliver(machinery, session, segmentId, unknown, undefined);
  requestCancels(machinery, segment);
  return tokens;
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

function endedBecause(segment: Segment | undefined, taskId: string, token: string) {
  const number = segment?.definition.numberByName.get(taskId);
  return revocation(number === undefined ? undefined : segment?.entry(number), { token });
}

/** The segments as they are: from the cache where it has just what is stored, else read. */
export async function openHeld(
  machinery: Machinery,
  held: readonly HeldSegment[],
): Promise<readonly { readonly id: string; readonly segment: Segment }[]> {
  const cached = held.flatMap(({ id, version, commit }) => {
    const copy = machinery.committer.cache.peek(id);
    return copy?.isStoredAs(version, commit) === true ? [{ id, segment: copy.segment }] : [];
  });
  const known = new Set(cached.map(({ id }) => id));
  const unknown = held.filter(({ id }) => !known.has(id)).map(({ id }) => id);
  const records = unknown.length === 0 ? [] : await machinery.store.segments.read(unknown);
  const present = records.filter((record) => record !== undefined);
  const read = present.map(async (record) => ({ id: record.id, segment: await openSegment(machinery, record) }));
  return [...cached, ...(await Promise.all(read))];
}

async function openSegment(machinery: Machinery, record: SegmentRecord): Promise<Segment> {
  const definition = await machinery.definitions.load(record.address.namespace, record.flow.definitionDigest);
  return WorkingCopy.of(record, definition).segment;
}
