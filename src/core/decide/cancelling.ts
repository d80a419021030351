/**
 * How a flow is cancelled, by a caller or by its own timeout: what waits is cancelled at once, what is claimed has
 * until the deadline.
 */

import type { Cancellation, FlowHeader } from "../state/flow-header.js";
import { openClaim } from "../state/segment.js";
import { isTerminalTask } from "../state/states.js";
import { cancelTask } from "./attempt-end.js";
import type { Draft } from "./draft.js";
import { dropBacklog } from "./flow-end.js";
import { dropOpenFailures } from "./put-to-controller.js";

/** Cancels everything that nobody holds. With a deadline that has passed, what is held as well. */
export function beginCancelling(draft: Draft, cancellation: Cancellation, fields: Partial<FlowHeader> = {}): void {
  const { segment, now } = draft;
  const { others } = segment.flow;
  const waits = cancellation.deadline > now && segment.heldCount > 0;
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
    if (!waits || openClaim(segment.entry(number)) === undefined) cancelTask(draft, number);
  }
}

/** The grace is over: what is still claimed is cancelled. */
export function endCancelling(draft: Draft): void {
  const { segment } = draft;
  for (const holder of segment.holders) {
    for (const number of [...segment.heldBy(holder)].sort((a, b) => a - b)) cancelTask(draft, number);
  }
}
