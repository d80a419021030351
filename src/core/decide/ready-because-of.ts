/**
 * Which tasks a completion made ready, as the state itself tells: the first answer and every repeat use the same words
 * (rule A1).
 */

import type { TaskView } from "../decision.js";
import type { Cause } from "../state/node-entry.js";
import { taskView } from "./answers.js";
import type { Draft } from "./draft.js";

/** The tasks whose `readyBy` is this completion, in definition order. Looks through no-ops that it passed. */
export function readyBecauseOf(draft: Draft, [node, attempt]: Cause): TaskView[] {
  const ready = new Set<number>();
  const passed = new Set([node]);
  // No-ops that it passed are appended meanwhile, and their turn comes.
  for (const from of passed) {
    for (const successor of draft.node(from).successors) {
      const readyBy = draft.entry(successor)?.readyBy;
      if (readyBy?.[0] !== node || readyBy[1] !== attempt || readyBy[2] !== undefined) continue;
      (draft.node(successor).task.type === undefined ? passed : ready).add(successor);
    }
  }
  return [...ready].sort((a, b) => a - b).map((number) => taskView(draft, number));
}
