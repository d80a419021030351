/**
 * What a flow tells the task that it is the work of: it rests, or it has ended, which is the raw outcome of the attempt.
 */
import type { HearChild } from "../command.js";
import { accepted } from "../decide/answers.js";
import { recordOutcome } from "../decide/attempt-end.js";
import type { Draft } from "../decide/draft.js";
import { withinAttempt } from "../decide/entry-draft.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import { dropLetter } from "../nested/tell-family.js";
import { isOpenChild } from "../state/child-flow.js";
import type { Outcome } from "../state/outcome.js";
import { suspendNow } from "./suspend.js";

/** Of an attempt that is over, or of another run, nothing is heard any more; nor the end of a flow that has gone on since. */
export function hearChild(draft: Draft, { incarnation, number, attempt, report }: HearChild): Decision {
  if (incarnation !== draft.segment.address.incarnation) return accepted(draft);
  const entry = draft.entry(number);
  const isOpen = entry?.attempt === attempt && isOpenChild(entry);
  if (report.kind === "ended") {
    if (isOpen && (report.order ?? Number.MAX_SAFE_INTEGER) < (entry.child?.reopened ?? 0)) return accepted(draft);
    if (isOpen) recordEnd(draft, number, report.outcome);
    dropLetter(draft, number, attempt);
  } else if (isOpen) rest(draft, number, report.order);
  settle(draft);
  return accepted(draft);
}

function recordEnd(draft: Draft, number: number, outcome: Outcome): void {
  const entry = draft.entry(number);
  if (entry === undefined) return;
  const attempt = withinAttempt(entry);
  attempt.outcomeDigest = outcome.digest;
  // It was told to end, too.
  if (outcome.kind === "cancelled" && draft.flow.state === "CANCELLING") attempt.cutOff = true;
  draft.heardEnds.add(number);
  recordOutcome(draft, number, attempt, outcome);
}

/** A segment beyond the first rests by the order of that one alone. */
function suspendWhole(draft: Draft): void {
  if (draft.segment.address.segment === 0) suspendNow(draft);
  else draft.suspendsFlow = true;
}

/** A rest by an order that others have followed does not count: the next report will. */
function rest(draft: Draft, number: number, order: number): void {
  const entry = draft.entry(number);
  if (entry?.child === undefined || order < draft.segment.family.nesting.order) return;
  if (entry.child.rests !== order) draft.put(number, { ...entry, child: { ...entry.child, rests: order } });
  if (draft.node(number).task.suspendParent === true && draft.flow.state === "RUNNING") suspendWhole(draft);
}
