/**
 * P17: a queue whose limit is lower than what its executors could do, through two server processes, one executor on each:
 * how much of the limit is used, and that it is never passed. Once a limit of how many are held at once, once a rate.
 */
import { atLeast, atMost, each, line } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const LIMIT = 20;
const HOLD_MS = 100;
const RATE = 200;
const PERIOD_MS = 1_000;
const FLOWS = 20;
const SIZE = 50;

export async function queueLimitRow(stage) {
  const servers = [await stage.server("limited"), await stage.server("limited")];
  const addresses = servers.map(({ address }) => address);
  const held = await stage.load("load/limited-queue.mjs", { addresses, limit: LIMIT, holdMs: HOLD_MS });
  const rated = await stage.load("load/rated-queue.mjs", { addresses, tasks: RATE, periodMs: PERIOD_MS });
  const work = { flows: FLOWS, size: SIZE };
  const figures = await takeTurns({ held: () => held.run(work), rated: () => rated.run(work) }, stage.rounds);
  return [
    ...shares(`P17 a limit of ${LIMIT}, tasks of ${HOLD_MS} ms, 2 servers`, figures.held, LIMIT, "most at once"),
    ...shares(`P17 a rate of ${RATE} a second, 2 servers`, figures.rated, RATE, "most within a period"),
  ];
}

function shares(row, rounds, limit, figure) {
  const [used, most] = ["share", "most"].map((name) => each(rounds, name));
  return [
    line({ row, figure: "of the limit in use", unit: "", values: used, goal: atLeast(0.95, "") }),
    line({ row, figure, unit: "tasks", values: most, goal: atMost(limit, "tasks") }),
  ];
}
