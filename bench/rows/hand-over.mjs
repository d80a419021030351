/**
 * Hand-over across two server processes: the executor's stream is on one, its completions go to the other, which tells the
 * first through the database's change stream only.
 */
import { runLoad, startServer } from "../child.mjs";
import { runFigures, spreadOf } from "../figures.mjs";

const LENGTH = 300;
const GOAL_MS = 250;

export async function handOverRow(uri, rounds) {
  const servers = await Promise.all([startServer(uri, "bench_hand_over"), startServer(uri, "bench_hand_over")]);
  const [watching, completing] = servers;
  const runs = [];
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const { latencies, elapsedMs } = await runLoad("chain-by-unary", {
        watchAddress: watching.address,
        completeAddress: completing.address,
        length: LENGTH,
        type: `across${round}`,
      });
      const within = latencies.filter((latency) => latency <= GOAL_MS).length / latencies.length;
      if (round > 0) runs.push({ ...runFigures(latencies, elapsedMs), within: within * 100 });
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
  const row = (figure, name, unit, goal) => {
    const values = runs.map((run) => run[figure]);
    const about = { row: `hand-over across processes, ${LENGTH} tasks`, figure: name, unit };
    return { ...about, spread: spreadOf(values), rounds: values, ...(goal !== undefined && { goal }) };
  };
  return [
    row("p50", "p50", "ms"),
    row("p99", "p99", "ms", { of: "figure", atMost: GOAL_MS, text: `≤ ${GOAL_MS} ms` }),
    row("most", "longest", "ms"),
    row("within", `within ${GOAL_MS} ms`, "%"),
  ];
}
