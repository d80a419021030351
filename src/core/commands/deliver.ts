/**
 * Messages of another segment: each is applied once, in the order of sending; what was applied before is passed over
 * (rule M2).
 */
import type { DeliverMessages } from "../command.js";
import { accepted } from "../decide/answers.js";
import { skipTask } from "../decide/close-task.js";
import type { Draft } from "../decide/draft.js";
import { followEnd } from "../decide/end-order.js";
import { followOrder } from "../decide/follow-order.js";
import { reach } from "../decide/reach.js";
import { goOnWhereComplete } from "../decide/reopen/parts.js";
import { settle } from "../decide/settle.js";
import { stop } from "../decide/stop.js";
import type { Decision } from "../decision.js";
import type { OtherSegments } from "../state/flow-header.js";
import type { Arrival, MessageBody, Reopened, Report } from "../state/message.js";
import { latestHeard, NONE_AWAITED, withHeard } from "../state/reopening.js";
import { isEndedFlow, type TaskState } from "../state/states.js";
import { suspendNow } from "./suspend.js";

/**
 * A message whose predecessor is missing is left: its sender sends all that it keeps again. Another run's are of no use
 * here. The answer tells how far the sender has been heard.
 */
export function deliver(draft: Draft, { from, incarnation, messages }: DeliverMessages): Decision {
  const { segment } = draft;
  // Whatever is meant for another run need not be sent again.
  if (incarnation !== segment.address.incarnation) return heardUpTo(draft, Number.MAX_SAFE_INTEGER);
  const before = segment.links.received.get(from) ?? 0;
  let last = before;
  for (const { sequence, body } of messages) {
    if (sequence !== last + 1) continue;
    receive(draft, from, body);
    last = sequence;
  }
  if (last === before) return heardUpTo(draft, last);
  draft.putLinks({ received: new Map(segment.links.received).set(from, last) });
  settle(draft);
  return heardUpTo(draft, last);
}

function heardUpTo(draft: Draft, heard: number): Decision {
  const decision = accepted(draft);
  return decision.kind === "accepted" ? { ...decision, answer: { ...decision.answer, heard } } : decision;
}

function receive(draft: Draft, from: number, body: MessageBody): void {
  if (body.kind === "arrival") arrive(draft, from, body);
  else if (body.kind === "order") followOrder(draft, body);
  else if (body.kind === "end") followEnd(draft, body);
  else if (body.kind === "reopened") hearReopened(draft, from, body);
  else hear(draft, body);
}

/** A segment that this one waits for has gone on; so does this one, once all of them have. */
function hearReopened(draft: Draft, from: number, { epoch, met, unmet, anew }: Reopened): void {
  const { awaited = NONE_AWAITED } = draft.segment.links;
  draft.putLinks({ awaited: withHeard(awaited, epoch, from, { met, unmet, anew }) });
  goOnWhereComplete(draft);
}

/** What a segment tells that has gone on before this one counts once this one does. */
function arriveLater(draft: Draft, from: number, { nodes, met }: Arrival): boolean {
  const { awaited = NONE_AWAITED } = draft.segment.links;
  const epoch = latestHeard(awaited, from);
  const known = epoch === undefined ? undefined : awaited.get(epoch)?.heard.get(from);
  if (epoch === undefined || known === undefined) return false;
  const list = met ? "met" : "unmet";
  draft.putLinks({ awaited: withHeard(awaited, epoch, from, { ...known, [list]: [...known[list], ...nodes] }) });
  return true;
}

/** Nodes have heard from one more segment. */
function arrive(draft: Draft, from: number, arrival: Arrival): void {
  const { segment } = draft;
  const { nodes, met, cause } = arrival;
  if (arriveLater(draft, from, arrival)) return;
  const waiting = nodes.filter((number) => segment.stateOf(number) === "PENDING");
  if (!met) {
    for (const number of waiting) skipTask(draft, number, "UPSTREAM");
    return;
  }
  const arrivals = new Map(segment.links.arrivals);
  for (const number of waiting) arrivals.set(number, (arrivals.get(number) ?? 0) + 1);
  draft.putLinks({ arrivals });
  for (const number of waiting) {
    if (segment.unmet(number) > 0) continue;
    reach(draft, number, cause === undefined ? undefined : [cause.number, cause.attempt, cause.segment ?? from]);
  }
}

/** Segment 0 learns how another one stands. */
function hear(draft: Draft, { counts, reopened, resting, ...said }: Report): void {
  const { flow, segment } = draft;
  const { others } = flow;
  // What it says of an end before it went on is out of date.
  const { settled, failure, stopping, suspending } = reopened === flow.reopened ? said : ({} as Partial<typeof said>);
  if (others === undefined) throw new Error("a report to a segment that knows of no others");
  const first = others.failure === undefined || (failure !== undefined && failure.time < others.failure.time);
  const known = first ? failure : others.failure;
  const rest = resting !== undefined && resting.epoch === flow.epoch ? resting.change : 0;
  const heard: OtherSegments = {
    count: others.count,
    settled: others.settled + (settled === true ? 1 : 0),
    resting: others.resting + rest,
    counts: sum(others.counts, counts),
    ...(known !== undefined && { failure: known }),
  };
  draft.putFlow({ others: heard });
  if (stopping === true && !isEndedFlow(flow.state) && segment.definition.flow.failureMode === "STOP") stop(draft);
  // By an order of before: that segment says so again, where it follows one since and its flow still rests.
  if (suspending !== undefined && suspending === flow.epoch && flow.state === "RUNNING") suspendNow(draft);
}

function sum(a: OtherSegments["counts"], b: OtherSegments["counts"]): OtherSegments["counts"] {
  const counts: Partial<Record<TaskState, number>> = { ...a };
  for (const [state, difference] of Object.entries(b) as [TaskState, number][]) {
    // Keyed so by Report.
    const count = (counts[state] ?? 0) + difference;
    if (count === 0) delete counts[state];
    else counts[state] = count;
  }
  return counts;
}
