/**
 * Flows of a shape as the package runs them.
 */
import { setTimeout as delay } from "node:timers/promises";
import { inParallel } from "./in-parallel.mjs";

const POLL_MS = 50;
/** A large flow's verdict comes a moment after its last task. */
const VERDICT_MS = 30_000;

/** Every task has the one type. */
export function specOf(tasks, type, name = "bench") {
  return { name, tasks: tasks.map((task) => ({ ...task, type })) };
}

/** After what is measured: throws unless each of the flows SUCCEEDED. Watches nothing: that would outlast it. */
export async function endedWell(client, flowIds) {
  const deadline = performance.now() + VERDICT_MS;
  await inParallel(flowIds.length, 16, async (index) => {
    for (;;) {
      const { flow } = await client.getFlowDetails(flowIds[index]);
      if (flow.state === "SUCCEEDED") return;
      if (flow.state !== "RUNNING" || performance.now() > deadline) {
        throw new Error(`flow ${flow.flowId} is ${flow.state} after all of its tasks: ${flow.failure?.type}`);
      }
      await delay(POLL_MS);
    }
  });
}
