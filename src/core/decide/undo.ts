/**
 * Undoing: the reverts whose turn has come are offered, in reverse order of the edges; and a controller whose scope is to
 * be tried again runs once everything behind it is undone.
 */
import { undoneAs } from "../definition/scopes.js";
import type { NodeEntry } from "../state/node-entry.js";
import { priorityOf } from "../state/planned.js";
import { withLastAttempt } from "./attempt-history.js";
import type { Draft } from "./draft.js";
import { betweenAttempts } from "./entry-draft.js";
import { endUnending } from "./flow-end.js";
import { restartScope } from "./restart-scope.js";

/** Returns whether something has ended by it, of which the consequences are to be drawn. */
export function undo(draft: Draft): boolean {
  if (!draft.undoes) return false;
  const { segment } = draft;
  const waiting: number[] = [];
  // A restart builds the index anew.
  for (let turns = takeTurns(draft); turns.length > 0; turns = takeTurns(draft)) {
    for (const number of turns) {
      endUnending(draft);
      if (!draft.undoes || waitsForAnswers(draft, number)) waiting.push(number);
      else takeBack(draft, number);
    }
  }
  for (const number of waiting) segment.reversals?.keepTurn(number);
  return draft.ended.length > 0;
}

/** Of several at once by priority, then in definition order. */
function takeTurns(draft: Draft): number[] {
  const turns = draft.segment.reversals?.takeTurns() ?? [];
  const priority = (number: number) => priorityOf(draft.node(number), draft.entry(number));
  return turns.length < 2 ? turns : turns.sort((a, b) => priority(b) - priority(a) || a - b);
}

/** Nothing is tried again before all that failed meanwhile has been decided about: the answers are about this attempt. */
function waitsForAnswers(draft: Draft, number: number): boolean {
  const isRetry = draft.entry(number)?.reversal?.intent === "RETRY";
  return isRetry && (draft.flow.reversion?.open.length ?? 0) > 0;
}

/** Its turn has come: its revert is offered, or, of a controller, its scope is tried again. */
export function takeBack(draft: Draft, number: number): void {
  const entry = draft.entry(number);
  const reversal = entry?.reversal;
  // A restart in between may have reset it.
  if (entry === undefined || reversal === undefined || reversal.begun === true) return;
  if (reversal.intent === "RETRY") {
    restartScope(draft, number, reversal.delayMs);
    return;
  }
  if (undoneAs(draft.node(number).task) === undefined) {
    draft.put(number, { ...entry, state: "REVERTED", reversal: { ...reversal, begun: true }, endTime: draft.now });
    return;
  }
  draft.put(number, offeredRevert(draft, entry));
}

/** Its execution becomes a record of its history. */
function offeredRevert(draft: Draft, entry: NodeEntry) {
  const offered = betweenAttempts(entry, withLastAttempt(entry, draft.now));
  offered.state = "READY";
  offered.readyTime = draft.now;
  offered.losses = 0;
  offered.reversal = { intent: "REVERT", begun: true };
  if (draft.completion === undefined) delete offered.readyBy;
  else offered.readyBy = draft.completion;
  return offered;
}
