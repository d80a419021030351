/**
 * Hand-over across two server processes: the executor's stream is on one, its completions go to the other, which tells the
 * first through the database's change stream only.
 */
import { handOverFigures } from "../figures.mjs";
import { atMost, each, line } from "../table.mjs";
import { takeTurns } from "../take-turns.mjs";

const LENGTH = 300;
const GOAL_MS = 250;

export async function handOverRow(stage) {
  const [watching, completing] = [await stage.server(), await stage.server()];
  const addresses = { watchAddress: watching.address, completeAddress: completing.address };
  const load = await stage.load("load/chain-by-unary.mjs", addresses);
  const across = async () => {
    const latencies = await load.run({ length: LENGTH });
    const within = latencies.filter((latency) => latency <= GOAL_MS).length / latencies.length;
    return { ...handOverFigures(latencies), within: within * 100 };
  };
  const figures = (await takeTurns({ across }, stage.rounds)).across;
  const figureOf = (name, label, unit, goal) =>
    line({
      row: `hand-over across processes, ${LENGTH} tasks`,
      figure: label,
      unit,
      values: each(figures, name),
      ...(goal !== undefined && { goal }),
    });
  return [
    figureOf("p50", "p50", "ms"),
    figureOf("p99", "p99", "ms", atMost(GOAL_MS, "ms")),
    figureOf("most", "longest", "ms"),
    figureOf("within", `within ${GOAL_MS} ms`, "%"),
  ];
}
