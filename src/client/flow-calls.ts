/**
 * The calls about one flow: what a handle needs of its client.
 */
import type { CallOptions } from "./message-calls.js";
import type {
  CancelOptions,
  ControlOptions,
  ControlResponse,
  DeleteOptions,
  DetailsOptions,
  EndOptions,
  EndState,
  FlowDetails,
  FlowEvent,
  ResumeOptions,
  RetryFlowOptions,
  WatchFlowOptions,
} from "./requests.js";
import type { Flow } from "./values.js";

export interface FlowCalls {
  getFlowDetails(flowId: string, options?: DetailsOptions & CallOptions): Promise<FlowDetails>;
  watchFlow(options?: WatchFlowOptions & Pick<CallOptions, "signal">): AsyncIterable<FlowEvent>;
  suspendFlow(flowId: string, options?: ControlOptions & CallOptions): Promise<ControlResponse>;
  resumeFlow(flowId: string, options?: ResumeOptions & CallOptions): Promise<ControlResponse>;
  cancelFlow(flowId: string, options?: CancelOptions & CallOptions): Promise<ControlResponse>;
  revertFlow(flowId: string, options?: ControlOptions & CallOptions): Promise<ControlResponse>;
  endFlow(flowId: string, state: EndState, options?: EndOptions & CallOptions): Promise<ControlResponse>;
  retryFlow(flowId: string, options?: RetryFlowOptions & CallOptions): Promise<ControlResponse>;
  skipTask(flowId: string, taskId: string, options?: ControlOptions & CallOptions): Promise<ControlResponse>;
  deleteFlow(flowId: string, options?: DeleteOptions & CallOptions): Promise<Flow | undefined>;
}
