/**
 * A claim: a session takes what is offered, in the order of offering, as much as it has credit for. What it got is in
 * the changes.
 */

import type { ClaimTasks, Rank } from "../command.js";
import { accepted } from "../decide/answers.js";
import type { Draft } from "../decide/draft.js";
import { claimInOrder } from "../decide/hand-over.js";
import type { Decision } from "../decision.js";

export function claim(draft: Draft, { claimant, queues, limit, notAfter, room }: ClaimTasks): Decision {
  const time = draft.segment.rankTime;
  let left = limit;
  const hasRoom = room?.();
  claimInOrder(draft, new Set(queues), ({ node, priority }) => {
    if (left <= 0 || (notAfter !== undefined && ranksAfter({ priority, time }, notAfter))) return undefined;
    if (hasRoom?.(draft.segment, node) === false) {
      left = 0;
      return undefined;
    }
    left -= 1;
    return claimant;
  });
  return accepted(draft);
}

function ranksAfter(rank: Rank, other: Rank): boolean {
  return rank.priority !== other.priority ? rank.priority < other.priority : rank.time > other.time;
}
