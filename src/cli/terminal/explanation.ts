/**
 * Why a task stands where it does, as lines.
 */
import type { TaskExplanation } from "../../client/explanation.js";
import type { TableView } from "./flow-table.js";
import { paintOfState } from "./style.js";
import { renderTable } from "./table.js";

export function renderExplanation(explanation: TaskExplanation, view: TableView): readonly string[] {
  const { flow, task, reasons, sources, sourcesTruncated, sourcesNeeded } = explanation;
  const rows = [
    ["FLOW", `${flow.flowId} ${flow.state}`],
    ["STATE", task.state],
    ...reasons.map(({ message, time }, index) => [index === 0 ? "WHY" : "", message + momentNote(time, view)]),
  ];
  return [
    ...renderTable([{ title: "TASK" }, { title: task.taskId }], rows, view.width, view.style),
    ...(sources.length === 0 ? [] : ["", ...sourceLines(explanation, view)]),
    ...(sourcesTruncated ? [`There are more than these ${sources.length}.`] : []),
    ...(sourcesNeeded === 0 || sources.length === 0 ? [] : [`${sourcesNeeded} of them must lead to it.`]),
  ];
}

function sourceLines({ sources }: TaskExplanation, view: TableView): readonly string[] {
  const columns = [
    { title: "LEADS TO IT" },
    { title: "STATE", paint: paintOfState },
    { title: "SLOT" },
    { title: "EDGES" },
  ];
  const rows = sources.map(({ taskId, state, slot, edges }) => [taskId, state, slot, edges.join(",")]);
  return renderTable(columns, rows, view.width, view.style);
}

function momentNote(time: number | undefined, view: TableView): string {
  return time === undefined ? "" : ` (${view.moment(time)})`;
}
