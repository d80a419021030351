/**
 * How a large flow is ended before all of its tasks are: segment 0 says so, and the others start nothing more.
 */
import type { EndOrder } from "../state/message.js";
import { isEndedFlow } from "../state/states.js";
import type { FlowEnding } from "../state/task-decision.js";
import { skipTask } from "./close-task.js";
import { cancelInFlight } from "./decided-end.js";
import type { Draft } from "./draft.js";
import { otherSegments } from "./other-segments.js";

/** To every other segment. */
export function tellEnd(draft: Draft, { state, cancelsInFlight }: FlowEnding): void {
  const { flow, segment } = draft;
  if (state === undefined || !isEndedFlow(flow.state)) return;
  const epoch = (flow.epoch ?? 0) + 1;
  draft.putFlow({ epoch });
  const body: EndOrder = { kind: "end", epoch, state, ...(cancelsInFlight === true && { cancelsInFlight }) };
  draft.send(otherSegments(segment.definition).map((to) => ({ to, body })));
}

/** The flow has ended: what has not begun here never does. */
export function followEnd(draft: Draft, { epoch, state, cancelsInFlight }: EndOrder): void {
  const { flow, segment, now } = draft;
  if (epoch <= (flow.epoch ?? 0) || isEndedFlow(flow.state)) return;
  draft.putFlow({ epoch, state, endTime: now });
  for (const { number } of segment.definition.nodes) {
    if (segment.stateOf(number) === "PENDING") skipTask(draft, number, "ENDED");
  }
  if (cancelsInFlight === true) cancelInFlight(draft);
}
