/**
 * What a flow begins with, as plain values and as messages.
 */
import { create } from "@bufbuild/protobuf";
import { ScopeAttemptSchema } from "#gen/lazyengine/v1/scope_pb.js";
import {
  type FlowSnapshot as FlowSnapshotMessage,
  FlowSnapshotSchema,
  TaskSnapshotSchema,
} from "#gen/lazyengine/v1/snapshot_pb.js";
import { FlowState, Intent, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { ProgressSchema } from "#gen/lazyengine/v1/task_pb.js";
import { enumNumber } from "./enum-number.js";
import { type FailureInput, failureMessage } from "./failures.js";
import { payloadMessage } from "./payload.js";
import { checkShape } from "./plain-shape.js";
import { timestampMessage } from "./times.js";
import type { FlowState as FlowStateName, TaskState as TaskStateName } from "./values.js";

/** How far a flow had come: meaning and defaults are those of the contract's FlowSnapshot. */
export interface FlowSnapshot {
  readonly state: FlowStateName;
  readonly tasks: readonly TaskSnapshot[];
}

export interface TaskSnapshot {
  readonly taskId: string;
  readonly state: TaskStateName;
  /** Default: what the state says. */
  readonly intent?: "EXECUTE" | "REVERT" | "RETRY" | "SKIP";
  /** How often it was claimed. Default: 0. */
  readonly attempt?: number;
  /** Any value: see Payload. */
  readonly result?: unknown;
  readonly failure?: FailureInput;
  readonly revertResult?: unknown;
  readonly revertFailure?: FailureInput;
  /** Of a controller: each time that its scope has run. */
  readonly history?: readonly ScopeAttemptInput[];
  /** How far it had come, of one that has ended: what TaskDetails tells. `updateTime` defaults to now. */
  readonly progress?: { readonly fraction: number; readonly details?: unknown; readonly updateTime?: number | Date };
  /** What else is known of the task: told again as it is, by TaskDetails. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** One time that a scope ran. */
export interface ScopeAttemptInput {
  readonly value?: unknown;
  readonly failures?: Readonly<Record<string, FailureInput>>;
  readonly own?: FailureInput;
}

export function flowSnapshotMessage(snapshot: FlowSnapshot): FlowSnapshotMessage {
  checkShape(snapshot, FlowSnapshotSchema, "snapshot");
  const { state, tasks = [] } = snapshot;
  return create(FlowSnapshotSchema, {
    state: enumNumber(FlowState, state, "snapshot.state"),
    tasks: tasks.map((task, place) => taskSnapshotMessage(task, `snapshot.tasks[${place}]`)),
  });
}

function taskSnapshotMessage(task: TaskSnapshot, path: string) {
  const { taskId, state, intent, attempt = 0, result, failure, revertResult, revertFailure, history = [] } = task;
  const { progress, metadata = {} } = task;
  return create(TaskSnapshotSchema, {
    ...{ taskId, state: enumNumber(TaskState, state, `${path}.state`), attempt },
    ...(intent !== undefined && { intent: enumNumber(Intent, intent, `${path}.intent`) }),
    ...(result !== undefined && { result: payloadMessage(result, `${path}.result`) }),
    ...(failure !== undefined && { failure: failureMessage(failure, `${path}.failure`) }),
    ...(revertResult !== undefined && { revertResult: payloadMessage(revertResult, `${path}.revert_result`) }),
    ...(revertFailure !== undefined && { revertFailure: failureMessage(revertFailure, `${path}.revert_failure`) }),
    history: history.map((attempt, index) => scopeAttemptMessage(attempt, `${path}.history[${index}]`)),
    ...(progress !== undefined && { progress: progressMessage(progress, `${path}.progress`) }),
    metadata,
  });
}

function progressMessage({ fraction, details, updateTime }: NonNullable<TaskSnapshot["progress"]>, path: string) {
  return create(ProgressSchema, {
    fraction,
    ...(details !== undefined && { details: payloadMessage(details, `${path}.details`) }),
    ...(updateTime !== undefined && { updateTime: timestampMessage(updateTime, `${path}.update_time`) }),
  });
}

function scopeAttemptMessage({ value, failures = {}, own }: ScopeAttemptInput, path: string) {
  const named = Object.entries(failures).map(([name, failure]) => [
    name,
    failureMessage(failure, `${path}.failures[${JSON.stringify(name)}]`),
  ]);
  return create(ScopeAttemptSchema, {
    ...(value !== undefined && { value: payloadMessage(value, `${path}.value`) }),
    failures: Object.fromEntries(named),
    ...(own !== undefined && { own: failureMessage(own, `${path}.own`) }),
  });
}
