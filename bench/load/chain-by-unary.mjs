/**
 * Load: chains whose tasks come by WatchReadyTasks from one server and are completed by TaskComplete at another, or the
 * same.
 */
import { Client } from "lazyengine/client";
import { HandOvers, loadProcess } from "./load-process.mjs";
import { chain } from "./shapes.mjs";
import { endedWell, specOf } from "./spec-of.mjs";

const TYPE = "by-unary";

await loadProcess(async ({ watchAddress, completeAddress }) => {
  const watching = new Client({ address: watchAddress });
  const completing = new Client({ address: completeAddress });
  const stop = new AbortController();
  let received = () => undefined;
  const opened = new Promise((resolve, reject) => {
    const watch = async () => {
      const watchOptions = { queues: [TYPE], maxInFlight: 1, signal: stop.signal };
      for await (const frame of watching.watchReadyTasks(watchOptions)) {
        if (frame.kind === "opened") resolve();
        if (frame.kind === "ready_tasks") for (const task of frame.tasks) received(task);
      }
    };
    watch().catch((error) => {
      if (!stop.signal.aborted) reject(error);
    });
  });
  await opened;
  return {
    async run({ length }) {
      const handOvers = new HandOvers();
      const answers = [];
      const all = new Promise((resolve) => {
        received = ({ flowId, taskId, claimToken }) => {
          handOvers.received();
          handOvers.completes();
          const completion = { flowId, taskId, claimToken, result: 1, responseDetail: "MINIMAL" };
          answers.push(completing.taskComplete(completion));
          if (answers.length === length) resolve();
        };
      });
      const { flowId } = await completing.run(specOf(chain(length), TYPE));
      await all;
      await Promise.all(answers);
      await endedWell(completing, [flowId]);
      return handOvers.latencies;
    },
    async close() {
      stop.abort();
      watching.close();
      completing.close();
    },
  };
});
