/**
 * A chain of 1,000 tasks through one idle server and one executor, by stream and by unary calls, against the floor.
 */
import { startLoad, startReady, startServer } from "../child.mjs";
import { handOverFigures, ratioOf, spreadOf } from "../figures.mjs";
import { takeTurns } from "../take-turns.mjs";

const LENGTH = 1_000;

export async function chainRow(uri, rounds) {
  const started = [];
  const keep = (process) => {
    started.unshift(process);
    return process;
  };
  try {
    const { address } = keep(await startServer(uri, "bench_chain"));
    const floor = keep(await startReady("anchors/floor-server.mjs", [uri, "bench_floor"], /^floor ready (\S+)/));
    const loads = {
      floor: keep(await startLoad("floor", { address: floor.address })),
      stream: keep(await startLoad("chain-by-stream", { address })),
      unary: keep(await startLoad("chain-by-unary", { watchAddress: address, completeAddress: address })),
    };
    const runOf = (load) => async () => handOverFigures(await load.run({ length: LENGTH }));
    const runs = Object.fromEntries(Object.entries(loads).map(([name, load]) => [name, runOf(load)]));
    return rowsOf(await takeTurns(runs, rounds));
  } finally {
    for (const { stop } of started) await stop();
  }
}

function rowsOf(figures) {
  const of = (name, figure) => figures[name].map((round) => round[figure]);
  const row = (name, figure, label, goal) => ({
    row: `chain of ${LENGTH}, ${name}`,
    figure: label,
    unit: figure === "perSecond" ? "/s" : "ms",
    spread: spreadOf(of(name, figure)),
    rounds: of(name, figure),
    ...(name !== "floor" && { against: "floor", ratio: ratioOf(of(name, figure), of("floor", figure)) }),
    ...(goal !== undefined && { goal }),
  });
  const tail = (name) => ({
    ...row(name, "p99", "hand-over p99"),
    against: "its own p50",
    ratio: ratioOf(of(name, "p99"), of(name, "p50")),
    goal: { of: "ratio", atMost: 4, text: "≤ 4 × its p50" },
  });
  const all = (name, p50, perSecond) => [
    row(name, "p50", "hand-over p50", p50),
    row(name, "firstHundred", "p50 of the first 100"),
    row(name, "lastHundred", "p50 of the last 100"),
    tail(name),
    row(name, "perSecond", "tasks", perSecond),
  ];
  return [
    ...[row("floor", "p50", "hand-over p50"), row("floor", "p99", "hand-over p99"), row("floor", "perSecond", "tasks")],
    ...all(
      "stream",
      { of: "ratio", atMost: 1, text: "≤ 1.0 × floor" },
      { of: "ratio", atLeast: 0.95, text: "≥ 0.95 × floor" },
    ),
    ...all("unary", { of: "ratio", atMost: 1.15, text: "≤ 1.15 × floor" }),
  ];
}
