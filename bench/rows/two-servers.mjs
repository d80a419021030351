/**
 * P13: two server processes on one flow with 10,000 tasks that wait for nothing, against one. Both times two executors of
 * 32 slots each; with two servers, one on each.
 */
import { counterOf } from "../server-metrics.mjs";
import { atMost, each, line, ratioAtLeast } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const TASKS = 10_000;
const SLOTS = 32;
const CONFLICTS = "lazyengine_conflicts_total";

export async function twoServersRow(stage) {
  const one = await stage.server("one");
  const [two, other] = [await stage.server("two"), await stage.server("two")];
  const runs = { one: await hotFlow(stage, [one, one]), two: await hotFlow(stage, [two, other]) };
  const figures = await takeTurns(runs, stage.rounds);
  const row = `P13 one flow of ${TASKS} parallel tasks`;
  const about = { figure: "tasks", unit: "/s" };
  const [alone, together] = ["one", "two"].map((name) => each(figures[name], "perSecond"));
  const retries = { figure: "writes that missed", unit: "per completion", values: each(figures.two, "conflicts") };
  return [
    line({ row: `${row}, 1 server`, ...about, values: alone }),
    line({
      row: `${row}, 2 servers`,
      ...about,
      values: together,
      against: "1 server",
      anchors: alone,
      goal: ratioAtLeast(0.8),
    }),
    line({ row: `${row}, 2 servers`, ...retries, goal: atMost(0.2, "per completion") }),
  ];
}

/** A run of one flow that two executors share, each on its server. */
async function hotFlow(stage, servers) {
  const addresses = servers.map(({ address }) => address);
  const load = await stage.load("load/flows.mjs", { addresses, slots: SLOTS });
  const conflicts = async () => {
    const counts = await Promise.all([...new Set(servers)].map(({ http }) => counterOf(http, CONFLICTS)));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  return async () => {
    const before = await conflicts();
    const { perSecond } = await load.run({ shape: "parallel", size: TASKS });
    return { perSecond, conflicts: ((await conflicts()) - before) / TASKS };
  };
}
