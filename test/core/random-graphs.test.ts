/**
 * Random graphs against the reference model. `SEED=n` runs one graph again; `GRAPHS=n` runs more of them.
 */
import { describe, expect, it } from "vitest";
import { randomGraph } from "./random-graph.js";
import { driveToEnd } from "./random-moves.js";
import { RandomRun } from "./random-run.js";
import { chosenSeeds } from "./seeds.js";

const { first: FIRST, count: SEEDS } = chosenSeeds(2_000);
const TIME = { timeout: 180_000 + SEEDS * 50 };

describe("random graphs", () => {
  it(`${SEEDS} runs agree with the reference model after every command`, TIME, () => {
    for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
      naming(seed, () => driveToEnd(new RandomRun(randomGraph(seed), seed), true));
    }
  });

  it("the order of completions does not matter where every branch goes on", TIME, () => {
    for (let seed = FIRST; seed < FIRST + SEEDS / 10; seed += 1) {
      const graph = { ...randomGraph(seed), failureMode: "CONTINUE" as const };
      const ends = [1, 2, 3].map((order) => naming(seed, () => endOf(new RandomRun(graph, seed * 3 + order))));
      expect(ends[1], `seed ${seed}`).toEqual(ends[0]);
      expect(ends[2], `seed ${seed}`).toEqual(ends[0]);
    }
  });
});

function endOf(run: RandomRun) {
  driveToEnd(run, false);
  const { segment } = run;
  return {
    flow: segment.flow.state,
    tasks: segment.definition.nodes.map(({ number, task }) => `${task.name} ${segment.stateOf(number)}`),
    tries: segment.definition.nodes.map(({ number }) => segment.entry(number)?.tries),
  };
}

/** Runs it; a failure names the seed. */
function naming<Value>(seed: number, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    throw new Error(`seed ${seed} (SEED=${seed} runs it alone): ${String(error)}`, { cause: error });
  }
}
