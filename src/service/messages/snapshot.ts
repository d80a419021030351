/**
 * What a flow begins with, from the wire.
 */
import type {
  FlowSnapshot as FlowSnapshotMessage,
  Progress as ProgressMessage,
  ScopeAttempt as ScopeAttemptMessage,
  TaskSnapshot as TaskSnapshotMessage,
} from "#gen/lazyengine/v1/index.js";
import type { FlowSnapshot, TaskSnapshot } from "../../engine/run-request.js";
import type { ScopeAttempt } from "../../engine/values.js";
import { readFlowState, readIntent, readRequired, readTaskState } from "./enum-names.js";
import { failureOf, payloadOf } from "./payload.js";
import { millisOfTimestamp } from "./times.js";
import { refuseUnknownFields } from "./unknown-fields.js";

/** Throws UNSUPPORTED, UNKNOWN_FIELD or INVALID_FIELD; the rest is the engine's to check. */
export function flowSnapshotOf(message: FlowSnapshotMessage): FlowSnapshot {
  refuseUnknownFields(message, "snapshot");
  return {
    state: readRequired(readFlowState, message.state, "snapshot.state"),
    tasks: message.tasks.map((task, place) => taskSnapshotOf(task, `snapshot.tasks[${place}]`)),
  };
}

function taskSnapshotOf(message: TaskSnapshotMessage, path: string): TaskSnapshot {
  refuseUnknownFields(message, path);
  const { taskId, attempt, result, failure, revertResult, revertFailure, history, progress, metadata } = message;
  const intent = readIntent(message.intent, `${path}.intent`);
  return {
    taskId,
    state: readRequired(readTaskState, message.state, `${path}.state`),
    attempt,
    ...(intent !== undefined && { intent }),
    ...(result !== undefined && { result: payloadOf(result) }),
    ...(failure !== undefined && { failure: failureOf(failure, `${path}.failure`) }),
    ...(revertResult !== undefined && { revertResult: payloadOf(revertResult) }),
    ...(revertFailure !== undefined && { revertFailure: failureOf(revertFailure, `${path}.revert_failure`) }),
    ...(history.length > 0 && { history: history.map((one, at) => scopeAttemptOf(one, `${path}.history[${at}]`)) }),
    ...(progress !== undefined && { progress: progressOf(progress, `${path}.progress`) }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

function progressOf(message: ProgressMessage, path: string) {
  refuseUnknownFields(message, path);
  const { fraction, details, updateTime } = message;
  return {
    fraction,
    ...(details !== undefined && { details: payloadOf(details) }),
    ...(updateTime !== undefined && { updateTime: millisOfTimestamp(updateTime, `${path}.update_time`) }),
  };
}

function scopeAttemptOf(message: ScopeAttemptMessage, path: string): ScopeAttempt {
  refuseUnknownFields(message, path);
  const { value, failures, own } = message;
  const named = Object.entries(failures).map(([name, failure]) => [
    name,
    failureOf(failure, `${path}.failures[${name}]`),
  ]);
  return {
    ...(value !== undefined && { value: payloadOf(value) }),
    failures: Object.fromEntries(named),
    ...(own !== undefined && { own: failureOf(own, `${path}.own`) }),
  };
}
