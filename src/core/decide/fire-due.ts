/**
 * What timers that are due do: delays end, timeouts fail attempts, flows start, time out and end their cancelling.
 */

import { isNoop } from "../definition/definition.js";
import { LIMITS } from "../limits.js";
import { TIMEOUT } from "../state/failure.js";
import { nextFlowTime } from "../state/flow-times.js";
import { runsItems } from "../state/item-lists.js";
import type { NodeEntry } from "../state/node-entry.js";
import { timeoutsOf } from "../state/planned.js";
import { nextTimer, type Timer } from "../state/timers.js";
import { countOutcome, failAttempt } from "./attempt-end.js";
import { beginCancelling, endCancelling } from "./cancelling.js";
import { closeItems } from "./close-items.js";
import { conclude } from "./conclusion.js";
import { countDecided } from "./decided.js";
import type { Draft } from "./draft.js";
import { betweenAttempts, type EntryDraft, withinAttempt } from "./entry-draft.js";
import { beginFlow } from "./flow-start.js";
import { propagate } from "./propagation.js";
import { begin } from "./reach.js";

/**
 * Fires what is due now, until nothing is, or the rest is better left to the next decision: flows that rested, and servers that
 * were away, find all at once that would have come one after the other. It ends: each firing ends its node, uses up one of its tries or takes it from
 * DELAYED to READY, and the flow's own timers fire once each.
 */
export function fireDue(draft: Draft): void {
  const { segment, now } = draft;
  for (;;) {
    const alarm = segment.nextAlarm();
    const flowTime = nextFlowTime(segment);
    if (flowTime !== undefined && flowTime <= now && flowTime <= (alarm?.time ?? flowTime)) fireFlow(draft);
    else if (alarm !== undefined && alarm.time <= now) fireNode(draft, alarm.node);
    else return;
    propagate(draft);
    conclude(draft);
    if (draft.isWorn) return;
  }
}

function fireFlow(draft: Draft): void {
  const { flow, now, segment } = draft;
  if (flow.state === "PENDING") beginFlow(draft);
  else if (flow.cancellation !== undefined) endCancelling(draft);
  else {
    const { timeoutMs } = segment.definition.flow;
    const deadline = now + LIMITS.cancelGraceMs;
    beginCancelling(draft, { reason: `the flow's timeout of ${timeoutMs} ms is over`, deadline, timeout: true });
  }
}

function fireNode(draft: Draft, number: number): void {
  const entry = draft.entry(number);
  const timer = entry === undefined ? undefined : nextTimer(draft.node(number), entry);
  if (entry === undefined || timer === undefined) throw new Error(`node ${number} has an alarm but no timer`);
  if (timer.kind === "delay") {
    endDelay(draft, number, entry);
    return;
  }
  if (runsItems(entry)) closeItems(draft, number);
  const failure = timeoutFailure(draft, number, timer);
  failAttempt(draft, number, timedOut(entry), failure, "TIMEOUT", timer.kind === "total");
}

/** The wait is over: an outcome counts, a no-op is done, a task is ready. */
function endDelay(draft: Draft, number: number, entry: NodeEntry): void {
  const next = withinAttempt(entry);
  if (entry.pending !== undefined) {
    if (entry.decision === undefined) countOutcome(draft, number, next, entry.pending);
    else countDecided(draft, number, { attempt: next, outcome: entry.pending, decision: entry.decision });
  } else {
    const node = draft.node(number);
    const passes = isNoop(node.task);
    begin(draft, number, { node, entry: next, cause: passes ? [number, entry.attempt] : undefined });
  }
}

/** Of an unclaimed task no claim times out, not even one that was lost. */
function timedOut(entry: NodeEntry): EntryDraft {
  return entry.state === "READY" ? betweenAttempts(entry) : withinAttempt(entry);
}

function timeoutFailure(draft: Draft, number: number, { kind }: Timer) {
  const timeouts = timeoutsOf(draft.node(number), draft.entry(number));
  const deferred = draft.entry(number)?.deferred;
  const durations = {
    ready_to_claim: timeouts.readyToClaimMs,
    run: timeouts.runMs,
    heartbeat: timeouts.heartbeatMs,
    attempt: timeouts.attemptMs,
    total: timeouts.totalMs,
    deferred: deferred?.deadline === undefined ? undefined : deferred.deadline - deferred.time,
    deferred_heartbeat: deferred?.heartbeatTimeoutMs,
    delay: undefined,
  };
  return { type: TIMEOUT, message: `the ${kind} timeout of ${durations[kind]} ms is over`, retryable: true };
}
