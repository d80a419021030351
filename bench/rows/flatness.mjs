/**
 * P5: CPU of the server and of mongod for each completion, in flows of 10,000 tasks against flows of 100. What a Run costs
 * is not in it: flows wait at a gate until they are measured. Flows of 100 go one after the other, as many as take long
 * enough for the kernel's accounting, which counts in steps of 10 ms.
 */
import { cpuOf } from "../process-cost.mjs";
import { each, line, ratioAtMost } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const SLOTS = 64;
const SMALL = 100;
const LARGE = 10_000;
const SMALL_FLOWS = 20;
/** As wide in flows of both sizes, so that as much is in flight. */
const LAYER = 25;
const SHAPES = [
  { shape: "chain", goal: ratioAtMost(1.15) },
  { shape: "fan", goal: ratioAtMost(1.15) },
  { shape: "layered", goal: ratioAtMost(1.5) },
];

export async function flatnessRow(stage) {
  const server = await stage.server();
  const load = await stage.load("load/gated-flows.mjs", { address: server.address, slots: SLOTS });
  const pids = { server: server.pid, mongod: stage.mongod.pid };
  let seed = 0;
  const lines = [];
  for (const { shape, goal } of SHAPES) {
    const run = async (size, count) => {
      seed += 1;
      const { tasks } = await load.run({ step: "begin", shape, size, count, more: [LAYER, seed] });
      const { cpu } = await cpuOf(pids, () => load.run({ step: "go", atOnce: 1 }));
      await load.run({ step: "check" });
      const perTask = (ms) => (ms / tasks) * 1000;
      return { server: perTask(cpu.server), mongod: perTask(cpu.mongod), both: perTask(cpu.server + cpu.mongod) };
    };
    const runs = { small: () => run(SMALL, SMALL_FLOWS), large: () => run(LARGE, 1) };
    // The large flow would take long, and the small ones run the same code.
    await runs.small();
    const { small, large } = await takeTurns(runs, stage.rounds, { warmUps: 0 });
    lines.push(...linesOf(shape, small, large, goal));
  }
  return lines;
}

function linesOf(shape, small, large, goal) {
  const against = `of ${SMALL}`;
  const figureOf = (row, figure, label, rounds, more) =>
    line({ row, figure: `CPU, ${label}`, unit: "µs per completion", values: each(rounds, figure), ...more });
  const [rowSmall, rowLarge] = [SMALL, LARGE].map((size) => `P5 ${shape} of ${size}`);
  return [
    figureOf(rowSmall, "both", "server + mongod", small),
    figureOf(rowLarge, "both", "server + mongod", large, { against, anchors: each(small, "both"), goal }),
    figureOf(rowLarge, "server", "server", large, { against, anchors: each(small, "server") }),
    figureOf(rowLarge, "mongod", "mongod", large, { against, anchors: each(small, "mongod") }),
  ];
}
