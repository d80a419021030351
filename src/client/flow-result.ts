/**
 * What a flow that SUCCEEDED results in: its output, or, where it has none, the results of its last tasks.
 */
import type { FlowCalls } from "./flow-calls.js";
import type { CallOptions } from "./message-calls.js";
import type { DetailsOptions } from "./requests.js";
import type { TaskDetails } from "./values.js";

const PAGE_SIZE = 1_000;

/** The flow's output, else the results of the tasks that lead to no other one, by task_id. */
export async function flowResult(client: FlowCalls, flowId: string, options: CallOptions): Promise<unknown> {
  const first = await client.getFlowDetails(flowId, { ...options, view: "FULL" });
  if (first.flow.output !== undefined) {
    return first.flow.output;
  }
  // A small flow comes whole with its payloads; of a larger one only the payloads that are wanted are read.
  const complete = first.nextPageToken === "";
  const tasks = complete ? first.tasks : await allTasks(client, flowId, { ...options, view: "TASKS" });
  const needed = new Set(tasks.flatMap((task) => task.dependsOn));
  // Where edges choose the way, the last task of one that was not taken has no result.
  const last = tasks.filter((task) => task.state === "SUCCEEDED" && !needed.has(task.name));
  const results = complete
    ? last
    : await tasksById(
        client,
        flowId,
        last.map((task) => task.taskId),
        options,
      );
  return Object.fromEntries(results.map((task) => [task.taskId, task.result]));
}

async function tasksById(
  client: FlowCalls,
  flowId: string,
  taskIds: readonly string[],
  options: CallOptions,
): Promise<readonly TaskDetails[]> {
  const tasks: TaskDetails[] = [];
  for (let from = 0; from < taskIds.length; from += PAGE_SIZE) {
    const page = { ...options, view: "FULL", taskIds: taskIds.slice(from, from + PAGE_SIZE) } as const;
    tasks.push(...(await allTasks(client, flowId, page)));
  }
  return tasks;
}

/** Every page of a flow's tasks, one after the other. */
export async function allTasks(
  client: Pick<FlowCalls, "getFlowDetails">,
  flowId: string,
  options: DetailsOptions & CallOptions,
): Promise<readonly TaskDetails[]> {
  const tasks: TaskDetails[] = [];
  let pageToken = "";
  do {
    const page = await client.getFlowDetails(flowId, { ...options, pageSize: PAGE_SIZE, pageToken });
    tasks.push(...page.tasks);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return tasks;
}
