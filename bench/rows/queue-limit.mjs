/**
 * P17: a queue whose concurrency limit is lower than what its executors could hold, through two server processes, one
 * executor on each: how much of the limit is in use, and that it is never passed.
 */
import { atLeast, atMost, each, line } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const LIMIT = 20;
const HOLD_MS = 100;
const FLOWS = 20;
const SIZE = 50;

export async function queueLimitRow(stage) {
  const servers = [await stage.server("limited"), await stage.server("limited")];
  const addresses = servers.map(({ address }) => address);
  const load = await stage.load("load/limited-queue.mjs", { addresses, limit: LIMIT, holdMs: HOLD_MS });
  const figures = await takeTurns({ limited: () => load.run({ flows: FLOWS, size: SIZE }) }, stage.rounds);
  const row = `P17 a limit of ${LIMIT}, tasks of ${HOLD_MS} ms, 2 servers`;
  const [shares, most] = ["share", "most"].map((name) => each(figures.limited, name));
  return [
    line({ row, figure: "of the limit in use", unit: "", values: shares, goal: atLeast(0.95, "") }),
    line({ row, figure: "most at once", unit: "tasks", values: most, goal: atMost(LIMIT, "tasks") }),
  ];
}
