/**
 * P19: as many tasks as ever, of few concurrency keys and of many, through two server processes with an executor each: how fast
 * they are handed out, how long a page of all keys takes meanwhile, and that no key is above its limit.
 */
import { atMost, each, line, ratioAtLeast } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const FEW = 200;
const MANY = 2_000;
const FLOWS = 2_000;
const SIZE = 3;
const SLOTS = 128;
const HOLD_MS = 10;

export async function concurrencyKeysRow(stage) {
  const runs = { few: await keyedTasks(stage, FEW), many: await keyedTasks(stage, MANY) };
  const figures = await takeTurns(runs, stage.rounds);
  const [few, many] = ["few", "many"].map((name) => each(figures[name], "perSecond"));
  const [fewRow, manyRow] = [FEW, MANY].map((keys) => `P19 ${FLOWS * SIZE} tasks of ${HOLD_MS} ms, ${keys} keys`);
  const above = [...each(figures.few, "above"), ...each(figures.many, "above")];
  return [
    line({ row: fewRow, figure: "tasks", unit: "/s", values: few }),
    line({
      row: manyRow,
      figure: "tasks",
      unit: "/s",
      values: many,
      against: `${FEW} keys`,
      anchors: few,
      goal: ratioAtLeast(0.8),
    }),
    line({ row: fewRow, figure: "longest list", unit: "ms", values: each(figures.few, "listMs") }),
    line({
      row: manyRow,
      figure: "longest list",
      unit: "ms",
      values: each(figures.many, "listMs"),
      goal: atMost(1_000, "ms"),
    }),
    line({ row: manyRow, figure: "most above a limit", unit: "tasks", values: above, goal: atMost(0, "tasks") }),
  ];
}

async function keyedTasks(stage, keys) {
  const servers = [await stage.server(`keys-${keys}`), await stage.server(`keys-${keys}`)];
  const addresses = servers.map(({ address }) => address);
  const load = await stage.load("load/keyed-tasks.mjs", { addresses, keys, slots: SLOTS, holdMs: HOLD_MS });
  return () => load.run({ flows: FLOWS, size: SIZE });
}
