/**
 * A flow goes on that had ended, was about to, or had stopped.
 */
import type { FlowHeader } from "../../state/flow-header.js";
import { isEndedFlow } from "../../state/states.js";
import type { Draft } from "../draft.js";
import { controllerOf } from "../open-failures.js";
import { reversionLeft } from "./undone.js";

/**
 * What said that it had ended is taken back, and its output with it. Where it had ended its timeout counts from now. A
 * flow that is suspended stays so. `taken`: the entries that are run again or skipped; what was to be decided about those
 * is not any more.
 */
export function reopenFlow(draft: Draft, fields: Partial<FlowHeader>, taken: ReadonlySet<number>): void {
  const { flow, now, segment } = draft;
  const hadEnded = isEndedFlow(flow.state);
  draft.dropItem(undefined);
  draft.dropItem(controllerOf(draft, flow.reversion?.open[0]?.scope)?.controller);
  const { stopping, reversion, ...rest } = flow;
  const left = reversionLeft(segment, taken);
  const open = { ...rest, ...(left !== undefined && { reversion: left }) };
  if (!hadEnded && flow.ending === undefined) {
    draft.replaceFlow({ ...open, ...fields, ...(flow.state === "REVERTING" && { state: "RUNNING" as const }) });
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
