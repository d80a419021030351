/**
 * Revert: all that the flow has done is undone, in reverse order; what runs is waited for.
 */
import type { RevertFlow } from "../command.js";
import { accepted, refused } from "../decide/answers.js";
import type { Draft } from "../decide/draft.js";
import { revertWhole } from "../decide/intents.js";
import { overrideOpenFailures } from "../decide/open-failures.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import { controlDecided, withRequest } from "./control.js";

export function revert(draft: Draft, command: RevertFlow): Decision {
  const { flow, segment } = draft;
  const decided = controlDecided(draft, command, flow.reversion?.whole === true);
  if (decided !== undefined) return decided;
  const { definition } = segment;
  if (segment.isPart || definition.flow.allowCycles === true) {
    const why = segment.isPart ? "is of more than one segment" : "has allow_cycles";
    return refused("FLOW_NOT_REVERTIBLE", `the flow ${why}: it cannot be reverted as a whole`, { state: flow.state });
  }
  if (flow.ending !== undefined) {
    return refused("FLOW_ENDED", `the flow ends ${flow.ending.state}`, { state: flow.state });
  }
  draft.putFlow(withRequest(draft, command));
  if (flow.startTime === undefined) {
    draft.putFlow({ reversion: { whole: true, failed: [], open: [] }, state: "REVERTED", endTime: draft.now });
    return accepted(draft);
  }
  overrideOpenFailures(draft);
  // What is undone results in nothing.
  draft.dropItem(undefined);
  undoThoughStopped(draft);
  revertWhole(draft);
  settle(draft);
  return accepted(draft);
}

/** What a failed task has stopped is undone all the same; where a revert has failed nothing is any more. */
function undoThoughStopped(draft: Draft): void {
  const { stopping, ...kept } = draft.flow;
  if (stopping === true && draft.segment.count("REVERT_FAILED") === 0) draft.replaceFlow(kept);
}
