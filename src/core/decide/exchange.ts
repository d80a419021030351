/**
 * What a segment of a large flow tells the others at the end of a decision: arrivals at their nodes; from segment 0 how
 * the flow stands; to segment 0 how the segment stands. It stays in the outbox until they are known to have it.
 */

import type { Joint } from "../definition/compiled-definition.js";
import type { FlowHeader } from "../state/flow-header.js";
import type { Arrival, Order, RemoteCause, Report } from "../state/message.js";
import type { Cause } from "../state/node-entry.js";
import type { Standings } from "../state/reopening.js";
import type { Segment } from "../state/segment.js";
import { isEndedFlow, isTerminalTask } from "../state/states.js";
import { reportTime } from "../state/tell-time.js";
import { firstFailure } from "./conclusion.js";
import type { Draft, SegmentLetter } from "./draft.js";
import { otherSegments } from "./other-segments.js";

/** A segment that works tells segment 0 of its counts this often. */
const REPORT_MS = 250;

/**
 * Orders go before arrivals: what a segment is told to begin can then be made ready. `targets`: whom segment 0 gives
 * orders.
 */
export function exchange(draft: Draft, targets = otherSegments(draft.segment.definition)): void {
  const { address } = draft.segment;
  if (address.segment === 0 && !draft.hasOrdered) draft.send(orders(draft, targets));
  draft.send(draft.reopenings.length > 0 ? reopened(draft) : arrivals(draft));
  if (address.segment !== 0) draft.send(report(draft));
  if (draft.changes.length > 0 || draft.messages.length > 0) forgetDelivered(draft);
}

/** The outbox is due: everything in it is sent once more. */
export function resend(draft: Draft): void {
  const { segment, now, messages } = draft;
  forgetDelivered(draft);
  const { post } = segment;
  if ((post.resendTime() ?? now + 1) > now) return;
  const open = post.open();
  messages.push(...open);
  draft.putLinks({ outboxTime: now });
}

/** How the flow stands now, to these segments, where that has changed. */
function orders(draft: Draft, targets: readonly number[]): SegmentLetter[] {
  const { before, flow } = draft;
  const standing = standingOf(flow);
  if (standing === undefined || (isSame(standing, standingOf(before)) && flow.input === before.input)) return [];
  const epoch = (flow.epoch ?? 0) + 1;
  const { others } = flow;
  draft.putFlow({ epoch, ...(others !== undefined && { others: { ...others, resting: 0 } }) });
  const body: Order = { kind: "order", epoch, ...standing, ...inputToTell(draft) };
  return targets.map((to) => ({ to, body }));
}

/** Where others may not have it: it was replaced, perhaps before the flow began. */
export function inputToTell({ before, flow: { input }, segment }: Draft): Pick<Order, "input"> {
  const isKnown = input === before.input && (before.startTime !== undefined || segment.version === 0);
  return input === undefined || isKnown ? {} : { input };
}

type Standing = Omit<Order, "kind" | "epoch" | "input" | "reopens">;

/** Undefined where the others have nothing to do: the flow has not begun, or has ended with them. */
export function standingOf({ state, startTime, cancellation, stopping }: FlowHeader): Standing | undefined {
  if (isEndedFlow(state) || (startTime === undefined && cancellation === undefined)) return undefined;
  return {
    state: state === "SUSPENDING" ? "SUSPENDED" : state,
    ...(startTime !== undefined && { startTime }),
    ...(cancellation !== undefined && { cancellation }),
    ...(stopping !== undefined && { stopping }),
  };
}

function isSame(a: Standing, b: Standing | undefined): boolean {
  return (
    a.state === b?.state &&
    a.startTime === b.startTime &&
    a.stopping === b.stopping &&
    a.cancellation === b.cancellation
  );
}

/** One letter for each segment, outcome and cause. */
function arrivals(draft: Draft): SegmentLetter[] {
  const { segment } = draft;
  const letters = new Map<string, { readonly to: number; readonly body: Arrival & { readonly nodes: number[] } }>();
  for (const { joint, source, met } of segment.takeJoints()) {
    const { target } = joint;
    const cause = remoteCause(segment, draft.causes.get(source));
    const key = `${target.segment} ${met} ${cause?.segment} ${cause?.number} ${cause?.attempt}`;
    const known = letters.get(key);
    if (known !== undefined) {
      known.body.nodes.push(target.number);
      continue;
    }
    const body = { kind: "arrival" as const, nodes: [target.number], met, ...(cause !== undefined && { cause }) };
    letters.set(key, { to: target.segment, body });
  }
  return [...letters.values()];
}

