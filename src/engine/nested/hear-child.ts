/**
 * What a flow has to tell the task that it is the work of.
 */
import type { HearChild } from "../../core/command.js";
import { outcomeOfFlow } from "../../core/nested/child-end.js";
import type { FlowHeader } from "../../core/state/flow-header.js";
import type { SegmentAddress } from "../../core/state/segment.js";
import { isEndedFlow } from "../../core/state/states.js";
import { segmentId } from "../../store/segment-id.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { lookUp } from "../views/stored-payloads.js";

/** What an ended flow, or one that rests, tells the task that it is the work of. */
export async function reportOf(
  { store }: Machinery,
  { flowId }: SegmentAddress,
  flow: FlowHeader,
  order: number,
): Promise<HearChild["report"]> {
  if (!isEndedFlow(flow.state)) return { kind: "rests", order };
  const { output } = flow;
  if (output === undefined) return { kind: "ended", outcome: outcomeOfFlow(flowId, flow), order };
  const lookup = await lookUp(store.payloads, [output]);
  return { kind: "ended", outcome: outcomeOfFlow(flowId, flow, lookup(output)), order };
}

/** Tells the segment of a task what became of its flow. A flow that is gone needs to hear nothing. */
export async function hearChild(machinery: Machinery, parent: SegmentAddress, command: HearChild): Promise<true> {
  try {
    await machinery.committer.submit(segmentId(parent), command);
  } catch (error) {
    if (!(error instanceof EngineError && error.reason === "FLOW_NOT_FOUND")) throw error;
  }
  return true;
}
