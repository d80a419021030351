/**
 * P10: ten flows with 10,000 ready tasks each wait; then an executor of 64 slots comes. How fast it gets the first 10,000,
 * against a flow of 10,000 in an empty system; and whether tasks come by priority, then by the age of their flow. Each
 * round has a server and a database of its own, which does a flow of 10,000 first that does not count.
 */
import { atMost, each, line, ratioAtLeast } from "../table.mjs";

const SLOTS = 64;
const SIZE = 10_000;
/** The fourth flow goes before the older ones, then the first goes before the younger ones. */
const PRIORITIES = [0, 0, 0, 5, 0, 0, 0, 0, 0, 0];
const TAKEN = 15_000;

export async function backlogRow(stage) {
  const rounds = [];
  for (let round = 0; round < stage.rounds; round += 1) rounds.push(await roundOn(stage, `round_${round}`));
  const row = `P10 hand-over, ${SLOTS} slots`;
  const [empty, backlog] = [each(rounds, "empty"), each(rounds, "perSecond")];
  const about = { figure: "tasks", unit: "/s" };
  const waiting = `${row}, ${PRIORITIES.length} flows × ${SIZE} ready tasks`;
  const misplaced = { figure: `of ${TAKEN}, out of order`, unit: "tasks", values: each(rounds, "misplaced") };
  return [
    line({ row: `${row}, empty system`, ...about, values: empty }),
    line({ row: waiting, ...about, values: backlog, against: "empty system", anchors: empty, goal: ratioAtLeast(0.9) }),
    line({ row: waiting, ...misplaced, goal: atMost(0, "tasks") }),
  ];
}

async function roundOn(stage, name) {
  const server = await stage.server(name);
  const load = await stage.load("load/backlog.mjs", { address: server.address, slots: SLOTS });
  await load.run({ step: "empty", size: SIZE });
  const { perSecond: empty } = await load.run({ step: "empty", size: SIZE });
  await load.run({ step: "fill", size: SIZE, priorities: PRIORITIES });
  const taken = await load.run({ step: "take", count: TAKEN, rated: SIZE });
  if (taken.flows < 2) throw new Error(`tasks came from ${taken.flows} flow: that shows no order`);
  await stage.stop(load);
  await stage.stop(server);
  return { ...taken, empty };
}
