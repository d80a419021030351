/**
 * A simulation as lines: what it took, what made it take so long, what did not run.
 */
import type { Simulation } from "../../client/simulation.js";
import type { TableView } from "./flow-table.js";
import { renderTable } from "./table.js";
import { spanText } from "./text-of-time.js";

export type ToldSimulation = Simulation;

/** So many tasks of each kind are named; all of them with `-o json`. */
const NAMED = 20;

const ENDS: Readonly<Record<string, string>> = {
  STEPS_SPENT: "given up: it takes more decisions than a simulation may",
  STANDSTILL: "nothing more happens by itself",
};

export function renderSimulation(told: ToldSimulation, view: TableView): readonly string[] {
  const { state, end, makespanMs, taskCount, batchCount, pauses } = told;
  const rows = [
    ["STATE", end === "ENDED" ? state : `${state} (${ENDS[end] ?? end})`],
    ["TASKS", `${taskCount} under way, in ${batchCount} ${batchCount === 1 ? "batch" : "batches"}`],
    ...(pauses === 0 ? [] : [["PAUSES", `${pauses}, each resumed at once`]]),
    ...listed("DOOMED", told.doomed, told.doomedCount),
    ...listed("UNREACHABLE", told.unreachable, told.unreachableCount),
  ];
  return [
    ...renderTable([{ title: "MAKESPAN" }, { title: spanText(makespanMs) }], rows, view.width, view.style),
    ...(told.criticalPath.length === 0 ? [] : ["", ...pathLines(told, view)]),
  ];
}

function listed(title: string, names: readonly string[], count: number): string[][] {
  if (count === 0) return [];
  const more = count > NAMED ? ` and ${count - NAMED} more` : "";
  return [[title, `${names.slice(0, NAMED).join(", ")}${more}`]];
}

function pathLines({ criticalPath }: ToldSimulation, view: TableView): readonly string[] {
  const columns = [
    { title: "CRITICAL PATH" },
    { title: "FROM", align: "right" },
    { title: "TO", align: "right" },
    { title: "WAITED", align: "right" },
    { title: "ATTEMPTS", align: "right" },
  ] as const;
  const left = criticalPath.length - NAMED;
  const rows = criticalPath
    .slice(-NAMED)
    .map(({ taskId, reachedMs, endMs, waitedMs, attempts }) => [
      taskId,
      spanText(reachedMs),
      endMs === undefined ? "" : spanText(endMs),
      waitedMs === 0 ? "" : spanText(waitedMs),
      String(attempts),
    ]);
  const table = renderTable(columns, rows, view.width, view.style);
  return left > 0 ? [...table, `${left} more come before.`] : table;
}
