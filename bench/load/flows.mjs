/**
 * Load: flows of one shape, run and done by clients and executors of the package: one of each for each address.
 */
import { Client } from "lazyengine/client";
import { IdleExecutors } from "./idle-executors.mjs";
import { inParallel } from "./in-parallel.mjs";
import { loadProcess } from "./load-process.mjs";
import { SHAPES } from "./shapes.mjs";
import { endedWell, specOf } from "./spec-of.mjs";

const TYPE = "flows";

await loadProcess(async ({ addresses, slots }) => {
  const clients = addresses.map((address) => new Client({ address }));
  const [client] = clients;
  const executors = await new IdleExecutors({ clients, type: TYPE, slots }).start();
  return {
    /** From the first Run to the answer of the last completion: `count` flows, started by as many callers as told. */
    async run({ shape, size, count = 1, callers = 1 }) {
      const spec = specOf(SHAPES[shape](size), TYPE);
      const tasks = count * spec.tasks.length;
      const done = executors.done(tasks);
      const begun = performance.now();
      const started = inParallel(count, callers, async () => (await client.run(spec)).flowId);
      const [flowIds] = await Promise.all([started, done]);
      const seconds = (performance.now() - begun) / 1000;
      await endedWell(client, flowIds);
      return { perSecond: tasks / seconds, flowIds };
    },
    async close() {
      await executors.stop();
      for (const each of clients) each.close();
    },
  };
});
