/**
 * The core's one entry: a command on a segment gives a decision. Pure but for the segment itself, which is changed in
 * place; a refusal and a replay change nothing.
 */
import type { Command } from "./command.js";
import { cancel } from "./commands/cancel.js";
import { claim } from "./commands/claim.js";
import { complete } from "./commands/complete.js";
import { deliver } from "./commands/deliver.js";
import { end } from "./commands/end.js";
import { fire } from "./commands/fire.js";
import { followParent } from "./commands/follow-parent.js";
import { hearChild } from "./commands/hear-child.js";
import { lose } from "./commands/lose.js";
import { release } from "./commands/release.js";
import { reopenChild, reopenForChild } from "./commands/reopen-child.js";
import { report } from "./commands/report.js";
import { resume } from "./commands/resume.js";
import { retry } from "./commands/retry.js";
import { revert } from "./commands/revert.js";
import { skip } from "./commands/skip.js";
import { suspend } from "./commands/suspend.js";
import { Draft } from "./decide/draft.js";
import { exchange } from "./decide/exchange.js";
import type { Decision, DecisionContext } from "./decision.js";
import { tellFamily } from "./nested/tell-family.js";
import type { Segment } from "./state/segment.js";

/**
 * Decides the command. The segment then holds the changes, for the version after its own: its owner writes them, and
 * sets `segment.version` when the write has landed or throws the segment away when it has not. Throws only where the
 * core itself is wrong.
 */
export function step(segment: Segment, command: Command, context: DecisionContext): Decision {
  segment.recalled.clear();
  const draft = new Draft(segment, context);
  const decision = decide(draft, command);
  if (decision.kind === "refused") return decision;
  if (segment.isPart) exchange(draft);
  if (segment.hasFamily) tellFamily(draft);
  return decision;
}

function decide(draft: Draft, command: Command): Decision {
  switch (command.kind) {
    case "complete":
      return complete(draft, command);
    case "claim":
      return claim(draft, command);
    case "release":
      return release(draft, command);
    case "lose":
      return lose(draft, command);
    case "report":
      return report(draft, command);
    case "fire":
      return fire(draft);
    case "deliver":
      return deliver(draft, command);
    case "suspend":
      return suspend(draft, command);
    case "resume":
      return resume(draft, command);
    case "cancel":
      return cancel(draft, command);
    case "revert":
      return revert(draft, command);
    case "end":
      return end(draft, command);
    case "retry":
      return retry(draft, command);
    case "skip":
      return skip(draft, command);
    case "follow_parent":
      return followParent(draft, command);
    case "hear_child":
      return hearChild(draft, command);
    case "reopen_child":
      return reopenChild(draft, command);
    case "reopen_for_child":
      return reopenForChild(draft, command);
  }
}
