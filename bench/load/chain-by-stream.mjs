/**
 * Load: chains through one server, done by the package's executor over its stream.
 */
import { Client } from "lazyengine/client";
import { IdleExecutors } from "./idle-executors.mjs";
import { HandOvers, loadProcess } from "./load-process.mjs";
import { chain } from "./shapes.mjs";
import { endedWell, specOf } from "./spec-of.mjs";

const TYPE = "by-stream";

await loadProcess(async ({ address }) => {
  const client = new Client({ address });
  let handOvers = new HandOvers();
  const onTask = () => {
    handOvers.received();
    handOvers.completes();
  };
  const executor = await new IdleExecutors({ clients: [client], type: TYPE, slots: 1, onTask }).start();
  return {
    async run({ length }) {
      handOvers = new HandOvers();
      const done = executor.done(length);
      const { flowId } = await client.run(specOf(chain(length), TYPE));
      await done;
      await endedWell(client, [flowId]);
      return handOvers.latencies;
    },
    async close() {
      await executor.stop();
      client.close();
    },
  };
});
