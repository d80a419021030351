/**
 * Lost leases: what dead sessions held is offered again, or fails for good where the task says so: it may have run. The last claim stays valid
 * until the next one, so that a late outcome which nobody has challenged still counts.
 */
import type { LoseLease } from "../command.js";
import { accepted } from "../decide/answers.js";
import { failAttempt, waitAgain } from "../decide/attempt-end.js";
import { attemptRecord, withRecord } from "../decide/attempt-history.js";
import type { Draft } from "../decide/draft.js";
import { betweenAttempts, withinAttempt } from "../decide/entry-draft.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import { LIMITS } from "../limits.js";
import { LEASE_LOST } from "../state/failure.js";

export function lose(draft: Draft, { holders }: LoseLease): Decision {
  for (const holder of holders) {
    const numbers = [...draft.segment.heldBy(holder)].sort((a, b) => a - b);
    for (const number of numbers) {
      // What is left is found again, as what a lost answer leaves is.
      if (draft.isWorn) break;
      loseClaim(draft, number);
    }
  }
  settle(draft);
  return accepted(draft);
}

function loseClaim(draft: Draft, number: number): void {
  const entry = draft.entry(number);
  const claim = entry?.claim;
  if (entry === undefined || claim === undefined) return;
  const losses = entry.losses + 1;
  // What is to be decided is always asked again, whatever the task says of itself: nothing of it has run by that.
  const isAsked = entry.item !== undefined;
  const tooOften = losses >= LIMITS.lostLeases;
  if (!isAsked && (tooOften || draft.node(number).task.onLost === "FAIL")) {
    const message = tooOften ? `${losses} leases were lost` : `the lease of session ${claim.session} was lost`;
    const attempt = withinAttempt(entry);
    attempt.losses = losses;
    failAttempt(draft, number, attempt, { type: LEASE_LOST, message, retryable: false }, "LEASE_LOST", true);
    return;
  }
  const history = withRecord(entry.history, attemptRecord(entry, "LEASE_LOST", entry.tries, draft.now));
  const next = betweenAttempts(entry, history);
  next.losses = losses;
  // Others have the permit: an outcome that still comes needs none.
  const { lent: _lent, ...kept } = claim;
  next.claim = { ...kept, lost: true };
  waitAgain(draft, number, next, 0);
}
