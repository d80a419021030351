/**
 * Flows and tasks as tables.
 */
import type { Flow, TaskDetails } from "../../client/values.js";
import { payloadJson } from "../value-json.js";
import { paintOfState, type Style } from "./style.js";
import { type Column, printable, renderTable } from "./table.js";
import { between, type MomentText } from "./text-of-time.js";

export interface TableView {
  /** Columns of the terminal; absent = lines are never cut. */
  readonly width: number | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly style: Style;
  readonly moment: MomentText;
}

/** What a failure or a payload shows at most within a table. */
const NOTE_LENGTH = 200;

/** One flow, a line for each thing worth knowing about it; `result` is what it results in, as text. */
export function renderFlow(flow: Flow, view: TableView, result = ""): readonly string[] {
  const rows: (readonly [string, string])[] = [
    ["FLOW", flow.flowId],
    ["NAMESPACE", flow.namespace],
    ["WITHIN", withinText(flow)],
    ["ROOT", flow.parent === undefined ? "" : flow.rootFlowId],
    ["NAME", flow.name],
    ["STATE", flow.state],
    ["CREATED", view.moment(flow.createTime)],
    ["NOT BEFORE", view.moment(flow.notBeforeTime)],
    ["STARTED", view.moment(flow.startTime)],
    ["ENDED", view.moment(flow.endTime)],
    ["TOOK", between(flow.startTime, flow.endTime, view.now)],
    ["TASKS", countsText(flow)],
    ["LABELS", labelsText(flow.labels)],
    ["PRIORITY", flow.priority === 0 ? "" : String(flow.priority)],
    ["FAILURE", flow.failure === undefined ? "" : failureText(flow.failure)],
    ["RESULT", result],
    ["DEFINITION", flow.definitionDigest],
    ["REVISION", flow.revision],
  ];
  const shown = rows.filter(([, value]) => value !== "");
  // The titles of a table's first line are the first row here.
  const [first, ...rest] = shown;
  if (first === undefined) return [];
  const ofState = (cell: string) => (cell === flow.state ? paintOfState(cell) : undefined);
  return renderTable(
    [{ title: first[0] }, { title: printable(first[1]), paint: ofState }],
    rest,
    view.width,
    view.style,
  );
}

export function renderFlows(flows: readonly Flow[], view: TableView): readonly string[] {
  const columns: Column[] = [
    { title: "FLOW" },
    { title: "NAME" },
    { title: "STATE", paint: paintOfState },
    { title: "TASKS", align: "right" },
    { title: "CREATED" },
    { title: "TOOK", align: "right" },
    { title: "LABELS" },
  ];
  const rows = flows.map((flow) => [
    flow.flowId,
    flow.name,
    flow.state,
    doneText(flow),
    view.moment(flow.createTime),
    between(flow.startTime, flow.endTime, view.now),
    labelsText(flow.labels),
  ]);
  return renderTable(columns, rows, view.width, view.style);
}

/** `depths`: how many flows each is within, below the one that is shown; absent = none. */
export function renderTasks(
  tasks: readonly TaskDetails[],
  view: TableView,
  depths: readonly number[] = [],
): readonly string[] {
  const columns: Column[] = [
    { title: "TASK" },
    { title: "TYPE" },
    { title: "STATE", paint: paintOfState },
    { title: "ATTEMPT", align: "right" },
    { title: "TRIES", align: "right" },
    { title: "WORKER" },
    { title: "TOOK", align: "right" },
    { title: "NOTES" },
  ];
  const rows = tasks.map((task, index) => [
    `${"  ".repeat(depths[index] ?? 0)}${task.taskId}`,
    typeText(task),
    task.state,
    String(task.attempt),
    String(task.tries),
    task.workerId,
    between(task.startTime, task.endTime, view.now),
    notesText(task),
  ]);
  return renderTable(columns, rows, view.width, view.style);
}

/** The task that it is the work of. */
function withinText({ parent }: Flow): string {
  return parent === undefined ? "" : `${parent.flowId}, task ${parent.taskId}, attempt ${parent.attempt}`;
}

/** How many tasks are in which state: "3 SUCCEEDED, 1 RUNNING". */
export function countsText(flow: Flow): string {
  return flow.counts.map(({ state, count }) => `${count} ${state}`).join(", ");
}

export function failureText(failure: { readonly type: string; readonly message: string }): string {
  return printable(failure.message === "" ? failure.type : `${failure.type}: ${failure.message}`);
}

function doneText(flow: Flow): string {
  const total = flow.counts.reduce((sum, { count }) => sum + count, 0);
  const succeeded = flow.counts.find(({ state }) => state === "SUCCEEDED")?.count ?? 0;
  return `${succeeded}/${total}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/** A nested flow that has not begun shows neither. */
function typeText({ type, childFlowId }: TaskDetails): string {
  if (type !== "") return type;
  return childFlowId === undefined ? "" : "(flow)";
}

function notesText(task: TaskDetails): string {
  const notes = [task.stateReason, task.deferred ? "deferred" : ""];
  if (task.childFlowId !== undefined) notes.push(`as flow ${task.childFlowId}`);
  if (task.failure !== undefined && task.state !== "SUCCEEDED") notes.push(failureText(task.failure));
  if (task.result !== undefined) notes.push(JSON.stringify(payloadJson(task.result)));
  const text = notes.filter((note) => note !== "").join(" ");
  return text.length <= NOTE_LENGTH ? text : `${text.slice(0, NOTE_LENGTH)}…`;
}
