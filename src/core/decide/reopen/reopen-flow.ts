/**
 * A flow goes on that had ended, was about to, or had stopped.
 */
import type { FlowHeader } from "../../state/flow-header.js";
import { isEndedFlow } from "../../state/states.js";
import type { Draft } from "../draft.js";

/**
 * What said that it had ended is taken back, and its output with it. Where it had ended its timeout counts from now. A
 * flow that is suspended stays so.
 */
export function reopenFlow(draft: Draft, fields: Partial<FlowHeader>): void {
  const { flow, now, segment } = draft;
  const hadEnded = isEndedFlow(flow.state);
  const { stopping, ...open } = flow;
  draft.dropItem(undefined);
  if (!hadEnded && flow.ending === undefined) {
    draft.replaceFlow({ ...open, ...fields });
    return;
  }
  const { endTime, failure, cancellation, ending, output, deadline, ...kept } = open;
  const { timeoutMs } = segment.definition.flow;
  const due = hadEnded ? timeoutMs && now + timeoutMs : deadline;
  draft.replaceFlow({
    ...kept,
    ...fields,
    ...(due !== undefined && { deadline: due }),
    ...(hadEnded && { state: "RUNNING", startTime: flow.startTime ?? now }),
  });
}
