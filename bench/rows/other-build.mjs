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
const SHAPES = [
  { row: `chain of ${LENGTH}, stream`, load: chainLoad },
  { row: "500 flows × 10", load: flowsLoad({ shape: "chainAndDiamond", callers: 64, count: 500 }) },
  { row: "1 → 1000 → 1", load: flowsLoad({ shape: "fan", size: 1_000 }) },
  { row: "1 → 10000 → 1", load: flowsLoad({ shape: "fan", size: 10_000 }) },
];

export async function otherBuildRow(stage) {
  const other = process.env.OTHER_BUILD;
  if (other === undefined) throw new Error("OTHER_BUILD: expected the folder of a checkout that is built");
  const program = new URL("dist/cli/main.js", pathToFileURL(`${other}/`)).href;
  const servers = { here: await stage.server("here"), there: await stage.server("there", [], program) };
  const lines = [];
  for (const { row, load } of SHAPES) {
    const runs = {};
    for (const [name, { address }] of Object.entries(servers)) runs[name] = await load(stage, address);
    const { here, there } = await takeTurns(runs, stage.rounds, { warmUps: 2 });
    const about = { figure: "tasks", unit: "/s" };
    const anchors = each(there, "perSecond");
    lines.push(line({ row: `${row}: the other build`, ...about, values: anchors }));
    const against = { against: "the other build", anchors, goal: ratioAtLeast(0.9) };
    lines.push(line({ row, ...about, values: each(here, "perSecond"), ...against }));
  }
  return lines;
}

async function chainLoad(stage, address) {
  const load = await stage.load("load/chain-by-stream.mjs", { address });
  return async () => handOverFigures(await load.run({ length: LENGTH }));
}

function flowsLoad(what) {
  return async (stage, address) => {
    const load = await stage.load("load/flows.mjs", { addresses: [address], slots: SLOTS });
    return () => load.run(what);
  };
}
