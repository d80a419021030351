/**
 * Which tasks are run again when a flow is reopened.
 */
import { firedEdges, isUnhandled } from "../../state/fired-edges.js";
import { wholeNumbers } from "../../state/item-lists.js";
import type { NodeEntry } from "../../state/node-entry.js";
import type { Segment } from "../../state/segment.js";

/** All that failed or were cancelled, and whose failure nothing has handled but the end of the flow. */
export function allFailed(segment: Segment): number[] {
  return wholeNumbers(segment).filter((number) => {
    const entry = segment.entry(number);
    if (entry === undefined || !hasRun(entry)) return false;
    return entry.state === "CANCELLED" || (entry.state === "FAILED" && counts(segment, number, entry));
  });
}

/** Those that the end of the flow, its cancelling or its stop has cut off. */
export function cutOff(segment: Segment): number[] {
  return wholeNumbers(segment).filter((number) => {
    const entry = segment.entry(number);
    if (entry === undefined || !hasRun(entry)) return false;
    if (entry.state === "CANCELLED") return isCutOff(entry);
    // Its START could not be decided where the flow's end has skipped it in its turn.
    return entry.state === "SKIPPED" && (entry.skipReason === "STOPPED" || entry.skipReason === "ENDED");
  });
}

/** Who cancels a task, or an item of its list, leaves an outcome or a message. */
function isCutOff({ cutOff, outcomeDigest, failure }: NodeEntry): boolean {
  return cutOff === true || (outcomeDigest === undefined && failure === undefined);
}

/** Whether its turn had come. What its join has failed has never run. */
export function hasRun({ reachedTime }: NodeEntry): boolean {
  return reachedTime !== undefined;
}

function counts({ definition, control }: Segment, number: number, entry: NodeEntry): boolean {
  const compiled = definition.control?.nodes[control?.nodeOf(number) ?? number];
  if (compiled === undefined || isUnhandled(compiled, entry)) return true;
  return firedEdges(compiled, entry).some(({ target }) => target === "FAIL");
}
