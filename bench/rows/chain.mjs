/**
 * A chain of 1,000 tasks through one idle server and one executor, by stream and by unary calls, against the floor.
 */
import { fileURLToPath } from "node:url";
import { runLoad, startReady, startServer } from "../child.mjs";
import { ratioOf, runFigures, spreadOf } from "../figures.mjs";

const LENGTH = 1_000;
const floorFile = fileURLToPath(new URL("../anchors/floor-server.mjs", import.meta.url));

export async function chainRow(uri, rounds) {
  const server = await startServer(uri, "bench_chain");
  const floor = await startReady(process.execPath, [floorFile, uri, "bench_floor"], /^floor ready (\S+)/);
  const { address } = server;
  const loads = {
    floor: () => runLoad("floor", { address: floor.address, length: LENGTH }),
    stream: (round) => runLoad("chain-by-stream", { address, length: LENGTH, type: `stream${round}` }),
    unary: (round) =>
      runLoad("chain-by-unary", {
        watchAddress: address,
        completeAddress: address,
        length: LENGTH,
        type: `unary${round}`,
      }),
  };
  const runs = { floor: [], stream: [], unary: [] };
  try {
    // The first round of each is for warming up.
    for (let round = 0; round <= rounds; round += 1) {
      for (const [name, load] of Object.entries(loads)) {
        const { latencies, elapsedMs } = await load(round);
        if (round > 0) runs[name].push(runFigures(latencies, elapsedMs));
      }
    }
  } finally {
    await Promise.all([server.stop(), floor.stop()]);
  }
  return rowsOf(runs);
}

function rowsOf(runs) {
  const of = (name, figure) => runs[name].map((run) => run[figure]);
  const row = (name, figure, unit, goal) => ({
    row: `chain of ${LENGTH}, ${name}`,
    figure: { p50: "hand-over p50", p99: "hand-over p99", perSecond: "tasks" }[figure],
    unit,
    spread: spreadOf(of(name, figure)),
    rounds: of(name, figure),
    ...(name !== "floor" && { against: "floor", ratio: ratioOf(of(name, figure), of("floor", figure)) }),
    ...(goal !== undefined && { goal }),
  });
  return [
    row("floor", "p50", "ms"),
    row("floor", "perSecond", "/s"),
    row("stream", "p50", "ms", { of: "ratio", atMost: 1, text: "≤ 1.0 × floor" }),
    row("stream", "p99", "ms"),
    row("stream", "perSecond", "/s", { of: "ratio", atLeast: 0.95, text: "≥ 0.95 × floor" }),
    row("unary", "p50", "ms", { of: "ratio", atMost: 1.15, text: "≤ 1.15 × floor" }),
    row("unary", "p99", "ms"),
    row("unary", "perSecond", "/s"),
  ];
}
