/**
 * P14: TaskFlow's own API on its engine `lazy`, against its serial engine with its flows kept in sqlite: a chain, and a
 * fan of tasks that wait for nothing, from the call of `run` to its return.
 */
import { fileURLToPath } from "node:url";
import { runTaskflow } from "../anchors/taskflow/anchor.mjs";
import { anchorLines, each, line, ratioAtLeast } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const SIZE = 400;
/** The interpreter of the checkout's environment, which has the package and the same release of TaskFlow. */
const PYTHON = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));

export async function taskflowEngineRow(stage) {
  const { address } = await stage.server();
  const anchors = await stage.anchorLoads(["taskflow"], {});
  const lines = [];
  for (const shape of ["chain", "fan"]) {
    const flow = { shape, size: SIZE };
    const runs = { lazy: () => wholeRun(runTaskflow(PYTHON, { ...flow, address })) };
    if (anchors.taskflow !== undefined) runs.taskflow = () => wholeRun(anchors.taskflow.run(flow));
    // Each run is a process of its own: only the server has anything to warm up.
    await runs.lazy();
    const figures = await takeTurns(runs, stage.rounds, { warmUps: 0 });
    const about = {
      row: `P14 TaskFlow's engine lazy, ${shape} of ${SIZE}`,
      figure: "tasks",
      unit: "/s",
      values: each(figures.lazy, "perSecond"),
    };
    const against = { goals: { taskflow: ratioAtLeast(5) }, labels: { taskflow: "TaskFlow's serial engine, sqlite" } };
    lines.push(line(about), ...anchorLines({ ...about, stage, figures, ...against }));
  }
  return lines;
}

async function wholeRun(run) {
  const figures = await run;
  return figures && { perSecond: figures.wholePerSecond };
}
