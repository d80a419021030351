/**
 * Answers and frames into the plain values of `requests.ts`.
 */
import { durationMs } from "@bufbuild/protobuf/wkt";
import type { Status } from "#gen/google/rpc/status_pb.js";
import type { Flow as FlowMessage } from "#gen/lazyengine/v1/flow_pb.js";
import type {
  CompletionVerdict,
  GetServerInfoResponse,
  KeepSessionResponse,
  RunResponse as RunResponseMessage,
  TaskCompleteResponse as TaskCompleteResponseMessage,
  WatchFlowResponse,
  WatchReadyTasksResponse,
} from "#gen/lazyengine/v1/service_pb.js";
import type { StateChange as StateChangeMessage } from "#gen/lazyengine/v1/state_change_pb.js";
import { errorOfStatus } from "./errors-of-calls.js";
import { LazyEngineError } from "./lazy-engine-error.js";
import type {
  ControlResponse,
  FlowEvent,
  ItemResult,
  KeptSession,
  RunResponse,
  ServerInfo,
  SessionEvent,
  TaskCompleteResponse,
} from "./requests.js";
import { timeOf } from "./times.js";
import type { Flow } from "./values.js";
import {
  cancelRequestedValue,
  flowValue,
  readyTaskValue,
  revokedValue,
  stateChangeValue,
  taskDetailsValue,
  taskRefValue,
} from "./values-of-messages.js";

/** What the contract says is always there. */
export function required<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) {
    throw new LazyEngineError({ code: "INTERNAL", message: `the server's answer has no ${what}` });
  }
  return value;
}

export function requiredFlow(message: FlowMessage | undefined): Flow {
  return flowValue(required(message, "flow"));
}

export function runValue(message: RunResponseMessage): RunResponse {
  return {
    flow: requiredFlow(message.flow),
    ready: message.ready.map(taskRefValue),
    readyCount: message.readyCount,
    changes: message.changes.map(stateChangeValue),
    changesTruncated: message.changesTruncated,
    replayed: message.replayed,
    warnings: message.warnings,
  };
}

export function completeValue(message: TaskCompleteResponseMessage): TaskCompleteResponse {
  return {
    task: taskDetailsValue(required(message.task, "task")),
    ready: message.ready.map(taskRefValue),
    flow: requiredFlow(message.flow),
    replayed: message.replayed,
    changes: message.changes.map(stateChangeValue),
    changesTruncated: message.changesTruncated,
  };
}

export function verdictValue(verdict: CompletionVerdict): ItemResult<TaskCompleteResponse> {
  const { status, answer } = verdict;
  const error = status === undefined ? undefined : errorIn(status);
  return error === undefined ? { value: completeValue(required(answer, "answer")) } : { error };
}

/** The error of an item, or undefined where it succeeded. */
export function errorIn(status: Status): LazyEngineError | undefined {
  return status.code === 0 ? undefined : errorOfStatus(status);
}

interface ControlMessage {
  readonly flow?: FlowMessage | undefined;
  readonly changes: readonly StateChangeMessage[];
  readonly changesTruncated: boolean;
  readonly replayed: boolean;
}

export function controlValue(message: ControlMessage): ControlResponse {
  return {
    flow: requiredFlow(message.flow),
    changes: message.changes.map(stateChangeValue),
    changesTruncated: message.changesTruncated,
    replayed: message.replayed,
  };
}

/** Undefined for a frame that this version of the client does not know. */
export function flowEvent({ frame }: WatchFlowResponse): FlowEvent | undefined {
  switch (frame.case) {
    case "update": {
      const { revision, flow, tasks } = frame.value;
      return { kind: "update", revision, flow: requiredFlow(flow), tasks: tasks.map(taskDetailsValue) };
    }
    case "current":
      return { kind: "current", revision: frame.value.revision };
    case "deleted":
      return { kind: "deleted", revision: frame.value.revision, flowId: frame.value.flowId };
    default:
      return undefined;
  }
}

/** Undefined for a frame that this version of the client does not know. */
export function sessionEvent({ frame }: WatchReadyTasksResponse): SessionEvent | undefined {
  switch (frame.case) {
    case "opened": {
      const { sessionId, resumed, maxInFlight, leaseDuration } = frame.value;
      const leaseMs = durationMs(required(leaseDuration, "lease_duration"));
      return { kind: "opened", sessionId, resumed, maxInFlight, leaseMs };
    }
    case "readyTasks":
      return { kind: "ready_tasks", tasks: frame.value.tasks.map(readyTaskValue) };
    case "revoked":
      return { kind: "revoked", ...revokedValue(frame.value) };
    case "cancelRequested":
      return { kind: "cancel_requested", ...cancelRequestedValue(frame.value) };
    case "draining": {
      const { reconnectAfter } = frame.value;
      return { kind: "draining", reconnectAfterMs: reconnectAfter === undefined ? 0 : durationMs(reconnectAfter) };
    }
    case "idle":
      return { kind: "idle", backlog: Number(frame.value.backlog) };
    default:
      return undefined;
  }
}

export function keptSessionValue(message: KeepSessionResponse): KeptSession {
  const expireTime = timeOf(message.expireTime);
  return {
    leaseMs: durationMs(required(message.leaseDuration, "lease_duration")),
    ...(expireTime === undefined ? {} : { expireTime }),
    cancelRequested: message.cancelRequested.map(cancelRequestedValue),
    lost: message.lostClaims.map(revokedValue),
    errors: message.statuses.map(errorIn),
  };
}

export function serverInfoValue(message: GetServerInfoResponse): ServerInfo {
  const serverTime = timeOf(message.serverTime);
  return {
    version: message.version,
    capabilities: message.capabilities,
    limits: message.limits,
    store: message.store,
    storedFormat: message.storedFormat,
    ...(serverTime === undefined ? {} : { serverTime }),
    ...(message.clockOffset === undefined ? {} : { clockOffsetMs: durationMs(message.clockOffset) }),
    processId: message.processId,
  };
}
