// Calls on a real engine are explained by one order; those on one that lies are not.
import { expect, test } from "vitest";
import type { Engine, TaskCompleteResponse } from "../../src/engine/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { seededRandom } from "../core/seeded-random.js";
import { flow, json, task } from "../engine/json-payload.js";
import { startEngine } from "../engine/stores.js";
import { CallHistory } from "../simulation/world/call-history.js";
import { isLinearizable } from "./checker.js";
import { TASK } from "./task-model.js";

const TASKS = 40;
const FLOW_ID = "f";

test("an engine that tells the truth", async () => {
  expect(await unexplained((engine) => engine)).toBe(0);
});

test("one that acknowledges what is recorded later", async () => {
  const early = (engine: Engine): Engine => ({
    ...engine,
    async taskComplete(request, call) {
      const { flow: seen } = await engine.getFlowDetails({ flowId: FLOW_ID });
      setTimeout(() => void engine.taskComplete(request, call).catch(() => undefined), 5);
      const { taskId, attempt = 1 } = request;
      // The checker looks at these alone.
      return { task: { taskId, attempt }, flow: seen, replayed: false } as TaskCompleteResponse;
    },
  });
  expect(await unexplained(early)).toBeGreaterThan(0);
});

test("one that reads what was", async () => {
  const stale = (engine: Engine): Engine => {
    let last: ReturnType<Engine["getFlowDetails"]> | undefined;
    return {
      ...engine,
      getFlowDetails(request, call) {
        const before = last;
        last = engine.getFlowDetails(request, call);
        return before ?? last;
      },
    };
  };
  expect(await unexplained(stale)).toBeGreaterThan(0);
});

test("one that records one outcome over another", async () => {
  const forgetful = (engine: Engine): Engine => ({
    ...engine,
    async taskComplete(request, call) {
      const answer = await engine.taskComplete({ ...request, outcome: { kind: "result", result: json(1) } }, call);
      return { ...answer, replayed: false };
    },
  });
  expect(await unexplained(forgetful)).toBeGreaterThan(0);
});

/** Every task is completed twice, with different results, while others read; how many tasks no order explains. */
async function unexplained(lie: (engine: Engine) => Engine): Promise<number> {
  const { engine } = await startEngine(createMemoryStore());
  const random = seededRandom(1);
  const tasks = Array.from({ length: TASKS }, (_, index) => task(`t${index}`));
  await engine.run({ flowId: FLOW_ID, definition: { kind: "spec", spec: flow(tasks) } });
  const session = { sessionId: "s", queues: ["work"], maxInFlight: TASKS };
  const { tasks: claimed } = await engine.pollReadyTasks({ ...session, maxTasks: TASKS, waitMs: 10_000 });
  expect(claimed).toHaveLength(TASKS);
  const history = new CallHistory();
  const lying = lie(engine);
  const call = async (perform: (engine: Engine) => Promise<unknown>) => {
    const heard = history.made()();
    await perform(heard.hearing(lying)).catch(() => undefined);
    heard.told();
  };
  for (const { taskId, claimToken } of claimed) {
    const complete = (result: number) =>
      call((heard) =>
        heard.taskComplete({ flowId: FLOW_ID, taskId, claimToken, outcome: { kind: "result", result: json(result) } }),
      );
    const read = () => call((heard) => heard.getFlowDetails({ flowId: FLOW_ID, view: "TASKS" }));
    await Promise.all([complete(1), ...(random.chance(0.5) ? [complete(2), read()] : [])]);
    await read();
  }
  const operations = [...history.operations(() => true).values()];
  return operations.filter((seen) => !isLinearizable(seen, TASK)).length;
}
