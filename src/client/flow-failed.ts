/**
 * What waiting for a flow's result rejects with when the flow ended otherwise.
 */
import type { Failure, Flow, FlowState } from "./values.js";

/** The flow ended, and not SUCCEEDED. */
export class FlowFailed extends Error {
  override readonly name = "FlowFailed";
  readonly flowId: string;
  /** FAILED, CANCELLED or REVERTED. */
  readonly state: FlowState;
  /** Why it FAILED. */
  readonly failure: Failure | undefined;
  /** The flow as it ended. */
  readonly flow: Flow;

  constructor(flow: Flow) {
    const why = flow.failure === undefined ? "" : `: ${flow.failure.type}: ${flow.failure.message}`;
    super(`flow ${flow.flowId} ended ${flow.state}${why}`);
    this.flowId = flow.flowId;
    this.state = flow.state;
    this.failure = flow.failure;
    this.flow = flow;
  }
}
