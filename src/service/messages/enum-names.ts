/**
 * Enum values as the engine names them, by the numbers of the wire; numbers that mean nothing here are refused.
 */
import {
  AttemptEnd,
  ConflictPolicy,
  Controller,
  EdgeTarget,
  FailureMode,
  FlowState,
  FlowView,
  InFlight,
  Intent,
  ItemRetry,
  JoinKind,
  OnLost,
  Outcome,
  OverlapPolicy,
  Phase,
  PutMode,
  ResponseDetail,
  SimulatedOutcome,
  TaskState,
  Unmet,
  Verdict,
  WatchMode,
  WorkKind,
} from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../engine/engine-error.js";

/** Says which name a number stands for; `undefined` for the unspecified one. Throws what is not served. */
export type EnumReader<Name extends string> = (number: number, field: string) => Name | undefined;

/** `served` are the names that this version serves; others of the enum are refused as UNSUPPORTED, as are strange numbers. */
function reader<Name extends string>(
  values: Readonly<Record<number, string>>,
  served: readonly Name[],
): EnumReader<Name> {
  const byNumber = new Map<number, Name>();
  for (const [number, text] of Object.entries(values)) {
    const name = served.find((candidate) => candidate === text);
    if (name !== undefined) byNumber.set(Number(number), name);
  }
  return (number, field) => {
    if (number === 0) return undefined;
    const name = byNumber.get(number);
    if (name === undefined) {
      const value = values[number] ?? `the unknown number ${number}`;
      throw new EngineError("UNSUPPORTED", `${field}: ${value} is not served; served are ${served.join(", ")}`, {
        metadata: { field, value },
      });
    }
    return name;
  };
}

/** The name that a number stands for. Throws INVALID_FIELD for the unspecified one. */
export function readRequired<Name extends string>(read: EnumReader<Name>, number: number, field: string): Name {
  const name = read(number, field);
  if (name === undefined) throw new EngineError("INVALID_FIELD", `${field}: is required`, { metadata: { field } });
  return name;
}

export const readFailureMode = reader(FailureMode, ["CONTINUE", "STOP", "REVERT"]);
export const readController = reader(Controller, ["ALWAYS_REVERT", "ALWAYS_REVERT_ALL", "TIMES", "CUSTOM"]);
export const readOnLost = reader(OnLost, ["REDELIVER", "FAIL"]);
export const readOutcome = reader(Outcome, ["SUCCESS", "FAILURE", "COMPLETION", "SKIP"]);
export const readEdgeTarget = reader(EdgeTarget, ["FAIL", "SUCCEED", "PAUSE", "NOOP"]);
export const readJoinKind = reader(JoinKind, ["ALL", "ANY", "AT_LEAST"]);
export const readUnmet = reader(Unmet, ["FAIL", "SKIP"]);
export const readItemRetry = reader(ItemRetry, ["FAILED_ITEMS", "ALL_ITEMS"]);
export const readVerdict = reader(Verdict, ["SUCCEED", "FAIL", "RETRY", "SKIP", "REVERT", "REVERT_ALL"]);
export const readInFlight = reader(InFlight, ["LEAVE", "CANCEL"]);
export const readEndState = reader(FlowState, ["SUCCEEDED", "FAILED", "CANCELLED"]);
export const readPhase = reader(Phase, ["START", "END", "FAILURE", "OUTPUT"]);
export const readWorkKind = reader(WorkKind, ["EXECUTE", "REVERT", "EVALUATE"]);
export const readConflictPolicy = reader(ConflictPolicy, ["FAIL", "RETURN_EXISTING", "REPLACE"]);
export const readOverlapPolicy = reader(OverlapPolicy, ["SKIP", "BUFFER_ONE", "CANCEL_OTHER", "ALLOW_ALL"]);
export const readPutMode = reader(PutMode, ["UPSERT", "CREATE", "REPLACE"]);
export const readResponseDetail = reader(ResponseDetail, ["MINIMAL", "FULL"]);
export const readWatchMode = reader(WatchMode, ["CLAIM", "OBSERVE"]);
export const readSimulatedOutcome = reader(SimulatedOutcome, ["SUCCEED", "FAIL"]);
export const readFlowView = reader(FlowView, ["SUMMARY", "TASKS", "FULL"]);

export const readIntent = reader(Intent, ["EXECUTE", "REVERT", "RETRY", "SKIP"]);

export const readTaskState = reader(TaskState, [
  "PENDING",
  "DELAYED",
  "READY",
  "RUNNING",
  "PAUSED",
  "SUCCEEDED",
  "FAILED",
  "SKIPPED",
  "CANCELLED",
  "REVERTING",
  "REVERTED",
  "REVERT_FAILED",
  "RETRYING",
]);

export const readFlowState = reader(FlowState, [
  "PENDING",
  "RUNNING",
  "SUSPENDING",
  "SUSPENDED",
  "CANCELLING",
  "CANCELLED",
  "REVERTING",
  "REVERTED",
  "SUCCEEDED",
  "FAILED",
]);

/** A filter's states; the unspecified one is refused. */
function readStates<Name extends string>(read: EnumReader<Name>, numbers: readonly number[]): readonly Name[] {
  return numbers.map((number, index) => {
    const name = read(number, `states[${index}]`);
    if (name !== undefined) return name;
    throw new EngineError("INVALID_FIELD", `states[${index}]: must not be the unspecified state`, {
      metadata: { field: `states[${index}]`, value: String(number) },
    });
  });
}

export const readTaskStates = (numbers: readonly number[]) => readStates(readTaskState, numbers);
export const readFlowStates = (numbers: readonly number[]) => readStates(readFlowState, numbers);

export { AttemptEnd, FlowState, TaskState };
