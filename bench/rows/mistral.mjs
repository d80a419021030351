/**
 * P15: Mistral's workflows by the package's runner, against Mistral itself in one process: a chain, tasks that lead to one
 * join, and a list of items, from the call that starts the workflow until it is seen to have ended.
 */
import { runMistral } from "../anchors/mistral/anchor.mjs";
import { anchorLines, each, line, ratioAtLeast } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

/** `anchor`: Mistral is too slow for a join of as many. Its cost per task rises with their number, so that fewer suit it. */
const WORKFLOWS = [
  { shape: "chain", size: 200, anchor: 200, about: (size) => `chain of ${size}` },
  { shape: "join", size: 500, anchor: 100, about: (size) => `${size} → join` },
  { shape: "items", size: 100, anchor: 100, about: (size) => `with-items ${size}` },
];

/** As in other rows, before anything counts: compilers of the server work while code is new. Runners are always new. */
const WARM_UP_TASKS = 1_000;

export async function mistralRow(stage) {
  const { address } = await stage.server();
  const anchors = await stage.anchorLoads(["mistral"], {});
  const lines = [];
  for (const { shape, size, anchor, about } of WORKFLOWS) {
    const runs = { runner: () => runMistral({ shape, size, address }) };
    if (anchors.mistral !== undefined) runs.mistral = () => anchors.mistral.run({ shape, size: anchor });
    for (let done = 0; done < WARM_UP_TASKS; done += size) await runs.runner();
    // Each further run, of either side, is a process of its own.
    const figures = await takeTurns(runs, stage.rounds, { warmUps: 0 });
    const values = each(figures.runner, "perSecond");
    const told = { row: `P15 Mistral's workflows, ${about(size)}`, figure: "tasks", unit: "/s", values };
    const labels = { mistral: `Mistral in one process, ${about(anchor)}` };
    const against = { goals: { mistral: ratioAtLeast(20) }, labels };
    lines.push(line(told), ...anchorLines({ ...told, stage, figures, ...against }));
  }
  return lines;
}
