/**
 * Load: chains through one server, done by the package's executor over its stream.
 */
import { Client, Executor } from "lazyengine/client";
import { chainOf } from "./chain-flow.mjs";
import { HandOvers, loadProcess } from "./load-process.mjs";

const TYPE = "by-stream";

await loadProcess(async ({ address }) => {
  const client = new Client({ address });
  let handOvers = new HandOvers();
  const handler = () => {
    handOvers.received();
    handOvers.completes();
    return 1;
  };
  const executor = new Executor({ client, handlers: { [TYPE]: handler }, maxInFlight: 1 });
  await executor.start();
  return {
    async run({ length }) {
      handOvers = new HandOvers();
      const handle = await client.run(chainOf(length, TYPE));
      await handle.wait();
      return handOvers.latencies;
    },
    async close() {
      await executor.drain();
      client.close();
    },
  };
});
