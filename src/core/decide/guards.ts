/**
 * Edges with conditions: which of them fire is decided when their task ends, and kept with it.
 */
import { firesOn } from "../definition/edge-outcomes.js";
import type { CompiledEdge, NodeControl } from "../definition/flow-control.js";
import { ExpressionFault } from "../expressions/fault.js";
import type { StoredFailure } from "../state/failure.js";
import { uptoEnd } from "../state/fired-edges.js";
import type { EntryDraft } from "./entry-draft.js";
import { type ExpressionValues, expressionFailure, withEarlier } from "./expression-values.js";

/**
 * `entry` ends. Where a condition cannot be evaluated the task has failed instead, whatever became of it, and its edges on
 * that are drawn; of those a condition that cannot be evaluated either does not hold.
 */
export function drawGuarded(
  expressions: ExpressionValues,
  compiled: NodeControl,
  number: number,
  entry: EntryDraft,
): void {
  const drawing = { expressions, compiled, number, entry };
  const first = draw(drawing);
  if (first.failure === undefined) {
    keep(drawing, first.fired);
    return;
  }
  fail(entry, first.failure);
  keep(drawing, draw(drawing).fired);
}

interface Drawing {
  readonly expressions: ExpressionValues;
  readonly compiled: NodeControl;
  readonly number: number;
  readonly entry: EntryDraft;
}

interface Drawn {
  readonly fired: readonly CompiledEdge[];
  /** The first that could not be evaluated. */
  readonly failure?: StoredFailure;
}

function draw({ expressions, compiled, number, entry }: Drawing): Drawn {
  const fired: CompiledEdge[] = [];
  let failure: StoredFailure | undefined;
  for (const edge of onOutcome(compiled, entry)) {
    const { condition, target } = edge;
    try {
      if (condition !== undefined && !expressions.holds(condition, { number, entry })) continue;
    } catch (error) {
      if (condition === undefined || !(error instanceof ExpressionFault)) throw error;
      failure ??= expressionFailure(condition, error);
      continue;
    }
    fired.push(edge);
    if (target === "FAIL" || target === "SUCCEED") break;
  }
  return { fired, ...(failure !== undefined && { failure }) };
}

function onOutcome({ edges }: NodeControl, { state }: EntryDraft): readonly CompiledEdge[] {
  return edges.filter(({ on }) => firesOn(on, state));
}

/** Nothing is kept where it is what the outcome alone says. */
function keep({ compiled, entry }: Drawing, fired: readonly CompiledEdge[]): void {
  const plain = uptoEnd(onOutcome(compiled, entry));
  if (fired.length < plain.length || fired.some((edge, place) => edge !== plain[place])) {
    entry.fired = fired.map(({ index }) => index);
  }
}

function fail(entry: EntryDraft, failure: StoredFailure): void {
  const before = entry.state === "FAILED" ? entry.failure : undefined;
  entry.state = "FAILED";
  entry.failure = before === undefined ? failure : withEarlier(failure, before);
  delete entry.result;
  delete entry.skipReason;
}
