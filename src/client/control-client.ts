/**
 * The part of the client that steers flows, queues and concurrency keys.
 */

import * as keys from "./concurrency-keys.js";
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
import * as queues from "./queues.js";
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

  /** A page of the namespace's queues, by name: how they are set, what waits on them, who takes from them. */
  listQueues(options: queues.ListQueuesOptions & CallOptions = {}): Promise<queues.QueueList> {
    return queues.listQueues(this.messages, options);
  }

  /** Sets how a queue hands out; what is not given stays as it is. */
  updateQueue(
    queue: string,
    options: queues.UpdateQueueOptions & CallOptions = {},
  ): Promise<queues.UpdateQueueResponse> {
    return queues.updateQueue(this.messages, queue, options);
  }

  /** A page of the namespace's concurrency keys, by name: how they are set, how much of them is used, what waits. */
  listConcurrencyKeys(options: keys.ListConcurrencyKeysOptions & CallOptions = {}): Promise<keys.ConcurrencyKeyList> {
    return keys.listConcurrencyKeys(this.messages, options);
  }

  /** Sets how many tasks that name a concurrency key are held at once, over all flows and queues. */
  updateConcurrencyKey(
    key: string,
    options: keys.UpdateConcurrencyKeyOptions & CallOptions,
  ): Promise<keys.UpdateConcurrencyKeyResponse> {
    return keys.updateConcurrencyKey(this.messages, key, options);
  }
}
