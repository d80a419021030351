// Runs a flow of three tasks and does them, too. A server must run: npx lazyengine dev --port 50051
import { Client, Executor } from "lazyengine/client";

const client = new Client({ address: process.env.LAZYENGINE_ADDRESS ?? "127.0.0.1:50051" });

const executor = new Executor({
  client,
  maxInFlight: 10,
  handlers: {
    fetch: async (task) => ({ page: task.input.page, words: 100 * task.input.page }),
    add: async (task) => Object.values(task.dependencyResults).reduce((sum, { words }) => sum + words, 0),
  },
});
await executor.start();

const handle = await client.run({
  name: "count-words",
  tasks: [
    { name: "first", type: "fetch", input: { page: 1 } },
    { name: "second", type: "fetch", input: { page: 2 }, retry: { maxAttempts: 3, initialInterval: "1s" } },
    { name: "total", type: "add", dependsOn: ["first", "second"] },
  ],
});
console.log(await handle.result()); // { total: 300 }

await executor.drain();
client.close();
