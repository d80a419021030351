/**
 * How far a flow under test has come, as a caller would tell it who begins a new flow with it.
 */
import { scopeAttempts } from "../../src/core/decide/scope-history.js";
import type { FlowSnapshot, TaskSnapshot } from "../../src/core/snapshot/flow-snapshot.js";
import type { Segment } from "../../src/core/state/segment.js";
import { isAtWork } from "../../src/core/state/states.js";

/** Undefined where what is under way, or is asked about, cannot be told. Of a large flow it may have ended before the flow. */
export function snapshotOf(segment: Segment): FlowSnapshot | undefined {
  const { flow } = segment;
  const hasEnded = flow.endTime !== undefined && segment.address.segment === 0;
  if (flow.stopping === true || hasEnded || (flow.reversion?.open.length ?? 0) > 0) return undefined;
  const numbers = segment.numbers().filter((number) => segment.entry(number) !== undefined);
  const isLeaving = (number: number) => {
    const entry = segment.entry(number);
    return entry?.reversal !== undefined && entry.reversal.begun !== true && isAtWork(entry.state);
  };
  if (numbers.some(isLeaving)) return undefined;
  const rests = flow.state === "SUSPENDING" || flow.state === "SUSPENDED";
  return { state: rests ? "SUSPENDED" : flow.state, tasks: numbers.map((number) => taskOf(segment, number)) };
}

function taskOf(segment: Segment, number: number): TaskSnapshot {
  const entry = segment.entry(number);
  if (entry === undefined) throw new Error(`node ${number} has no entry`);
  const { state, attempt, reversal, result, failure } = entry;
  const history = scopeAttempts(entry);
  return {
    taskId: segment.taskId(number),
    state,
    intent: reversal?.intent ?? (state === "SKIPPED" ? "SKIP" : "EXECUTE"),
    attempt,
    ...(result !== undefined && { result }),
    ...(failure !== undefined && { failure }),
    ...(reversal?.result !== undefined && { revertResult: reversal.result }),
    ...(reversal?.failure !== undefined && { revertFailure: reversal.failure }),
    ...(history.length > 0 && { history }),
  };
}
