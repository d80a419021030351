/**
 * When a flow as a whole must be looked at next.
 */
import type { FlowHeader } from "./flow-header.js";
import { RESEND_MS } from "./message.js";
import { isEndedFlow } from "./states.js";

interface Looked {
  readonly flow: FlowHeader;
  readonly address: { readonly segment: number };
  readonly heldCount: number;
}

/**
 * Only segment 0 looks at its start and its timeout, each at what is still claimed in it when the grace of a
 * cancellation is over.
 */
export function nextFlowTime({ flow, address, heldCount }: Looked): number | undefined {
  const { state, notBeforeTime, deadline, cancellation } = flow;
  if (isEndedFlow(state)) return undefined;
  if (cancellation !== undefined) return heldCount > 0 ? cancellation.deadline : undefined;
  if (address.segment > 0) return undefined;
  return state === "PENDING" ? notBeforeTime : deadline;
}

/** When a flow that is the work of a task and has not been told to begin asks whether it is still wanted. */
export function askTime({ state, parent, createTime }: FlowHeader, segment: number): number | undefined {
  if (segment > 0 || parent === undefined || parent.order !== undefined || isEndedFlow(state)) return undefined;
  return createTime + RESEND_MS;
}

export function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
