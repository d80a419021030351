/**
 * End: the flow ends as its caller says, as if a decision had ended it. What has not begun never does; what is ready or
 * worked on goes on, or is cancelled.
 */
import type { EndFlow } from "../command.js";
import { accepted, refused } from "../decide/answers.js";
import { endAsSaid } from "../decide/decided-end.js";
import type { Draft } from "../decide/draft.js";
import { tellEnd } from "../decide/end-order.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import { controlDecided, withRequest } from "./control.js";

const RUNS = { state: "RUNNING" } as const;

export function end(draft: Draft, command: EndFlow): Decision {
  const { flow } = draft;
  const { ending, reason } = command;
  const standing = flow.state === ending.state || flow.ending?.state === ending.state;
  const decided = controlDecided(draft, command, standing);
  if (decided !== undefined) return decided;
  if (flow.ending !== undefined) {
    return refused("FLOW_ENDED", `the flow ends ${flow.ending.state}`, { state: flow.state });
  }
  if (flow.reversion?.whole === true) {
    return refused("FLOW_REVERTING", "the flow is being undone as a whole: it can be cancelled", { state: flow.state });
  }
  // The output of a flow that has not begun is decided about, too: its clock starts, but nothing in it does.
  const begins = flow.startTime === undefined && { startTime: draft.now };
  draft.putFlow({ ...withRequest(draft, command), ...begins, ...(flow.state === "PENDING" && RUNS) });
  endAsSaid(draft, ending, reason === "" ? "a caller ended it" : reason);
  if (draft.segment.isPart) tellEnd(draft, ending);
  settle(draft);
  return accepted(draft);
}
