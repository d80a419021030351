/**
 * What a new flow begins with beside its definition and input: how far its tasks have come.
 */
import { createHash } from "node:crypto";
import type { StartedFlow } from "../../core/decide/flow-start.js";
import type { TaskChange } from "../../core/decision.js";
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import type { TaskSnapshot as StateOfTask, FlowSnapshot as StateSnapshot } from "../../core/snapshot/flow-snapshot.js";
import { snapshotFault } from "../../core/snapshot/snapshot-fault.js";
import { canonicalJson } from "../../core/state/outcome-digest.js";
import type { ScopeAttempt as StoredAttempt } from "../../core/state/reversal.js";
import { spill } from "../commit/spill.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { FlowSnapshot, TaskSnapshot } from "../run-request.js";
import type { ScopeAttempt } from "../values.js";
import { storedFailure, storedPayload } from "../views/stored-payloads.js";

/** As state keeps it. Throws INVALID_FIELD or UNSUPPORTED where the definition cannot begin with it. */
export function beginningOf(definition: CompiledDefinition, snapshot: FlowSnapshot): StateSnapshot {
  const { state, tasks } = snapshot;
  const stored = { state, tasks: tasks.map(taskOf) };
  const fault = snapshotFault(definition, stored);
  if (fault === undefined) return stored;
  throw new EngineError(fault.kind === "invalid" ? "INVALID_FIELD" : "UNSUPPORTED", `${fault.field}: ${fault.fault}`, {
    metadata: { field: fault.field },
  });
}

/** Of all that it says: a repeat of a run has the same. */
export function digestOfSnapshot(snapshot: FlowSnapshot): string {
  return createHash("sha256").update(canonicalJson(snapshot)).digest("base64url");
}

/** What of a new flow is too large for its state is put beside it first. */
export async function keepBeside({ store }: Machinery, segmentId: string, { segment }: StartedFlow): Promise<void> {
  const entries = [...segment.entries].map(
    ([node, entry]): TaskChange => ({ kind: "task", node, previous: undefined, entry }),
  );
  const records = spill(segmentId, segment, entries);
  if (records.length > 0) await store.payloads.put(records);
}

function taskOf(task: TaskSnapshot): StateOfTask {
  const { taskId, state, intent, attempt, result, failure, revertResult, revertFailure, history } = task;
  return {
    ...{ taskId, state, attempt },
    ...(intent !== undefined && { intent }),
    ...(result !== undefined && { result: storedPayload(result) }),
    ...(failure !== undefined && { failure: storedFailure(failure) }),
    ...(revertResult !== undefined && { revertResult: storedPayload(revertResult) }),
    ...(revertFailure !== undefined && { revertFailure: storedFailure(revertFailure) }),
    ...(history !== undefined && { history: history.map(attemptOf) }),
  };
}

function attemptOf({ value, failures, own }: ScopeAttempt): StoredAttempt {
  const named = Object.entries(failures).map(([task, failure]) => ({ task, failure: storedFailure(failure) }));
  return {
    ...(value !== undefined && { value: storedPayload(value) }),
    failures: named,
    ...(own !== undefined && { own: storedFailure(own) }),
  };
}
