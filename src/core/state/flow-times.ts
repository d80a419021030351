/**
 * When a flow as a whole must be looked at next.
 */
import type { FlowHeader } from "./flow-header.js";
import { isEndedFlow } from "./states.js";

/**
 * Only segment 0 (`isFirst`) looks at its start and its timeout, each at what is still claimed in it when the grace of a
 * cancellation is over.
 */
export function nextFlowTime(
  { state, notBeforeTime, deadline, cancellation }: FlowHeader,
  isFirst: boolean,
  heldCount: number,
): number | undefined {
  if (isEndedFlow(state)) return undefined;
  if (cancellation !== undefined) return heldCount > 0 ? cancellation.deadline : undefined;
  if (!isFirst) return undefined;
  return state === "PENDING" ? notBeforeTime : deadline;
}

export function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
