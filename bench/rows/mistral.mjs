/**
 * P15: Mistral's workflows by the package's runner, against Mistral itself in one process: a chain, tasks that lead to one
 * join, and a list of items, from the call that starts the workflow until it is seen to have ended.
 */
import { runMistral } from "../anchors/mistral/anchor.mjs";
import { anchorLines, each, line, ratioAtLeast } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const WORKFLOWS = [
  { shape: "chain", size: 200, about: "chain of 200" },
  { shape: "join", size: 500, about: "500 → join" },
  { shape: "items", size: 100, about: "with-items 100" },
];

export async function mistralRow(stage) {
  const { address } = await stage.server();
  const anchors = await stage.anchorLoads(["mistral"], {});
  const lines = [];
  for (const { shape, size, about } of WORKFLOWS) {
    const runs = { runner: () => runMistral({ shape, size, address }) };
    if (anchors.mistral !== undefined) runs.mistral = () => anchors.mistral.run({ shape, size });
    // Each run is a process of its own: there is nothing to warm up.
    const figures = await takeTurns(runs, stage.rounds, { warmUps: 0 });
    const values = each(figures.runner, "perSecond");
    const told = { row: `P15 Mistral's workflows, ${about}`, figure: "tasks", unit: "/s", values };
    const against = { goals: { mistral: ratioAtLeast(20) }, labels: { mistral: "Mistral in one process" } };
    lines.push(line(told), ...anchorLines({ ...told, stage, figures, ...against }));
  }
  return lines;
}
