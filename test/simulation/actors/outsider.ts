/**
 * Somebody outside who finishes tasks that nobody has claimed, by their ids alone.
 */
import type { SimulatedFlow } from "../workload.js";
import { reportOutcome } from "./report-outcome.js";
import type { WorkerSetting } from "./worker.js";

type OutsiderSetting = Pick<WorkerSetting, "world" | "service" | "histories">;

/** Several tasks of the flow that wait just then, each once it has seen that they do. */
export async function finishUnclaimed(setting: OutsiderSetting, { flowId, graph }: SimulatedFlow): Promise<void> {
  const { world, histories } = setting;
  for (let times = 1 + world.random.below(5); times > 0; times -= 1) {
    await world.wait(5_000 * world.random.next());
    const waiting = graph.tasks.filter(({ name }) => histories.current(flowId)?.entry(name)?.state === "READY");
    if (waiting.length === 0) continue;
    const { name } = world.random.pick(waiting);
    const task = { flowId, taskId: name, claimToken: world.uniqueName(), tries: times };
    await reportOutcome({ ...setting, sessionId: "out" }, task, world.random.chance(0.6) ? "failure" : "result", {});
  }
}
