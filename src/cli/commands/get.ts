/**
 * `lazyengine get`: one flow, and its tasks.
 */
import { Command } from "commander";
import type { Flow, TaskDetails } from "../../client/values.js";
import { type Connected, clientCommand } from "../client-command.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { withNested } from "../nested-tasks.js";
import { choiceOption, repeated } from "../option-values.js";
import { stateOption, TASK_STATES, taskStates } from "../state-names.js";
import { renderFlow, renderTasks, type TableView } from "../terminal/flow-table.js";

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
    .addOption(
      choiceOption(
        "--view <VIEW>",
        "summary: the flow alone; tasks; full: payloads and attempts too",
        Object.keys(VIEWS),
      ).default("tasks"),
    )
    .addOption(stateOption("only tasks in this state; may be repeated", TASK_STATES))
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
  const table = (view: TableView): readonly string[] => {
    const all = placed.map(({ task }) => task);
    const depths = placed.map(({ depth }) => depth);
    return [...renderFlow(flow, view), ...(tasks.length === 0 ? [] : ["", ...renderTasks(all, view, depths)])];
  };
  connected.output.show(
    flags.view === "summary"
      ? { value: { flow }, names: [flow.flowId], table }
      : { value: shown, items: tasks, names: tasks.map(({ taskId }) => taskId), table },
  );
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
