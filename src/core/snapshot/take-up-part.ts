/**
 * How a segment of a large flow goes on from its part of a snapshot, once it knows how all that its nodes wait for stand.
 */
import type { Draft } from "../decide/draft.js";
import { reach } from "../decide/reach.js";
import { decideAnew } from "../decide/reopen/go-on.js";
import { haltTasks } from "../decide/revert-end.js";
import { isUntouched } from "../state/reversal.js";
import { isOfferedAgain } from "./restored-entries.js";

/** `doomed`: the nodes that wait for something in another segment that has ended otherwise than they need. */
export function takeUpPart(draft: Draft, doomed: ReadonlySet<number>): void {
  const { segment, flow } = draft;
  if (flow.stopping === true) haltTasks(draft);
  // It may have been cancelled or ended since.
  if (!draft.mayRetry || flow.cancellation !== undefined) return;
  for (const [number, entry] of [...segment.entries]) if (isOfferedAgain(entry)) reach(draft, number, undefined);
  for (const { number } of segment.definition.nodes) {
    if (isUntouched(draft.entry(number))) decideAnew(draft, number, doomed);
  }
}
