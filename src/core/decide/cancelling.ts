/**
 * How a flow is cancelled, by a caller or by its own timeout: what waits is cancelled at once, what is claimed has
 * until the deadline.
 */

import { isOpenChild } from "../state/child-flow.js";
import type { Cancellation, FlowHeader } from "../state/flow-header.js";
import { openClaim } from "../state/segment.js";
import { isTerminalTask } from "../state/states.js";
import { cancelTask } from "./close-task.js";
import type { Draft } from "./draft.js";
import { dropBacklog } from "./flow-end.js";
import { dropOpenFailures } from "./open-failures.js";

/** Cancels everything that nobody holds. With a deadline that has passed, what is held as well. */
export function beginCancelling(draft: Draft, cancellation: Cancellation, fields: Partial<FlowHeader> = {}): void {
  const { segment, now } = draft;
  const { others } = segment.flow;
  const waitsForHolders = cancellation.deadline > now && segment.heldCount > 0;
  // Nested flows are cancelled by the same word and tell their end: that may be after the deadline, but is sure to come.
  const waits = waitsForHolders || segment.family.children.size > 0;
  const waitsForOthers = others !== undefined && others.settled < others.count;
  const paused = dropBacklog(draft);
  draft.dropItem(undefined);
  dropOpenFailures(draft);
  draft.putFlow(
    { ...fields, cancellation, ...((waits || waitsForOthers) && { state: "CANCELLING" as const }) },
    paused,
  );
  for (const number of segment.numbers()) {
    if (isTerminalTask(segment.stateOf(number))) continue;
    const entry = segment.entry(number);
    const stays = isOpenChild(entry) || (waitsForHolders && openClaim(entry) !== undefined);
    if (!stays) cancelTask(draft, number);
  }
}

/** The grace is over: what is still claimed is cancelled. */
export function endCancelling(draft: Draft): void {
  const { segment } = draft;
  for (const holder of segment.holders) {
    for (const number of [...segment.heldBy(holder)].sort((a, b) => a - b)) cancelTask(draft, number);
  }
}
