/**
 * Load: workflows of the same shapes on Temporal, started by a client and done by one worker whose activity does nothing.
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { inParallel } from "../../load/in-parallel.mjs";
import { HandOvers, loadProcess } from "../../load/load-process.mjs";

const installed = new URL("../../../.cache/bench/temporal/", import.meta.url);
const require = createRequire(installed);
const { Client, Connection } = require("@temporalio/client");
const { DefaultLogger, NativeConnection, Runtime, Worker } = require("@temporalio/worker");

const QUEUE = "bench";
const NO_FLOW_ENDS_BEFORE = "30 minutes";
const TASKS = { chain: (length) => length, chainAndDiamond: () => 10, fan: (width) => width + 2 };

await loadProcess(async ({ port, slots }) => {
  Runtime.install({ logger: new DefaultLogger("ERROR") });
  const address = `127.0.0.1:${port}`;
  let handOvers = new HandOvers();
  const nothing = async () => {
    handOvers.received();
    handOvers.completes();
    return 1;
  };
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native,
    taskQueue: QUEUE,
    workflowsPath: fileURLToPath(new URL("workflows.cjs", installed)),
    activities: { nothing },
    maxConcurrentActivityTaskExecutions: slots,
  });
  const working = worker.run();
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  let number = 0;
  const execute = (shape, size) => {
    number += 1;
    const options = { taskQueue: QUEUE, workflowId: `flow-${number}`, args: [size ?? 0] };
    return client.workflow.execute(shape, { ...options, workflowExecutionTimeout: NO_FLOW_ENDS_BEFORE });
  };
  return {
    /** From the first start to the end of the last workflow, which follows its last activity at once. */
    async run({ shape, size, count = 1 }) {
      handOvers = new HandOvers();
      const begun = performance.now();
      // All of them are waited for, so all are started at once.
      await inParallel(count, count, () => execute(shape, size));
      const seconds = (performance.now() - begun) / 1000;
      return { perSecond: (count * TASKS[shape](size)) / seconds, latencies: handOvers.latencies };
    },
    async close() {
      worker.shutdown();
      await working;
      await connection.close();
      await native.close();
    },
  };
});
