/**
 * The calls that steer a flow, as the contract's tests use them.
 */
import type { Flow, StateChange } from "./values.js";

export interface InNamespace {
  readonly namespace: string;
}

export interface FlowKey extends InNamespace {
  readonly flowId: string;
}

export interface ControlRequest extends FlowKey {
  readonly requestId?: string;
  readonly reason?: string;
  readonly expectedRevision?: string;
}

export interface EndRequest extends ControlRequest {
  readonly state: "SUCCEEDED" | "FAILED" | "CANCELLED";
  readonly message?: string;
  readonly output?: unknown;
  readonly inFlight?: "LEAVE" | "CANCEL";
}

export interface RetryRequest extends ControlRequest {
  readonly tasks?: readonly string[];
  readonly reset?: boolean;
  readonly input?: unknown;
  readonly items?: "FAILED_ITEMS" | "ALL_ITEMS";
}

export interface ControlResponse {
  readonly flow: Flow;
  readonly changes: readonly StateChange[];
  readonly changesTruncated: boolean;
  readonly replayed: boolean;
}

export interface Steering {
  suspendFlow(request: ControlRequest): Promise<ControlResponse>;
  revertFlow(request: ControlRequest): Promise<ControlResponse>;
  resumeFlow(request: ControlRequest & { readonly input?: unknown }): Promise<ControlResponse>;
  cancelFlow(request: ControlRequest & { readonly graceMs?: number }): Promise<ControlResponse>;
  endFlow(request: EndRequest): Promise<ControlResponse>;
  retryFlow(request: RetryRequest): Promise<ControlResponse>;
  skipTask(request: ControlRequest & { readonly taskId: string }): Promise<ControlResponse>;
  /** The flow as it was, where there was one. */
  deleteFlow(request: ControlRequest & { readonly allowMissing?: boolean }): Promise<Flow | undefined>;
}
