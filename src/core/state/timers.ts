/**
 * A node's timers follow from its entry and its definition.
 */

import type { CompiledNode } from "../definition/compiled-definition.js";
import type { NodeEntry } from "./node-entry.js";
import { timeoutsOf } from "./planned.js";

export type TimerKind =
  | "delay"
  | "ready_to_claim"
  | "run"
  | "heartbeat"
  | "attempt"
  | "total"
  | "deferred"
  | "deferred_heartbeat";

export interface Timer {
  readonly kind: TimerKind;
  /** When it is due. */
  readonly time: number;
}

/** The earliest timer of a node, if it has one. Where two are due at once the more final one wins. */
export function nextTimer(node: CompiledNode, entry: NodeEntry): Timer | undefined {
  const { state, pending, readyTime, item, evaluation } = entry;
  if (item !== undefined) return state === "DELAYED" ? earlier(undefined, "delay", entry.wakeTime, 0) : undefined;
  if (entry.reversal?.begun === true) return revertTimer(node, entry);
  // Its time is over: only the decision about it is missing.
  if (evaluation?.phase === "END") return undefined;
  const timeouts = timeoutsOf(node, entry);
  const isOpen = state === "READY" || state === "RUNNING" || state === "PAUSED";
  let next: Timer | undefined;
  // The more final ones come first: of two at the same time the first is kept.
  if ((isOpen || state === "DELAYED") && pending === undefined) {
    next = earlier(next, "total", entry.reachedTime, timeouts.totalMs);
  }
  if (state === "DELAYED") return earlier(next, "delay", entry.wakeTime, 0);
  if (!isOpen) return next;
  next = earlier(next, "attempt", readyTime, timeouts.attemptMs);
  if (state === "READY") return earlier(next, "ready_to_claim", readyTime, timeouts.readyToClaimMs);
  return workTimer(next, node, entry);
}

/** Of a REVERT item: only who works on it is hurried. */
function revertTimer(node: CompiledNode, entry: NodeEntry): Timer | undefined {
  if (entry.state === "DELAYED") return earlier(undefined, "delay", entry.wakeTime, 0);
  return entry.state === "REVERTING" || entry.state === "PAUSED" ? workTimer(undefined, node, entry) : undefined;
}

/** Of a task that somebody works on: the holder of its claim, or an outsider. */
function workTimer(known: Timer | undefined, node: CompiledNode, entry: NodeEntry): Timer | undefined {
  const timeouts = timeoutsOf(node, entry);
  const { claim, deferred, progress } = entry;
  const next = earlier(known, "run", claim?.claimTime ?? entry.startTime, timeouts.runMs);
  if (deferred === undefined) {
    const heard = claim === undefined ? undefined : Math.max(claim.claimTime, progress?.time ?? 0);
    return earlier(next, "heartbeat", heard, timeouts.heartbeatMs);
  }
  const bounded = earlier(next, "deferred", deferred.deadline, 0);
  if (entry.state === "PAUSED") return bounded;
  const heard = Math.max(deferred.time, progress?.time ?? 0);
  return earlier(bounded, "deferred_heartbeat", heard, deferred.heartbeatTimeoutMs);
}

function earlier(
  known: Timer | undefined,
  kind: TimerKind,
  from: number | undefined,
  durationMs: number | undefined,
): Timer | undefined {
  if (from === undefined || durationMs === undefined) return known;
  const time = from + durationMs;
  return known === undefined || time < known.time ? { kind, time } : known;
}
