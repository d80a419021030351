/**
 * Lost leases: what dead sessions held is offered again, or fails where the task says so. The last claim stays valid
 * until the next one, so that a late outcome which nobody has challenged still counts.
 */
import { accepted } from "../answers.js";
import { failAttempt, waitAgain } from "../attempt-end.js";
import { attemptRecord, withRecord } from "../attempt-history.js";
import type { LoseLease } from "../command.js";
import type { Decision } from "../decision.js";
import type { Draft } from "../draft.js";
import { betweenAttempts, withinAttempt } from "../entry-draft.js";
import { LEASE_LOST } from "../failure.js";
import { LIMITS } from "../limits.js";
import { settle } from "../settle.js";

export function lose(draft: Draft, { holders }: LoseLease): Decision {
  for (const holder of holders) {
    const numbers = [...draft.segment.heldBy(holder)].sort((a, b) => a - b);
    for (const number of numbers) loseClaim(draft, number);
  }
  settle(draft);
  return accepted(draft);
}

function loseClaim(draft: Draft, number: number): void {
  const entry = draft.entry(number);
  const claim = entry?.claim;
  if (entry === undefined || claim === undefined) return;
  const losses = entry.losses + 1;
  const tooOften = losses >= LIMITS.lostLeases;
  if (tooOften || draft.node(number).task.onLost === "FAIL") {
    const message = tooOften ? `${losses} leases were lost` : `the lease of session ${claim.session} was lost`;
    const attempt = withinAttempt(entry);
    attempt.losses = losses;
    failAttempt(draft, number, attempt, { type: LEASE_LOST, message, retryable: true }, "LEASE_LOST", tooOften);
    return;
  }
  const history = withRecord(entry.history, attemptRecord(entry, "LEASE_LOST", entry.tries, draft.now));
  const next = betweenAttempts(entry, history);
  next.losses = losses;
  next.claim = { ...claim, lost: true };
  waitAgain(draft, number, next, 0);
}
