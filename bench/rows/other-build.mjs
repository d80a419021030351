/**
 * This checkout's server against that of another one, as of an earlier state: `OTHER_BUILD=DIR`, a checkout
 * that is built. The same clients drive both. Not in the whole table, only by name.
 */
import { pathToFileURL } from "node:url";
import { handOverFigures } from "../figures.mjs";
import { each, line, ratioAtLeast } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const SLOTS = 64;
const LENGTH = 1_000;
const FLOWS = [
  ["500 flows × 10", { shape: "chainAndDiamond", callers: 64, count: 500 }],
  ["1 → 1000 → 1", { shape: "fan", size: 1_000 }],
  ["1 → 10000 → 1", { shape: "fan", size: 10_000 }],
];

export async function otherBuildRow(stage) {
  const other = process.env.OTHER_BUILD;
  if (other === undefined) throw new Error("OTHER_BUILD: expected the folder of a checkout that is built");
  const program = new URL("dist/cli/main.js", pathToFileURL(`${other}/`)).href;
  const servers = { here: await stage.server("here"), there: await stage.server("there", [], program) };
  const loads = {};
  for (const [name, { address }] of Object.entries(servers)) loads[name] = await loadsOf(stage, address);
  const lines = [];
  for (const row of Object.keys(loads.here)) {
    const runs = Object.fromEntries(Object.entries(loads).map(([name, load]) => [name, load[row]]));
    const { here, there } = await takeTurns(runs, stage.rounds, { warmUps: 2 });
    const about = { figure: "tasks", unit: "/s" };
    const anchors = each(there, "perSecond");
    lines.push(line({ row: `${row}: the other build`, ...about, values: anchors }));
    const against = { against: "the other build", anchors, goal: ratioAtLeast(0.9) };
    lines.push(line({ row, ...about, values: each(here, "perSecond"), ...against }));
  }
  return lines;
}

/** By row, one round of its load. All flows are done by the same executors: others' would take their tasks. */
async function loadsOf(stage, address) {
  const chain = await stage.load("load/chain-by-stream.mjs", { address });
  const flows = await stage.load("load/flows.mjs", { addresses: [address], slots: SLOTS });
  return {
    [`chain of ${LENGTH}, stream`]: async () => handOverFigures(await chain.run({ length: LENGTH })),
    ...Object.fromEntries(FLOWS.map(([row, what]) => [row, () => flows.run(what)])),
  };
}
