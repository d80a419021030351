/**
 * What flows begin with whose tasks have come so far elsewhere.
 */
import type { NodeEntry } from "../../src/core/state/node-entry.js";
import type { FlowSnapshot, TaskSnapshot } from "../../src/engine/run-request.js";
import { type RandomGraph, scriptedOutcome } from "../core/random-graph.js";
import { type Begun, type ModelState, ReferenceModel } from "../core/reference-model.js";
import type { SeededRandom } from "../core/seeded-random.js";
import { json } from "../engine/json-payload.js";

export interface Beginning {
  readonly snapshot: FlowSnapshot;
  /** As the reference model takes it. */
  readonly begun: Begun;
  /** By task: the entry that what becomes of it is judged from. */
  readonly entries: ReadonlyMap<string, NodeEntry>;
}

const FAILURE = { type: "E", message: "elsewhere", retryable: true, causes: [] };

/** `names`: those of the tasks that the flow has. */
export function beginningOf(snapshot: FlowSnapshot, names: ReadonlySet<string>): Beginning {
  const known = snapshot.tasks.filter(({ taskId }) => names.has(taskId));
  const hasGone = snapshot.tasks.some(({ taskId, failure }) => failure !== undefined && !names.has(taskId));
  return {
    snapshot,
    begun: {
      tasks: new Map(known.map(({ taskId, state, attempt }) => [taskId, { state: plain(state), attempt }])),
      hasGone,
    },
    entries: new Map(known.map((task) => [task.taskId, entryOf(task)])),
  };
}

function plain(state: TaskSnapshot["state"]): ModelState {
  return state === "SUCCEEDED" || state === "FAILED" || state === "SKIPPED" ? state : "RUNNING";
}

/** What was under way is as it was before it began; of its attempts only how many there were is known. */
function entryOf({ state, attempt }: TaskSnapshot): NodeEntry {
  const isUnderWay = plain(state) === "RUNNING";
  return { state: isUnderWay ? "PENDING" : state, version: 1, attempt, tries: state === "FAILED" ? 1 : 0, losses: 0 };
}

export function snapshotOf(taskId: string, state: TaskSnapshot["state"], attempt: number): TaskSnapshot {
  return {
    ...{ taskId, state, attempt },
    ...(state === "SUCCEEDED" && { result: json({ by: "elsewhere" }) }),
    ...(state === "FAILED" && { failure: FAILURE }),
  };
}

/** As far as such a flow has come some time; now and then with a task that failed and is no more. */
export function randomBeginning(random: SeededRandom, graph: RandomGraph): Beginning {
  const model = new ReferenceModel(graph);
  const attempts = new Map<string, number>();
  for (let steps = random.below(2 * graph.tasks.length + 1); steps > 0; steps -= 1) {
    const open = graph.tasks.filter(({ name }) => ["READY", "RUNNING"].includes(model.states.get(name) ?? ""));
    if (open.length === 0) break;
    const task = random.pick(open);
    if (model.claim(task.name)) attempts.set(task.name, (attempts.get(task.name) ?? 0) + 1);
    else model.complete(task, scriptedOutcome(task, model.tries.get(task.name) ?? 0));
  }
  const tasks = [...model.states].flatMap(([name, state]) => {
    const isTold = ["RUNNING", "SUCCEEDED", "FAILED", "SKIPPED"].includes(state);
    return isTold ? [snapshotOf(name, state, attempts.get(name) ?? 0)] : [];
  });
  const gone = random.chance(0.2) ? [snapshotOf("gone", "FAILED", 1)] : [];
  return beginningOf({ state: "RUNNING", tasks: [...tasks, ...gone] }, new Set(model.states.keys()));
}
