/**
 * Hand-over across two server processes: the executor's stream is on one, its completions go to the other, which tells the
 * first through the database's change stream only.
 */
import { startLoad, startServer } from "../child.mjs";
import { handOverFigures, spreadOf } from "../figures.mjs";
import { takeTurns } from "../take-turns.mjs";

const LENGTH = 300;
const GOAL_MS = 250;

export async function handOverRow(uri, rounds) {
  const started = [];
  try {
    const servers = await Promise.all([startServer(uri, "bench_hand_over"), startServer(uri, "bench_hand_over")]);
    started.push(...servers);
    const [watching, completing] = servers;
    const addresses = { watchAddress: watching.address, completeAddress: completing.address };
    const load = await startLoad("chain-by-unary", addresses);
    started.unshift(load);
    const across = async () => {
      const latencies = await load.run({ length: LENGTH });
      const within = latencies.filter((latency) => latency <= GOAL_MS).length / latencies.length;
      return { ...handOverFigures(latencies), within: within * 100 };
    };
    const figures = await takeTurns({ across }, rounds);
    return rowsOf(figures.across);
  } finally {
    for (const { stop } of started) await stop();
  }
}

function rowsOf(figures) {
  const row = (figure, label, unit, goal) => {
    const values = figures.map((round) => round[figure]);
    const about = { row: `hand-over across processes, ${LENGTH} tasks`, figure: label, unit };
    return { ...about, spread: spreadOf(values), rounds: values, ...(goal !== undefined && { goal }) };
  };
  return [
    row("p50", "p50", "ms"),
    row("p99", "p99", "ms", { of: "figure", atMost: GOAL_MS, text: `≤ ${GOAL_MS} ms` }),
    row("most", "longest", "ms"),
    row("within", `within ${GOAL_MS} ms`, "%"),
  ];
}