/** How all joints stand now: what was told of them before, or was to be told now, is in it. */
function reopened({ segment, reopenings }: Draft): SegmentLetter[] {
  segment.takeJoints();
  const targets = new Map<number, Joint[]>();
  for (const joint of segment.definition.joints) {
    const { segment: to } = joint.target;
    const known = targets.get(to);
    if (known === undefined) targets.set(to, [joint]);
    else known.push(joint);
  }
  return reopenings.flatMap(({ epoch, anew }) =>
    [...targets].map(([to, joints]) => ({
      to,
      body: { kind: "reopened" as const, epoch, ...standings(segment, joints, anew) },
    })),
  );
}

function standings(segment: Segment, joints: readonly Joint[], begun: ReadonlySet<number>): Standings {
  const [met, unmet, anew]: number[][] = [[], [], []];
  for (const { target, sources } of joints) {
    const states = sources.map((source) => segment.stateOf(source));
    if (states.every((state) => state === "SUCCEEDED")) met?.push(target.number);
    else if (states.some((state) => isTerminalTask(state) && state !== "SUCCEEDED")) unmet?.push(target.number);
    if (sources.some((source) => begun.has(source))) anew?.push(target.number);
  }
  return { met: met ?? [], unmet: unmet ?? [], anew: anew ?? [] };
}

function remoteCause({ address }: Segment, cause: Cause | undefined): RemoteCause | undefined {
  if (cause === undefined) return undefined;
  const [number, attempt, segment = address.segment] = cause;
  return { segment, number, attempt };
}

/** To segment 0, where something must be told now or its counts are old enough. */
function report(draft: Draft): SegmentLetter[] {
  const { segment, before, flow, now } = draft;
  const { told } = segment.links;
  const wentOn = flow.reopened !== before.reopened;
  const settled = isEndedFlow(flow.state) && (wentOn || !isEndedFlow(before.state));
  const stopping = flow.stopping !== undefined && before.stopping === undefined && flow.epoch === before.epoch;
  const resting = restingOf(draft);
  const suspending = draft.suspendsFlow && flow.state === "RUNNING" ? (flow.epoch ?? 0) : undefined;
  const isUrgent = settled || stopping || resting !== undefined || suspending !== undefined;
  const isDue = draft.changes.length > 0 && now - told.time >= REPORT_MS;
  const isOverdue = (reportTime(segment) ?? now + 1) <= now;
  if (!isUrgent && !isDue && !isOverdue) return [];
  const counts = segment.post.untold(segment.counts);
  draft.putLinks({ told: { counts: Object.fromEntries(segment.counts), time: now } });
  const failure = settled ? firstFailure(segment) : undefined;
  const body: Report = {
    kind: "report",
    counts,
    ...(flow.reopened !== undefined && { reopened: flow.reopened }),
    ...(resting !== undefined && { resting }),
    ...(settled && { settled: true }),
    ...(failure !== undefined && { failure }),
    ...(stopping && { stopping: true }),
    ...(suspending !== undefined && { suspending }),
  };
  return [{ to: 0, body }];
}

/** Whether the segment has come to rest by the order it follows, or does so no longer because it has settled. */
function restingOf({ before, flow }: Draft): Report["resting"] {
  const rested = before.state === "SUSPENDED" ? before.epoch : undefined;
  const rests = flow.state === "SUSPENDED" ? flow.epoch : undefined;
  if (rests !== undefined && rests !== rested) return { epoch: rests, change: 1 };
  if (rested !== undefined && isEndedFlow(flow.state)) return { epoch: rested, change: -1 };
  return undefined;
}

/** What has been delivered goes out of the outbox: with whatever else is written, and when it would be sent again. */
function forgetDelivered(draft: Draft): void {
  const { segment } = draft;
  const open = segment.post.open();
  if (open.length < segment.links.outbox.length) draft.putLinks({ outbox: open });
}
