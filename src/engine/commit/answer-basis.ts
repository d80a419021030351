/**
 * What an answer without a write may be based on (rule C2). A copy that was read after its command arrived is not enough
 * for a caller: who reads from a primary that has been cut off, and does not know it yet, misses what the next one has
 * acknowledged.
 */
import type { Command } from "../../core/command.js";
import type { Committing } from "./committing.js";
import type { Basis, Submission } from "./lane.js";
import type { RoundPart } from "./parts.js";

/** What this process does by itself does it again where it was based on too little, or is told of what it missed. */
const OWN = new Set<Command["kind"]>(["claim", "lose", "deliver", "follow_parent", "hear_child"]);

/** Whether commands of which none changes anything may be answered from a copy on this basis. */
export function mayAnswerFrom(basis: Basis, submissions: readonly Submission[]): boolean {
  const needed = neededFor(submissions);
  return basis === "latest" || basis === needed || needed === "cached";
}

/** On the basis that an answer without a write needs. */
export function decideAgain(committer: Committing, { lane, submissions }: RoundPart): void {
  lane.basis = neededFor(submissions);
  committer.requeue(lane, submissions, 0);
}

function neededFor(submissions: readonly Submission[]): Basis {
  const kinds = submissions.map(({ command }) => command.kind);
  if (kinds.every((kind) => kind === "fire")) return "cached";
  return kinds.every((kind) => kind === "fire" || OWN.has(kind)) ? "read" : "latest";
}
