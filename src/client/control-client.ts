/**
 * The part of the client that steers flows.
 */
import * as control from "./control-calls.js";
import type {
  CancelOptions,
  ControlOptions,
  ControlResponse,
  DeleteOptions,
  EndOptions,
  EndState,
  ResumeOptions,
  RetryFlowOptions,
} from "./control-requests.js";
import type { CallOptions, MessageCalls } from "./message-calls.js";
import type { Flow } from "./values.js";

export abstract class ControlClient {
  /** The same calls in the messages of lazyengine/v1, for callers that work with those. */
  abstract readonly messages: MessageCalls;

  suspendFlow(flowId: string, options: ControlOptions & CallOptions = {}): Promise<ControlResponse> {
    return control.suspendFlow(this.messages, flowId, options);
  }

  resumeFlow(flowId: string, options: ResumeOptions & CallOptions = {}): Promise<ControlResponse> {
    return control.resumeFlow(this.messages, flowId, options);
  }

  cancelFlow(flowId: string, options: CancelOptions & CallOptions = {}): Promise<ControlResponse> {
    return control.cancelFlow(this.messages, flowId, options);
  }

  /** Undoes all that a flow has done, in reverse order; what runs is waited for. */
  revertFlow(flowId: string, options: ControlOptions & CallOptions = {}): Promise<ControlResponse> {
    return control.revertFlow(this.messages, flowId, options);
  }

  /** Ends a flow in this state, whatever its tasks are at. */
  endFlow(flowId: string, state: EndState, options: EndOptions & CallOptions = {}): Promise<ControlResponse> {
    return control.endFlow(this.messages, flowId, state, options);
  }

  /** Runs tasks again that failed, or lets them begin anew with all that lies behind them; an ended flow goes on. */
  retryFlow(flowId: string, options: RetryFlowOptions & CallOptions = {}): Promise<ControlResponse> {
    return control.retryFlow(this.messages, flowId, options);
  }

  /** A task that has not succeeded is SKIPPED; an ended flow goes on. */
  skipTask(flowId: string, taskId: string, options: ControlOptions & CallOptions = {}): Promise<ControlResponse> {
    return control.skipTask(this.messages, flowId, taskId, options);
  }

  /** Removes an ended flow; gives it as it was, or undefined where there was none. */
  deleteFlow(flowId: string, options: DeleteOptions & CallOptions = {}): Promise<Flow | undefined> {
    return control.deleteFlow(this.messages, flowId, options);
  }
}
