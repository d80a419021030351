/**
 * Load: a flow of tasks in layers, completed at a steady rate.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Client, Executor } from "lazyengine/client";
import { loadProcess } from "./load-process.mjs";
import { layered } from "./shapes.mjs";

const TYPE = "paced";
const SLOTS = 400;
const IMPORTED_FROM = 20_000;

await loadProcess(async ({ address }) => {
  const client = new Client({ address });
  const steps = {
    /** Stores a flow that waits for the executor. */
    async begin({ flowId, size, width }) {
      const tasks = layered(size, width, 1).map((task) => ({ ...task, type: TYPE }));
      const spec = { name: "paced", tasks };
      if (size < IMPORTED_FROM) await client.run(spec, { flowId });
      else {
        const { digest } = await client.importDefinition({ name: spec.name }, { tasks });
        await client.run({ definitionDigest: digest }, { flowId });
      }
    },
    /** Runs it to its end at a rate; resolves to the rate that it came to. */
    async go({ flowId, rate }) {
      const begun = performance.now();
      let completed = 0;
      // Each task waits for its turn: so many begin in a second, however many are held.
      const handler = async () => {
        const turn = begun + (completed++ * 1_000) / rate - performance.now();
        if (turn > 1) await delay(turn);
      };
      const executor = new Executor({ client, flowId, handlers: { [TYPE]: handler }, maxInFlight: SLOTS });
      await executor.start();
      await client.flow(flowId).result();
      const perSecond = (completed * 1_000) / (performance.now() - begun);
      await executor.drain();
      return { perSecond };
    },
  };
  return { run: ({ step, ...options }) => steps[step](options), close: async () => client.close() };
});
