/**
 * Load: completions by unary TaskComplete, by so many callers at once. Each caller does a chain of its own, by ids alone,
 * so that every completion makes a task ready.
 */
import { Client } from "lazyengine/client";
import { ResponseDetail } from "#gen/lazyengine/v1/index.js";
import { inParallel } from "./in-parallel.mjs";
import { loadProcess } from "./load-process.mjs";
import { chain, INPUT } from "./shapes.mjs";
import { endedWell, specOf } from "./spec-of.mjs";

const LENGTH = 200;
const result = { data: Buffer.from(JSON.stringify(INPUT)), contentType: "application/json" };

await loadProcess(async ({ address, callers, flows }) => {
  const client = new Client({ address });
  const spec = specOf(chain(LENGTH), "by-nobody");
  let flowIds = [];
  const steps = {
    /** Flows to complete the tasks of, unless the server is one that knows none. */
    async begin() {
      if (flows) flowIds = await inParallel(callers, callers, async () => (await client.run(spec)).flowId);
      else flowIds = Array.from({ length: callers }, (_, index) => `flow-${index}`);
    },
    async go() {
      await Promise.all(flowIds.map((flowId) => completeAll(client, flowId)));
      return { calls: callers * LENGTH };
    },
    async check() {
      if (flows) await endedWell(client, flowIds);
    },
  };
  return { run: ({ step }) => steps[step](), close: async () => client.close() };
});

async function completeAll(client, flowId) {
  for (let index = 0; index < LENGTH; index += 1) {
    const outcome = { case: "result", value: result };
    const { task } = await client.messages.taskComplete({
      flowId,
      taskId: `t${index}`,
      outcome,
      responseDetail: ResponseDetail.MINIMAL,
    });
    if (task.taskId !== `t${index}`) throw new Error(`asked for t${index} of ${flowId}, got ${task.taskId}`);
  }
}
