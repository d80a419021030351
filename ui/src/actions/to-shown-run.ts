// Orders are given to the run that the page shows, in whatever version it is by now, and never to another run that stands
// under its id meanwhile.
import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { type Flow, FlowView } from "#gen/lazyengine/v1/flow_pb.js";
import { callErrorOf } from "../engine/call-error.js";
import type { Engine } from "../engine/connection.js";
import { isSameRun } from "../engine/flow-run.js";
import { once } from "../engine/until-answered.js";

/** The run that an order is for, as the calls name it. */
export interface OrderedRun {
  readonly namespace: string;
  readonly flowId: string;
  readonly expectedRevision?: string;
}

/** A flow that changes between so many readings and the orders behind them is alive. */
const TRIES = 5;

/** Throws REVISION_MISMATCH where another run stands there, and what `order` throws. */
export async function toShownRun<Answer>(
  engine: Engine,
  shown: Flow,
  order: (run: OrderedRun) => Promise<Answer>,
): Promise<Answer> {
  const { namespace, flowId } = shown;
  for (let tries = 1; ; tries += 1) {
    const asked = { namespace, flowId, view: FlowView.SUMMARY };
    const { flow } = await engine.getFlowDetails(asked, { contextValues: once() });
    if (flow !== undefined && !isSameRun(flow, shown)) throw anotherRun(flowId);
    // To become another run it would have to end, be deleted and be run again behind this very reading: a busy flow, which
    // may have to be cancelled for being so, is not refused for that.
    if (tries > TRIES) return order({ namespace, flowId });
    try {
      return await order({ namespace, flowId, ...(flow && { expectedRevision: flow.revision }) });
    } catch (failure) {
      if (callErrorOf(failure).reason !== "REVISION_MISMATCH") throw failure;
    }
  }
}

/** As the engine itself would say it. */
function anotherRun(flowId: string): ConnectError {
  const details = [{ desc: ErrorInfoSchema, value: { domain: "lazyengine", reason: "REVISION_MISMATCH" } }];
  const message = `flow ${flowId} was deleted and run again: what is shown is an earlier run`;
  return new ConnectError(message, Code.Aborted, undefined, details);
}
