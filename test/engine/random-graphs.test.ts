// Random graphs through two engines on one database, by executors that do whatever may happen, against the reference
// model. SEED=n runs one graph again, GRAPHS=n runs n others. A seed gives the same graph and
// script again; who comes first is decided by the machine.
import { describe, test } from "vitest";
import { GRAPH_QUEUES } from "../core/random-graph.js";
import { seededRandom } from "../core/seeded-random.js";
import { chosenSeeds } from "../core/seeds.js";
import { SMALL_SEGMENTS } from "./large-flow-runner.js";
import { RandomExecutor } from "./random-executor.js";
import { RandomWorld } from "./random-world.js";
import { STORES, startEngines } from "./stores.js";

const GRAPHS: Readonly<Record<string, number>> = { memory: 300, MongoDB: 100 };
const AT_ONCE = 16;
const EXECUTORS = 6;
/** Takes half a minute on two idle cores; the bound only tells a slow machine from one that waits for ever. */
const LIMIT_MS = 600_000;

const CUTS = [
  { what: "each in one document", options: {}, share: 1 },
  { what: "in segments of five tasks", options: SMALL_SEGMENTS, share: 0.4 },
] as const;

describe.each(STORES)("on $name", ({ name, make }) => {
  describe.each(CUTS)("$what", ({ options, share }) => {
    const { first: FIRST, count: graphs } = chosenSeeds((GRAPHS[name] ?? 0) * share);

    test(
      `${graphs} random graphs through two engines end as the reference model says`,
      async () => {
        const started = await startEngines(make(), 2, options);
        const random = seededRandom(FIRST);
        const world = new RandomWorld(
          started.map(({ engine }) => engine),
          random,
          "segmentBounds" in options ? options.segmentBounds : undefined,
        );
        const executors = Array.from({ length: EXECUTORS }, (_, index) => {
          // The first two serve every queue.
          const queues = index < 2 ? GRAPH_QUEUES : [random.pick(GRAPH_QUEUES)];
          return new RandomExecutor(world, { sessionId: `s${index}`, queues, maxInFlight: 1 + random.below(8) });
        });
        for (const executor of executors) await executor.open();
        let next = FIRST;
        const runOn = async () => {
          while (next < FIRST + graphs) await world.runGraph(next++);
        };
        await Promise.all(Array.from({ length: Math.min(AT_ONCE, graphs) }, runOn));
        await Promise.all(executors.map((executor) => executor.close()));
      },
      LIMIT_MS,
    );
  });
});
