/**
 * What the contract's tests have a flow begin with, as the engine takes it.
 */
import type * as engine from "../../../src/engine/index.js";
import type { FailureInput } from "../outcome-input.js";
import type { SnapshotInput, TaskSnapshotInput } from "../snapshot-input.js";
import { given, payloadOf } from "./engine-payloads.js";

export function snapshotOf({ state, tasks }: SnapshotInput): engine.FlowSnapshot {
  return { state, tasks: tasks.map(taskOf) };
}

function taskOf({
  result,
  failure,
  revertResult,
  history,
  progress,
  attempt = 0,
  ...task
}: TaskSnapshotInput): engine.TaskSnapshot {
  return {
    ...task,
    attempt,
    ...given("result", result === undefined ? undefined : payloadOf(result)),
    ...given("failure", failure && failureOf(failure)),
    ...given("progress", progress && { fraction: progress.fraction, details: payloadOf(progress.details) }),
    ...given("revertResult", revertResult === undefined ? undefined : payloadOf(revertResult)),
    ...given(
      "history",
      history?.map(({ value, failures }) => ({
        ...given("value", value === undefined ? undefined : payloadOf(value)),
        failures: Object.fromEntries(Object.entries(failures).map(([name, one]) => [name, failureOf(one)])),
      })),
    ),
  };
}

function failureOf({ type, message = "" }: FailureInput): engine.Failure {
  return { type, message, retryable: true, causes: [] };
}
