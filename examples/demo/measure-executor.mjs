/**
 * One of the demo's Node executors, a process of its own: measures packages until SIGTERM, and tells its parent of every
 * run of a handler.
 *
 * Usage: measure-executor.mjs HOST:PORT ROOT WORKER_ID MAX_IN_FLIGHT
 */
import { Client, drainOnSignals, Executor } from "lazyengine/client";
import { MEASURE } from "./inventory-flow.mjs";
import { measurePackage } from "./measure-package.mjs";

const [address = "", root = "", workerId = "", maxInFlight = "1"] = process.argv.slice(2);

const client = new Client({ address });
const executor = new Executor({
  client,
  workerId,
  maxInFlight: Number(maxInFlight),
  handlers: {
    [MEASURE]: async (task, { signal }) => {
      process.send?.({ taskId: task.taskId, attempt: task.attempt, claimToken: task.claimToken });
      // The task's input, as inventory-flow.mjs writes it.
      const { paths } = /** @type {{ paths: string[] }} */ (task.input);
      const measures = [];
      for (const path of paths) measures.push(await measurePackage(root, path, signal));
      return measures;
    },
  },
});

drainOnSignals([executor], {
  onDrained: () => {
    client.close();
    process.disconnect?.();
  },
});
await executor.start();
