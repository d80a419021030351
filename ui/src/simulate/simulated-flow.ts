// What a simulation has told, in the shapes that graph and timeline take.
import { create } from "@bufbuild/protobuf";
import type { FlowSpec } from "#gen/lazyengine/v1/flow_spec_pb.js";
import type { SimulateFlowResponse } from "#gen/lazyengine/v1/service_pb.js";
import type { SimulatedTask } from "#gen/lazyengine/v1/simulation_pb.js";
import { TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { TaskDetailsSchema } from "#gen/lazyengine/v1/task_pb.js";
import { FlowModel, type GraphNode } from "../flow/flow-model.js";
import { lengthOf } from "../format/time.js";
import { taskLook } from "../states/task-states.js";
import type { TimelineRow } from "../timeline/rows.js";

/** The graph of a definition: edges are spelled at either end. */
export function nodesOfSpec({ tasks }: FlowSpec): readonly GraphNode[] {
  const sources = new Map<string, string[]>(
    tasks.map(({ name, dependsOn }) => [name, dependsOn.map(({ task }) => task)]),
  );
  for (const { name, next } of tasks) {
    for (const { destination } of next) {
      if (destination.case === "to") sources.get(destination.value)?.push(name);
    }
  }
  return tasks.map(({ name, work }) => ({
    name,
    type: work.case === "type" ? work.value : (work.case ?? ""),
    dependsOn: sources.get(name) ?? [],
  }));
}

/** The graph with its tasks as the simulation left them. */
export function simulatedModel(nodes: readonly GraphNode[], simulation: SimulateFlowResponse): FlowModel {
  const states = new Map(simulation.tasks.map(({ taskId, state }) => [taskId, state]));
  const model = new FlowModel();
  const tasks = nodes.map(({ name, type, dependsOn }) =>
    create(TaskDetailsSchema, {
      ...{ taskId: name, name, type, dependsOn: [...dependsOn] },
      state: states.get(name) ?? TaskState.PENDING,
    }),
  );
  model.takeIn([{ tasks }]);
  return model;
}

/** The names of the tasks that make it last as long as it does. */
export function criticalNames({ criticalPath }: SimulateFlowResponse): ReadonlySet<string> {
  return new Set(criticalPath.map(({ taskId }) => baseName(taskId)));
}

/** What was under way, by start. Moments count from the simulation's begin. */
export function simulatedRows({ tasks, criticalPath }: SimulateFlowResponse): readonly TimelineRow[] {
  const critical = new Set(criticalPath.map(({ taskId }) => taskId));
  return tasks.flatMap((task) => {
    const row = rowOf(task, critical.has(task.taskId));
    return row === undefined ? [] : [row];
  });
}

function rowOf({ taskId, state, reached, start, end }: SimulatedTask, marked: boolean): TimelineRow | undefined {
  const [from, begun, over] = [lengthOf(reached) ?? 0, lengthOf(start), lengthOf(end)];
  if (begun === undefined) return undefined;
  const { tone, word } = taskLook(state);
  const waited = begun > from ? [{ from, to: begun, tone: "waiting" as const, thin: true }] : [];
  return {
    id: taskId,
    segments: [...waited, { from: begun, to: over ?? begun, tone, thin: false }],
    words: word,
    marked,
  };
}

/** `name#2` and `name[3]` are drawn at `name`. */
function baseName(taskId: string): string {
  return taskId.replace(/(#\d+|\[\d+\])+$/, "");
}
