// The package's own executor, judged by what really went over the wire.
import { Executor, type ExecutorTask } from "../../src/client/index.js";
import type { History } from "./history.js";
import { QUEUES } from "./random-flow.js";
import { RecordingClient } from "./recording-client.js";

const IN_FLIGHT = 5;

export function packagedExecutor(address: string, history: History, name: string): { stop(): Promise<void> } {
  const client = new RecordingClient({ address, history, executor: name });
  const handler = (task: ExecutorTask): string => `${task.flowId}/${task.taskId} ${task.claimToken} by ${name}`;
  const handlers = Object.fromEntries(QUEUES.map((queue) => [queue, handler]));
  const executor = new Executor({ client, workerId: name, maxInFlight: IN_FLIGHT, handlers });
  const started = executor.start();
  return {
    async stop() {
      await started;
      await executor.drain();
      client.close();
    },
  };
}
