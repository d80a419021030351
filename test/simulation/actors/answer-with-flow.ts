/**
 * How an executor answers with a flow: the attempt goes on as that, and a repeat is answered so again.
 */
import type { FlowDefinition } from "../../../src/core/definition/definition.js";
import type { ReadyTask, TaskCompleteRequest } from "../../../src/engine/index.js";
import { goesOnAsFlow } from "../checks/families.js";
import { insist } from "./caller.js";
import { expectLate } from "./report-outcome.js";
import type { WorkerSetting } from "./worker.js";

/** `definition`: it, or the digest by which it is stored. `gone`: the executor does not wait any more. */
export async function answerWithFlow(
  setting: WorkerSetting,
  task: ReadyTask,
  definition: FlowDefinition | string,
  gone: () => boolean,
): Promise<void> {
  const { world, service, histories, sessionId } = setting;
  const { flowId, taskId, claimToken } = task;
  const request: TaskCompleteRequest = {
    ...{ flowId, taskId, claimToken, requestId: `${claimToken}-flow` },
    outcome: {
      kind: "spawn",
      definition:
        typeof definition === "string" ? { kind: "digest", digest: definition } : { kind: "spec", spec: definition },
    },
  };
  for (let times = world.random.chance(0.1) ? 2 : 1; times > 0; times -= 1) {
    const verdict = await insist(world, service, (engine) => engine.taskComplete(request), gone);
    expectLate(setting, task, verdict);
    if (verdict === undefined || "refused" in verdict) return;
    const { flow, replayed } = verdict.answer;
    world.note(sessionId, `${flowId}/${taskId} goes on as a flow${replayed ? " already" : ""}`);
    if (goesOnAsFlow(histories.at(flowId, flow.revision)?.entry(taskId), claimToken)) continue;
    world.breaks(`${flowId}/${taskId} was answered with a flow by ${claimToken}, and that is not stored`);
  }
}
