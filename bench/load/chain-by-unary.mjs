/**
 * Load: a chain whose tasks come by WatchReadyTasks from one server and are completed by TaskComplete at another, or the
 * same. Sends the latencies from each completion sent to the next task received, in milliseconds, and the time of all.
 */
import { Client } from "lazyengine/client";
import { chainOf } from "./chain-flow.mjs";

const { watchAddress, completeAddress, length, type } = JSON.parse(process.argv[2]);
const watching = new Client({ address: watchAddress });
const completing = new Client({ address: completeAddress });
const stop = new AbortController();
const latencies = [];
let completed;
let done = 0;
const began = performance.now();
let running;
for await (const frame of watching.watchReadyTasks({ queues: [type], maxInFlight: 1, signal: stop.signal })) {
  running ??= completing.run(chainOf(length, type));
  if (frame.kind !== "ready_tasks") continue;
  for (const { flowId, taskId, claimToken } of frame.tasks) {
    if (completed !== undefined) latencies.push(performance.now() - completed);
    completed = performance.now();
    done += 1;
    const answered = completing.taskComplete({ flowId, taskId, claimToken, result: 1, responseDetail: "MINIMAL" });
    if (done < length) answered.catch((error) => stop.abort(error));
    else await answered;
  }
  if (done === length) break;
}
await running;
process.send({ latencies, elapsedMs: performance.now() - began });
watching.close();
completing.close();
process.disconnect();
