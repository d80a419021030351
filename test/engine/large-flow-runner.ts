/**
 * Runs large flows to their end with an executor that completes what it is sent, in one way or another.
 */
import type { Engine, FlowDefinition, ReadyTask, TaskOutcome } from "../../src/engine/index.js";
import { startExecutor } from "./executor.js";
import { json } from "./json-payload.js";
import { endOf } from "./stores.js";

export const SMALL_SEGMENTS = { segmentBounds: { wholeTasks: 6, segmentTasks: 5, stoppedAsOneTasks: 6 } };

export interface RunLargeFlow {
  readonly flowId: string;
  readonly spec: FlowDefinition;
  readonly maxInFlight?: number;
  readonly outcome?: (task: ReadyTask) => TaskOutcome;
}

/** Starts it here, has its tasks completed through all engines in turn; its state at the end and what was delivered. */
export async function runLargeFlow(engines: readonly Engine[], request: RunLargeFlow) {
  const { flowId, spec, maxInFlight = 16, outcome = () => ({ kind: "result", result: json("done") }) } = request;
  const [first] = engines;
  if (first === undefined) throw new Error("no engine");
  const delivered = new Map<string, ReadyTask>();
  let failed: (error: unknown) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => {
    failed = reject;
  });
  const executor = await startExecutor(first, { maxInFlight, flowId: "" }, (task) => {
    if (delivered.has(task.taskId)) failed(new Error(`${task.taskId} was handed over twice`));
    delivered.set(task.taskId, task);
    const engine = engines[delivered.size % engines.length] ?? first;
    const { taskId, claimToken } = task;
    const complete = () =>
      engine.taskComplete({ flowId, taskId, claimToken, responseDetail: "MINIMAL", outcome: outcome(task) });
    // Work takes a turn of the event loop. Else a memory store would leave it none, and the session's lease would run out.
    setImmediate(() => complete().catch(failed));
  });
  await first.run({ flowId, definition: { kind: "spec", spec } });
  const state = await Promise.race([endOf(first, flowId), broken]);
  await executor.session.close();
  return { state, delivered };
}

/** All tasks of the flow by name, over as many pages as it takes. */
export async function allTasks(engine: Engine, flowId: string, pageSize = 7) {
  const tasks = new Map<string, string>();
  for (let pageToken = ""; ; ) {
    const page = await engine.getFlowDetails({ flowId, view: "TASKS", pageSize, pageToken });
    for (const { taskId, state } of page.tasks) {
      if (tasks.has(taskId)) throw new Error(`${taskId} was listed twice`);
      tasks.set(taskId, state);
    }
    if (page.nextPageToken === "") return tasks;
    pageToken = page.nextPageToken;
  }
}
