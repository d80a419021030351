/**
 * `lazyengine get`: one flow, and its tasks.
 */
import { Command } from "commander";
import type { Flow, TaskDetails } from "../../client/values.js";
import { type Connected, clientCommand } from "../client-command.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { withNested } from "../nested-tasks.js";
import { choice, repeated } from "../option-values.js";
import { taskStates } from "../state-names.js";
import { renderFlow, renderTasks } from "../terminal/flow-table.js";

const VIEWS = { summary: "SUMMARY", tasks: "TASKS", full: "FULL" } as const;
const PAGE_SIZE = 1000;

interface GetFlags {
  readonly view: keyof typeof VIEWS;
  readonly state?: readonly string[];
  readonly task?: readonly string[];
}

export function getCommand(): Command {
  const command = new Command("get")
    .description("Shows a flow and its tasks.")
    .argument("<flow-id>", "the flow")
    .option("--view <VIEW>", "summary: the flow alone; tasks; full: payloads and attempts too", choice(VIEWS), "tasks")
    .option("--state <STATE>", "only tasks in this state; may be repeated", repeated)
    .option("--task <TASK_ID>", "only this task; may be repeated", repeated);
  return clientCommand(command, get);
}

async function get(connected: Connected, [flowId = ""]: readonly string[], flags: GetFlags): Promise<ExitCode> {
  const { flow, tasks } = await readAll(connected, flowId, flags);
  // Which tasks are wanted is said of this flow alone.
  const isFiltered = flags.state !== undefined || flags.task !== undefined;
  const { placed, nested } = isFiltered
    ? { placed: tasks.map((task) => ({ task, depth: 0 })), nested: [] }
    : await withNested(tasks, (id) => readAll(connected, id, flags));
  const shown = { flow, tasks, ...(nested.length > 0 && { nested }) };
  connected.output.show(flags.view === "summary" ? { flow } : shown, (view) => [
    ...renderFlow(flow, view),
    ...(tasks.length === 0
      ? []
      : [
          "",
          ...renderTasks(
            placed.map(({ task }) => task),
            view,
            placed.map(({ depth }) => depth),
          ),
        ]),
  ]);
  return EXIT.done;
}

/** The flow as the last page tells it, with the tasks of all pages. */
async function readAll(
  { client, call }: Connected,
  flowId: string,
  { view, state = [], task = [] }: GetFlags,
): Promise<{ readonly flow: Flow; readonly tasks: readonly TaskDetails[] }> {
  const filter = { view: VIEWS[view], states: taskStates(state), taskIds: task, pageSize: PAGE_SIZE };
  const tasks: TaskDetails[] = [];
  for (let pageToken = ""; ; ) {
    const page = await client.getFlowDetails(flowId, { ...filter, pageToken, ...call });
    tasks.push(...page.tasks);
    pageToken = page.nextPageToken;
    if (pageToken === "") return { flow: page.flow, tasks };
  }
}
