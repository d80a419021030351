/**
 * What the calls that steer a flow take and give.
 */
import type { DurationInput } from "./times.js";
import type { Flow, StateChange } from "./values.js";

/** For all calls that steer a flow. */
export interface ControlOptions {
  readonly requestId?: string;
  readonly reason?: string;
  readonly expectedRevision?: string;
}

export interface ControlResponse {
  readonly flow: Flow;
  readonly changes: readonly StateChange[];
  readonly changesTruncated: boolean;
  readonly replayed: boolean;
}

export interface ResumeOptions extends ControlOptions {
  /** In place of the flow's input. Any value: see Payload. */
  readonly input?: unknown;
}

export interface CancelOptions extends ControlOptions {
  /** How long holders of claimed tasks may still bring an outcome. Default: 30 s. */
  readonly grace?: DurationInput;
}

/** How a caller may end a flow. */
export type EndState = "SUCCEEDED" | "FAILED" | "CANCELLED";

export interface EndOptions extends ControlOptions {
  /** Of the failure, where the flow is FAILED. */
  readonly message?: string;
  /** What the flow results in. Any value: see Payload. */
  readonly output?: unknown;
  /** What becomes of what is ready or running. Default: LEAVE. */
  readonly inFlight?: "LEAVE" | "CANCEL";
}

export interface RetryFlowOptions extends ControlOptions {
  /** The ids of the tasks. Default: all that failed; with `reset` the whole flow. */
  readonly tasks?: readonly string[];
  /** True = they begin anew, with all that lies behind them. */
  readonly reset?: boolean;
  /** In place of the flow's input. Any value: see Payload. */
  readonly input?: unknown;
  /** Which items of lists are run again, not with `reset`. Default: as `ForEach.retry` of their tasks says. */
  readonly items?: "FAILED_ITEMS" | "ALL_ITEMS";
}

export interface DeleteOptions extends ControlOptions {
  /** A flow that is not there counts as deleted. */
  readonly allowMissing?: boolean;
}
