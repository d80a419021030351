/**
 * What all control commands share: a repeat is recognised by its request_id, an expected position is checked, an ended
 * flow refuses.
 */

import type { ControlCommand, Position } from "../command.js";
import { accepted, refused, replayed } from "../decide/answers.js";
import type { Draft } from "../decide/draft.js";
import type { Decision } from "../decision.js";
import { type FlowHeader, KEPT_REQUESTS } from "../state/flow-header.js";
import { isEndedFlow } from "../state/states.js";

const RPCS = {
  suspend: "SuspendFlow",
  resume: "ResumeFlow",
  cancel: "CancelFlow",
  revert: "RevertFlow",
  end: "EndFlow",
  retry: "RetryFlow",
  skip: "SkipTask",
} as const;

/**
 * The decision on a command that changes nothing; undefined = it is to be carried out. `standing` says that the flow is
 * already as the command wants it.
 */
export function controlDecided(draft: Draft, command: ControlCommand, standing: boolean): Decision | undefined {
  const { flow, segment } = draft;
  const rpc = RPCS[command.kind];
  const { requestId, expected } = command;
  const reopens = command.kind === "retry" || command.kind === "skip";
  const known = flow.requests.find((record) => record.rpc === rpc && record.requestId === requestId);
  if (known !== undefined) {
    if (known.digest === command.requestDigest) return replayed(draft);
    return refused("REQUEST_ID_REUSED", `request_id ${known.requestId} was used for another ${rpc} of this flow`, {
      request_id: known.requestId,
    });
  }
  const { incarnation } = segment.address;
  if (expected !== undefined && !isHere(expected, incarnation, segment.position)) {
    return refused("REVISION_MISMATCH", "the flow has changed since the expected revision", { state: flow.state });
  }
  if (standing) return nothingToDo(draft, command);
  if (isEndedFlow(flow.state) && !reopens)
    return refused("FLOW_ENDED", `the flow is ${flow.state}`, { state: flow.state });
  if (command.kind !== "cancel" && flow.state === "CANCELLING") {
    return refused("FLOW_CANCELLING", "the flow is being cancelled", { state: flow.state });
  }
  return undefined;
}

function isHere(expected: Position, incarnation: string, version: number): boolean {
  return expected.incarnation === incarnation && expected.version === version && expected.segment === undefined;
}

/**
 * A request that finds the flow as it wants it is remembered, too, also of one that has ended, for that may go on: its
 * repeat must not undo what came after it.
 */
function nothingToDo(draft: Draft, command: ControlCommand): Decision {
  if (command.requestId !== undefined) draft.putFlow(withRequest(draft, command));
  return accepted(draft);
}

/** The header's list of requests with this one, where it has an id. */
export function withRequest({ flow }: Draft, command: ControlCommand): Pick<FlowHeader, "requests"> {
  const { requestId, requestDigest: digest } = command;
  if (requestId === undefined) return { requests: flow.requests };
  return { requests: [...flow.requests, { rpc: RPCS[command.kind], requestId, digest }].slice(-KEPT_REQUESTS) };
}
