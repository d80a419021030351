/**
 * How it comes that tasks are undone: everything behind a controller, or the whole flow, is to be; what runs goes on until
 * it has ended, what has not begun does not begin.
 */
import { runsItems, wholeNumbers } from "../state/item-lists.js";
import type { NodeEntry } from "../state/node-entry.js";
import { isUntouched } from "../state/reversal.js";
import { countUnasked } from "./attempt-end.js";
import { closeWaiting } from "./close-items.js";
import type { Draft } from "./draft.js";
import { betweenAttempts, withinAttempt } from "./entry-draft.js";
import { dropBacklog } from "./flow-end.js";
import { passNoop } from "./reach.js";
import { undoItems } from "./undo-items.js";
import { withhold } from "./withhold.js";

/** Once everything behind the controller is undone, it runs again. Without effect where it is to be undone itself, or to run again anyhow. */
export function tryScopeAgain(draft: Draft, controller: number, delayMs: number | undefined): void {
  if (draft.entry(controller)?.reversal !== undefined) return;
  draft.amend(controller, { reversal: { intent: "RETRY", ...(delayMs !== undefined && { delayMs }) } });
  undoEach(draft, nodesBehind(draft, controller));
}

/** The controller and everything behind it is undone; the rest of the flow goes on. */
export function revertBehind(draft: Draft, controller: number): void {
  undoEach(draft, [controller, ...nodesBehind(draft, controller)]);
}

/** The whole flow is undone. */
export function revertWhole(draft: Draft): void {
  const { flow, segment } = draft;
  const paused = dropBacklog(draft);
  const reversion = { failed: [], open: [], ...flow.reversion, whole: true as const };
  draft.putFlow({ reversion, ...(flow.state === "RUNNING" && { state: "REVERTING" as const }) }, paused);
  undoEach(draft, wholeNumbers(segment));
}

/** The nodes that edges lead to from this one, at once or further on, in definition order. */
export function nodesBehind({ segment, work }: Draft, node: number): number[] {
  const { nodes } = segment.definition;
  const behind = new Set(nodes[node]?.successors);
  // What lies further behind is appended meanwhile.
  for (const next of behind) {
    const successors = nodes[next]?.successors ?? [];
    work.add(successors.length);
    for (const successor of successors) behind.add(successor);
  }
  return [...behind].sort((a, b) => a - b);
}

function undoEach(draft: Draft, numbers: readonly number[]): void {
  const undone = new Set(numbers);
  const { pause } = draft.flow;
  if (pause?.backlog.some(([number]) => undone.has(number)) === true) {
    draft.putFlow({ pause: { ...pause, backlog: pause.backlog.filter(([number]) => !undone.has(number)) } });
  }
  for (const number of numbers) {
    undoTask(draft, number);
    const entry = draft.entry(number);
    // Items that wait for their task to begin do not begin, either.
    if (draft.node(number).items !== undefined && entry !== undefined && !runsItems(entry)) closeWaiting(draft, number);
  }
}

/** From now on it is to be undone. */
function undoTask(draft: Draft, number: number): void {
  const entry = draft.entry(number);
  if (entry === undefined || isUntouched(entry)) {
    withhold(draft, number, betweenAttempts(entry ?? NEW));
    return;
  }
  const { state, reversal } = entry;
  if (reversal?.intent === "REVERT" || state === "SKIPPED" || state === "CANCELLED") return;
  if (runsItems(entry)) undoItems(draft, number, entry);
  else if (entry.pending !== undefined || entry.evaluation?.phase === "END") countNow(draft, number, entry);
  else if (state === "READY" || state === "DELAYED") withhold(draft, number, betweenAttempts(entry));
  else {
    const { evaluation, ...kept } = entry;
    draft.put(number, { ...kept, reversal: { intent: "REVERT" } });
  }
}

const NEW: NodeEntry = { state: "PENDING", version: 0, attempt: 0, tries: 0, losses: 0 };

/** Its outcome waits for nothing any more, neither for a time nor for a decision. */
function countNow(draft: Draft, number: number, { pending, ...entry }: NodeEntry): void {
  const attempt = withinAttempt(entry);
  attempt.reversal = { intent: "REVERT" };
  if (pending === undefined) passNoop(draft, number, attempt, undefined);
  else countUnasked(draft, number, attempt, pending);
}
