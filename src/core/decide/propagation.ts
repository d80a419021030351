/**
 * What follows from tasks that ended: successors become ready, or can never run. A loop, never recursion; it costs the
 * successors of the nodes that ended.
 */

import { isUntouched } from "../state/reversal.js";
import { skipTask } from "./close-task.js";
import type { Draft } from "./draft.js";
import { followEdges } from "./follow-edges.js";
import { reach } from "./reach.js";
import { stop } from "./stop.js";
import { undo } from "./undo.js";

/** Draws the consequences of every node in `draft.ended`, and of those that end by it; and undoes what is to be undone. */
export function propagate(draft: Draft): void {
  do drawConsequences(draft);
  while (undo(draft));
}

function drawConsequences(draft: Draft): void {
  const { ended, segment } = draft;
  if (segment.control !== undefined) {
    followEdges(draft, segment.control);
    return;
  }
  // Nodes that end by it are appended meanwhile, and their turn comes.
  for (const next of ended) {
    const state = segment.stateOf(next.node);
    if (next.cause !== undefined) draft.causes.set(next.node, next.cause);
    if (state === "FAILED" && segment.definition.flow.failureMode === "STOP") stop(draft);
    const { successors } = draft.node(next.node);
    for (const successor of successors) {
      if (!isUntouched(segment.entry(successor))) continue;
      if (state !== "SUCCEEDED") skipTask(draft, successor, "UPSTREAM");
      else if (segment.unmet(successor) === 0) reach(draft, successor, next.cause);
    }
  }
  ended.length = 0;
}
