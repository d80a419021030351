/**
 * Load: a chain through one server, done by the package's executor over its stream. Sends the latencies from each
 * completion to the next task, in milliseconds, and the time of all.
 */
import { Client, Executor } from "lazyengine/client";
import { chainOf } from "./chain-flow.mjs";

const { address, length, type } = JSON.parse(process.argv[2]);
const client = new Client({ address });
const latencies = [];
let completed;
const executor = new Executor({
  client,
  handlers: {
    [type]: () => {
      if (completed !== undefined) latencies.push(performance.now() - completed);
      completed = performance.now();
      return 1;
    },
  },
});
await executor.start();
const began = performance.now();
const handle = await client.run(chainOf(length, type));
await handle.wait();
process.send({ latencies, elapsedMs: completed - began });
await executor.drain();
client.close();
process.disconnect();
