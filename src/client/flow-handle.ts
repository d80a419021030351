/**
 * One flow in the hand of a caller: to wait for, look at and control.
 */
import type { FlowCalls } from "./flow-calls.js";
import { FlowFailed } from "./flow-failed.js";
import { flowResult } from "./flow-result.js";
import { LazyEngineError } from "./lazy-engine-error.js";
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
import { isEnded } from "./states.js";
import type { Flow } from "./values.js";

/** Holds nothing but the flow's id: as many as one likes, for as long as one likes, also across restarts. */
export class FlowHandle {
  readonly flowId: string;
  readonly #client: FlowCalls;

  constructor(client: FlowCalls, flowId: string) {
    this.#client = client;
    this.flowId = flowId;
  }

  /**
   * Waits for the flow's end and gives what it results in: its output, or, where it has none, the results of the tasks
   * that no task depends on, by task_id. Rejects with FlowFailed unless it SUCCEEDED, with LazyEngineError where there is
   * no such flow, or with the signal's reason. Outlives reconnects and restarts of the server.
   */
  async result(options: Pick<CallOptions, "signal"> = {}): Promise<unknown> {
    const flow = await this.wait(options);
    if (flow.state !== "SUCCEEDED") {
      throw new FlowFailed(flow);
    }
    return await flowResult(this.#client, this.flowId, options);
  }

  /** Waits for the flow's end, however it ends, and gives the flow without its payloads. Rejects as `result` does. */
  async wait(options: Pick<CallOptions, "signal"> = {}): Promise<Flow> {
    for await (const event of this.watch(options)) {
      if (event.kind === "update" && isEnded(event.flow.state)) {
        return event.flow;
      }
    }
    throw new LazyEngineError({
      code: "NOT_FOUND",
      reason: "FLOW_NOT_FOUND",
      metadata: { flow_id: this.flowId },
      message: `flow ${this.flowId} was deleted while it was waited for`,
    });
  }

  /** The flow, and with another view than SUMMARY a page of its tasks. */
  details(options: DetailsOptions & CallOptions = {}): Promise<FlowDetails> {
    return this.#client.getFlowDetails(this.flowId, options);
  }

  /** Follows the flow until its end: see Client.watchFlow. */
  watch(options: Omit<WatchFlowOptions, "flowId"> & Pick<CallOptions, "signal"> = {}): AsyncIterable<FlowEvent> {
    return this.#client.watchFlow({ ...options, flowId: this.flowId });
  }

  suspend(options: ControlOptions & CallOptions = {}): Promise<ControlResponse> {
    return this.#client.suspendFlow(this.flowId, options);
  }

  resume(options: ResumeOptions & CallOptions = {}): Promise<ControlResponse> {
    return this.#client.resumeFlow(this.flowId, options);
  }

  cancel(options: CancelOptions & CallOptions = {}): Promise<ControlResponse> {
    return this.#client.cancelFlow(this.flowId, options);
  }

  /** Undoes all that the flow has done. */
  revert(options: ControlOptions & CallOptions = {}): Promise<ControlResponse> {
    return this.#client.revertFlow(this.flowId, options);
  }

  /** Ends the flow in this state, whatever its tasks are at. */
  end(state: EndState, options: EndOptions & CallOptions = {}): Promise<ControlResponse> {
    return this.#client.endFlow(this.flowId, state, options);
  }

  /** Runs the tasks again that failed; the flow goes on where it had ended. */
  retry(options: RetryFlowOptions & CallOptions = {}): Promise<ControlResponse> {
    return this.#client.retryFlow(this.flowId, options);
  }

  /** The task is not to run; the flow goes on where it had ended. */
  skip(taskId: string, options: ControlOptions & CallOptions = {}): Promise<ControlResponse> {
    return this.#client.skipTask(this.flowId, taskId, options);
  }

  /** Removes the ended flow; gives it as it was, or undefined where there was none. */
  delete(options: DeleteOptions & CallOptions = {}): Promise<Flow | undefined> {
    return this.#client.deleteFlow(this.flowId, options);
  }
}
