// One look at a flow that has ended, by a watch of the flow without its tasks: it ends at once where nothing has changed.
// The revision names the run, so that another one of the same id is told.
import { FlowView } from "#gen/lazyengine/v1/flow_pb.js";
import { callErrorOf } from "../engine/call-error.js";
import type { Engine } from "../engine/connection.js";
import { flowLook } from "../states/flow-states.js";

export interface KnownFlow {
  readonly engine: Engine;
  readonly namespace: string;
  readonly flowId: string;
  readonly sinceRevision: string;
  readonly version: bigint;
}

/** `same`: as it ended; `moved`: it has changed since; `another` run is there; `gone`: none is. */
export type Found = "same" | "moved" | "another" | "gone";

/** Throws where the call fails. */
export async function lookAtFlow(known: KnownFlow, signal: AbortSignal): Promise<Found> {
  const { engine, namespace, flowId, sinceRevision, version } = known;
  const looking = new AbortController();
  const asked = { namespace, flowId, view: FlowView.SUMMARY, sinceRevision };
  let found: Found = "moved";
  try {
    const frames = engine.watchFlow(asked, { signal: AbortSignal.any([signal, looking.signal]) });
    for await (const { frame } of frames) {
      const flow = frame.case === "update" ? frame.value.flow : undefined;
      // The end of a flow is told again, and with it the stream ends; where none is told the flow goes on.
      if (flow?.version === version && flowLook(flow.state).ended) found = "same";
      if (frame.case === "deleted") found = "gone";
      if (found !== "same") break;
    }
    return found;
  } catch (error) {
    const { reason } = callErrorOf(error);
    if (reason === "FLOW_NOT_FOUND") return "gone";
    if (reason === "REVISION_MISMATCH") return "another";
    throw error;
  } finally {
    looking.abort();
  }
}
