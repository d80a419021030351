/**
 * What a new flow begins with beside its definition and input: how far its tasks have come.
 */
import { createHash } from "node:crypto";
import type { FlowStart, StartedFlow } from "../../core/decide/flow-start.js";
import type { TaskChange } from "../../core/decision.js";
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import type { ProgressSnapshot, TaskSnapshot as StateOfTask } from "../../core/snapshot/flow-snapshot.js";
import { type RestoredTask, restoredTasks, tasksByName } from "../../core/snapshot/restored-entries.js";
import { snapshotFault } from "../../core/snapshot/snapshot-fault.js";
import { canonicalJson } from "../../core/state/outcome-digest.js";
import type { Payload } from "../../core/state/payload.js";
import type { ScopeAttempt as StoredAttempt } from "../../core/state/reversal.js";
import { spill } from "../commit/spill.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { FlowSnapshot, TaskSnapshot } from "../run-request.js";
import type { ScopeAttempt } from "../values.js";
import { storedFailure, storedPayload } from "../views/stored-payloads.js";

/** The other segments of a large definition: all of them, or those that may have one of these tasks. */
export type OtherSegments = (taskIds: readonly string[]) => AsyncIterable<CompiledDefinition>;

/** As state keeps it. Throws INVALID_FIELD or UNSUPPORTED where the definition cannot begin with it. */
export async function beginningOf(
  definition: CompiledDefinition,
  snapshot: FlowSnapshot | undefined,
  others: OtherSegments,
): Promise<Pick<FlowStart, "snapshot" | "parts">> {
  if (snapshot === undefined) return {};
  const stored = { state: snapshot.state, tasks: snapshot.tasks.map(taskOf) };
  const parts = new Map<number, RestoredTask[]>();
  if (definition.segmentCount > 1) {
    const named = tasksByName(stored);
    for await (const part of others([...named.keys()])) {
      const restored = part.segment === 0 ? [] : restoredTasks(part, named);
      if (restored.length > 0) parts.set(part.segment, restored);
    }
  }
  const fault = snapshotFault(definition, stored, parts);
  if (fault === undefined) return { snapshot: stored, parts };
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
  const { progress, metadata } = task;
  return {
    ...{ taskId, state, attempt },
    ...(intent !== undefined && { intent }),
    ...(result !== undefined && { result: storedPayload(result) }),
    ...(failure !== undefined && { failure: storedFailure(failure) }),
    ...(revertResult !== undefined && { revertResult: storedPayload(revertResult) }),
    ...(revertFailure !== undefined && { revertFailure: storedFailure(revertFailure) }),
    ...(history !== undefined && { history: history.map(attemptOf) }),
    ...(progress !== undefined && { progress: progressOf(progress) }),
    ...(metadata !== undefined && { metadata }),
  };
}

function progressOf({ details, ...progress }: ProgressSnapshot<Payload>): ProgressSnapshot {
  return { ...progress, ...(details !== undefined && { details: storedPayload(details) }) };
}

function attemptOf({ value, failures, own }: ScopeAttempt): StoredAttempt {
  const named = Object.entries(failures).map(([task, failure]) => ({ task, failure: storedFailure(failure) }));
  return {
    ...(value !== undefined && { value: storedPayload(value) }),
    failures: named,
    ...(own !== undefined && { own: storedFailure(own) }),
  };
}
