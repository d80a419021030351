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
import { enumNumber } from "./enum-number.js";
import { type FailureInput, failureMessage } from "./failures.js";
import { payloadMessage } from "./payload.js";
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
}

/** One time that a scope ran. */
export interface ScopeAttemptInput {
  readonly value?: unknown;
  readonly failures?: Readonly<Record<string, FailureInput>>;
  readonly own?: FailureInput;
}

export function flowSnapshotMessage({ state, tasks }: FlowSnapshot): FlowSnapshotMessage {
  return create(FlowSnapshotSchema, {
    state: enumNumber(FlowState, state, "snapshot.state"),
    tasks: tasks.map((task, place) => taskSnapshotMessage(task, `snapshot.tasks[${place}]`)),
  });
}

function taskSnapshotMessage(task: TaskSnapshot, path: string) {
  const { taskId, state, intent, attempt = 0, result, failure, revertResult, revertFailure, history = [] } = task;
  return create(TaskSnapshotSchema, {
    ...{ taskId, state: enumNumber(TaskState, state, `${path}.state`), attempt },
    ...(intent !== undefined && { intent: enumNumber(Intent, intent, `${path}.intent`) }),
    ...(result !== undefined && { result: payloadMessage(result) }),
    ...(failure !== undefined && { failure: failureMessage(failure) }),
    ...(revertResult !== undefined && { revertResult: payloadMessage(revertResult) }),
    ...(revertFailure !== undefined && { revertFailure: failureMessage(revertFailure) }),
    history: history.map(scopeAttemptMessage),
  });
}

function scopeAttemptMessage({ value, failures = {}, own }: ScopeAttemptInput) {
  const named = Object.entries(failures).map(([name, failure]) => [name, failureMessage(failure)]);
  return create(ScopeAttemptSchema, {
    ...(value !== undefined && { value: payloadMessage(value) }),
    failures: Object.fromEntries(named),
    ...(own !== undefined && { own: failureMessage(own) }),
  });
}
