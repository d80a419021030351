/**
 * Flows of a shape as the package runs them.
 */
import { inParallel } from "./in-parallel.mjs";

/** Every task has the one type. */
export function specOf(tasks, type, name = "bench") {
  return { name, tasks: tasks.map((task) => ({ ...task, type })) };
}

/** After what is measured: throws unless each of the flows SUCCEEDED. */
export async function endedWell(client, flowIds) {
  await inParallel(flowIds.length, 16, async (index) => {
    const { state, failure } = await client.flow(flowIds[index]).wait();
    if (state !== "SUCCEEDED") throw new Error(`flow ${flowIds[index]} ended ${state}: ${failure?.type}`);
  });
}
