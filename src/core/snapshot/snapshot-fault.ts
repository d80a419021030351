/**
 * What keeps a flow from beginning with a snapshot.
 */
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import { type FlowSnapshot, intentOf, isUndone, type TaskSnapshot } from "./flow-snapshot.js";
import type { RestoredParts } from "./restored-entries.js";

/** `unsupported`: it is sound, but cannot be done with such a definition. */
export interface SnapshotFault {
  readonly kind: "invalid" | "unsupported";
  readonly field: string;
  readonly fault: string;
}

/**
 * The first thing that is wrong with it for this definition; undefined = it can be taken. `elsewhere`: of a large flow the
 * tasks of it that are beyond its first segment. O(tasks).
 */
export function snapshotFault(
  definition: CompiledDefinition,
  snapshot: FlowSnapshot,
  elsewhere: RestoredParts = new Map(),
): SnapshotFault | undefined {
  const own = definition.nodes.map(({ task }) => task.name);
  const others = [...elsewhere.values()].flat().map(({ task }) => task.taskId);
  const names = new Set([...own, ...others]);
  return definitionFault(definition) ?? undoneFault(definition, snapshot) ?? tasksFault(definition, names, snapshot);
}

function definitionFault({ control, nodes }: CompiledDefinition): SnapshotFault | undefined {
  const triggered = control?.nodes.findIndex(({ join, sources }) => join === undefined && sources.length > 0) ?? -1;
  if (triggered < 0) return undefined;
  const name = nodes[triggered]?.task.name;
  return unsupported(
    "snapshot",
    `task ${name} has edges and no join: which of them have run it already cannot be told`,
  );
}

/** Nothing of a large flow is undone. */
function undoneFault({ segmentCount }: CompiledDefinition, { state, tasks }: FlowSnapshot): SnapshotFault | undefined {
  if (segmentCount === 1) return undefined;
  const fault = `a flow of ${segmentCount} segments is not reverted`;
  if (isUndone(state)) return unsupported("snapshot.state", fault);
  const place = tasks.findIndex((task) => intentOf(task) === "REVERT");
  return place < 0 ? undefined : unsupported(`snapshot.tasks[${place}].intent`, fault);
}

function unsupported(field: string, fault: string): SnapshotFault {
  return { kind: "unsupported", field, fault };
}

function tasksFault(
  { nodes, scopes }: CompiledDefinition,
  names: ReadonlySet<string>,
  { tasks }: FlowSnapshot,
): SnapshotFault | undefined {
  const controllers = new Set(scopes?.list.map(({ controller }) => nodes[controller]?.task.name));
  const seen = new Set<string>();
  for (const [place, task] of tasks.entries()) {
    const { taskId } = task;
    const fault = seen.has(taskId)
      ? { name: "task_id", fault: `task ${taskId} is there twice` }
      : names.has(taskId)
        ? taskFault(task, controllers.has(taskId))
        : undefined;
    if (fault !== undefined) {
      return { kind: "invalid", field: `snapshot.tasks[${place}].${fault.name}`, fault: fault.fault };
    }
    seen.add(taskId);
  }
  return undefined;
}

interface FieldFault {
  readonly name: string;
  readonly fault: string;
}

function taskFault(task: TaskSnapshot, isController: boolean): FieldFault | undefined {
  const { taskId, state, history } = task;
  const intent = intentOf(task);
  if (state === "RETRYING" && intent !== "RETRY") return { name: "intent", fault: "must be RETRY for a RETRYING task" };
  if (intent === "SKIP" && state !== "SKIPPED")
    return { name: "intent", fault: `must not be SKIP for a ${state} task` };
  if (intent === "RETRY" && !isController) {
    return { name: "intent", fault: `task ${taskId} controls no scope: it cannot be RETRY` };
  }
  if (history !== undefined && history.length > 0 && !isController) {
    return { name: "history", fault: `task ${taskId} controls no scope` };
  }
  if (intent !== "REVERT" && (state === "REVERTING" || state === "REVERTED" || state === "REVERT_FAILED")) {
    return { name: "intent", fault: `must be REVERT for a task that is ${state}` };
  }
  return undefined;
}
