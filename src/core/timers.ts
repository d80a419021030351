/**
 * The timers of one segment. A node's timers follow from its entry and its definition; the heap only finds the
 * earliest of them quickly.
 */
import { BinaryHeap } from "./binary-heap.js";
import type { CompiledNode } from "./compiled-definition.js";
import type { NodeEntry } from "./node-entry.js";

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
  let next: Timer | undefined;
  for (const timer of timersOf(node, entry)) {
    if (next === undefined || timer.time < next.time) next = timer;
  }
  return next;
}

/** The final ones first. */
function* timersOf(node: CompiledNode, entry: NodeEntry): Generator<Timer> {
  const { timeouts } = node.task;
  const { state, claim, deferred, pending, readyTime, reachedTime } = entry;
  const open = state === "READY" || state === "RUNNING" || state === "PAUSED";
  if ((open || state === "DELAYED") && pending === undefined) {
    yield* after("total", reachedTime, timeouts.totalMs);
  }
  if (state === "DELAYED" && entry.wakeTime !== undefined) yield { kind: "delay", time: entry.wakeTime };
  if (!open) return;
  yield* after("attempt", readyTime, timeouts.attemptMs);
  if (state === "READY") {
    yield* after("ready_to_claim", readyTime, timeouts.readyToClaimMs);
    return;
  }
  yield* after("run", claim?.claimTime ?? readyTime, timeouts.runMs);
  if (deferred !== undefined) {
    if (deferred.deadline !== undefined) yield { kind: "deferred", time: deferred.deadline };
    const heard = Math.max(deferred.time, entry.progress?.time ?? 0);
    if (state === "RUNNING") yield* after("deferred_heartbeat", heard, deferred.heartbeatTimeoutMs);
  } else if (claim !== undefined) {
    yield* after("heartbeat", Math.max(claim.claimTime, entry.progress?.time ?? 0), timeouts.heartbeatMs);
  }
}

function* after(kind: TimerKind, from: number | undefined, durationMs: number | undefined): Generator<Timer> {
  // At least a millisecond: a timer that is armed anew lies in the future, so firing what is due always ends.
  if (from !== undefined && durationMs !== undefined) yield { kind, time: from + Math.max(durationMs, 1) };
}

interface Alarm {
  readonly node: number;
  readonly time: number;
}

/** The nodes' next timers, the earliest first; stale alarms are dropped when they come to the top. */
export class Alarms {
  readonly #heap = new BinaryHeap<Alarm>((a, b) => a.time < b.time);
  readonly #current = new Map<number, Alarm>();

  /** Sets the node's next alarm, or clears it. */
  set(node: number, time: number | undefined): void {
    if (this.#current.get(node)?.time === time) return;
    if (time === undefined) {
      this.#current.delete(node);
      return;
    }
    const alarm = { node, time };
    this.#current.set(node, alarm);
    this.#heap.push(alarm);
  }

  first(): Alarm | undefined {
    for (;;) {
      const top = this.#heap.first();
      if (top === undefined || this.#current.get(top.node) === top) return top;
      this.#heap.pop();
    }
  }
}
