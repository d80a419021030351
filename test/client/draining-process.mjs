// An executor in a process of its own: says when it works and when it is told to stop, and finishes its task with what it
// reads from stdin.
import { text } from "node:stream/consumers";

const [dist, address] = process.argv.slice(2);
const { Client, Executor, drainOnSignals } = await import(new URL("client/index.js", dist).href);

const client = new Client({ address });
const executor = new Executor({
  client,
  handlers: {
    work: () => {
      console.log("working");
      return text(process.stdin);
    },
  },
});
drainOnSignals([executor], { onDrained: () => client.close() });
process.once("SIGTERM", () => console.log("told to stop"));
await executor.start();
