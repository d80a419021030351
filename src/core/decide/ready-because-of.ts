/**
 * Which tasks a completion made ready, as the state itself tells: the first answer and every repeat use the same words
 * (rule A1).
 */

import type { TaskView } from "../decision.js";
import type { Cause } from "../state/node-entry.js";
import { taskView } from "./answers.js";
import type { Draft } from "./draft.js";

/** The tasks whose `readyBy` is this completion, in definition order. Looks through no-ops that it passed. */
export function readyBecauseOf(draft: Draft, cause: Cause): TaskView[] {
  const { control, reversals } = draft.segment;
  const ready =
    control === undefined && reversals === undefined ? successorsReadyBy(draft, cause) : anyReadyBy(draft, cause);
  return ready.sort((a, b) => a - b).map((number) => taskView(draft, number));
}

function successorsReadyBy(draft: Draft, cause: Cause): number[] {
  const ready = new Set<number>();
  const passed = new Set([cause[0]]);
  // No-ops that it passed are appended meanwhile, and their turn comes.
  for (const from of passed) {
    for (const successor of draft.node(from).successors) {
      if (!isReadyBy(draft, successor, cause)) continue;
      (draft.node(successor).task.type === undefined ? passed : ready).add(successor);
    }
  }
  return [...ready];
}

/** Where joins fail and tasks are skipped on the way, what it made ready may be anywhere: a repeat looks at everything. */
function anyReadyBy(draft: Draft, cause: Cause): number[] {
  const changed = draft.changes.flatMap((change) => (change.kind === "task" ? [change.node] : []));
  const candidates = changed.length > 0 ? new Set(changed) : draft.segment.entries.keys();
  return [...candidates].filter(
    (number) =>
      isReadyBy(draft, number, cause) && draft.node(number).task.type !== undefined && !draft.segment.isItem(number),
  );
}

function isReadyBy(draft: Draft, number: number, [node, attempt]: Cause): boolean {
  const readyBy = draft.entry(number)?.readyBy;
  return readyBy?.[0] === node && readyBy[1] === attempt && readyBy[2] === undefined;
}
