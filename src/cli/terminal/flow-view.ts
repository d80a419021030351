/**
 * A flow while it runs: a tree and a bar that are drawn again on a terminal, else a line for each change.
 */
import type { Flow, TaskDetails } from "../../client/values.js";
import { failureText } from "./flow-table.js";
import { renderTree, type TreePlace, treeOrder } from "./flow-tree.js";
import { canRedraw, createLiveArea, type TerminalStream } from "./live-area.js";
import { progressBar } from "./progress-bar.js";
import type { Style } from "./style.js";
import { cut, printable } from "./table.js";
import { between } from "./text-of-time.js";

export interface FlowView {
  /** The flow and the latest state of the tasks that changed. */
  update(flow: Flow, tasks: readonly TaskDetails[]): void;
  /** Shows the last state and stops drawing. */
  close(): void;
}

/** How often the times that run are drawn again. */
const REDRAW_MS = 250;
const BAR_WIDTH = 30;
/** The flow's own line, the bar, and a blank line between. */
const FRAME_ROWS = 3;

export function createFlowView(stream: TerminalStream & { readonly isTTY?: boolean }, style: Style): FlowView {
  return canRedraw(stream) ? liveView(stream, style) : plainView(stream);
}

function liveView(stream: TerminalStream, style: Style): FlowView {
  const area = createLiveArea(stream);
  const tasks = new Map<string, TaskDetails>();
  let places: readonly TreePlace[] = [];
  let latest: Flow | undefined;
  const draw = (): void => {
    if (latest === undefined) return;
    const { rows, columns } = area.size();
    const now = Date.now();
    const tree = renderTree(places, tasks, { rows: Math.max(1, rows - FRAME_ROWS), columns, style, now });
    area.draw([flowLine(latest, style, columns, now), ...tree, "", barOf(latest, tasks.size, style)]);
  };
  const timer = setInterval(draw, REDRAW_MS);
  return {
    update(flow, changed) {
      latest = flow;
      for (const task of changed) tasks.set(task.taskId, task);
      if (places.length !== tasks.size) places = treeOrder([...tasks.values()]);
      draw();
    },
    close() {
      clearInterval(timer);
      draw();
      area.close();
    },
  };
}

function flowLine(flow: Flow, style: Style, columns: number, now: number): string {
  const took = between(flow.startTime, flow.endTime, now);
  const failure = flow.failure === undefined ? "" : failureText(flow.failure);
  const text = cut(
    [`flow ${flow.flowId}`, flow.state, took, failure].filter((part) => part !== "").join("  "),
    columns,
  );
  if (flow.state === "SUCCEEDED") return style.good(text);
  return flow.state === "FAILED" || flow.state === "CANCELLED" ? style.bad(text) : style.strong(text);
}

function barOf(flow: Flow, total: number, style: Style): string {
  const count = (...states: readonly string[]): number =>
    flow.counts.filter(({ state }) => states.includes(state)).reduce((sum, each) => sum + each.count, 0);
  const counts = { succeeded: count("SUCCEEDED"), otherwise: count("FAILED", "SKIPPED", "CANCELLED"), total };
  return progressBar(counts, BAR_WIDTH, style);
}

function plainView(stream: TerminalStream): FlowView {
  const said = new Map<string, string>();
  const say = (key: string, line: string): void => {
    if (said.get(key) === line) return;
    said.set(key, line);
    stream.write(`${line}\n`);
  };
  return {
    update(flow, changed) {
      for (const task of changed) if (task.state !== "PENDING") say(`task ${task.taskId}`, taskLine(task));
      say(
        "flow",
        `flow ${flow.flowId} ${flow.state}${flow.failure === undefined ? "" : ` ${failureText(flow.failure)}`}`,
      );
    },
    close: () => undefined,
  };
}

/** The flow that its attempt is. */
function asFlow({ childFlowId }: TaskDetails): string {
  return childFlowId === undefined ? "" : `as flow ${childFlowId}`;
}

function taskLine(task: TaskDetails): string {
  const notes = [
    task.stateReason,
    asFlow(task),
    task.attempt > 1 ? `attempt ${task.attempt}` : "",
    task.deferred ? "deferred" : "",
  ];
  if (task.state === "RUNNING") notes.push(printable(task.workerId));
  if (task.failure !== undefined && task.state !== "SUCCEEDED") notes.push(failureText(task.failure));
  return ["task", printable(task.taskId), task.state, ...notes.filter((note) => note !== "")].join(" ");
}
