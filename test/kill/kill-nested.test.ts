// The server is killed with SIGKILL while flows within flows run, some of them spawned: each ends as if nothing had
// happened, none is lost and none is there twice.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Client, FlowSpec, ReadyTask } from "../../src/client/index.js";
import { endAll } from "../cli/lazyengine-process.js";
import { Counter } from "./counter.js";
import { MortalServer } from "./mortal-server.js";

const FLOWS = 8;
const KILLS = 3;
/** Of each flow: the one at the top, two tries of a, y within the second, what is spawned. */
const FLOWS_OF_EACH = 5;
const TASKS_OF_EACH = 6;

const SPEC: FlowSpec = {
  name: "outer",
  tasks: [
    {
      name: "a",
      retry: { maxAttempts: 2, initialInterval: "0s" },
      flow: {
        name: "inner",
        tasks: [
          { name: "x", type: "work" },
          { name: "y", dependsOn: ["x"], flow: { name: "innermost", tasks: [{ name: "z", type: "work" }] } },
        ],
      },
    },
    { name: "spawns", type: "work", dependsOn: ["a"], dynamicFlow: true },
    { name: "b", type: "work", dependsOn: ["spawns"] },
  ],
};

afterEach(endAll);

test(`flows within flows end right over ${KILLS} SIGKILLs`, async () => {
  const server = await MortalServer.start();
  const { client } = server;
  const flowIds = Array.from({ length: FLOWS }, (_, index) => `flow-${index}`);
  for (const flowId of flowIds) await client.run(SPEC, { flowId });
  const done = new Counter();
  const working = Promise.all([1, 2].map((number) => work(client, `session-${number}`, flowIds, done)));
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await done.atLeast((kill * FLOWS * TASKS_OF_EACH) / (KILLS + 1));
    await delay(kill * 3); // the moment of the kill is what is tested
    await server.kill();
  }
  await working;
  const { flows } = await client.listFlows({ pageSize: 1_000 });
  for (const flowId of flowIds) {
    const tree = flows.filter(({ rootFlowId }) => rootFlowId === flowId);
    expect(tree.map(({ name, state }) => `${name} ${state}`).toSorted()).toEqual([
      "inner FAILED",
      "inner SUCCEEDED",
      "innermost SUCCEEDED",
      "outer SUCCEEDED",
      "spawned SUCCEEDED",
    ]);
    expect(tree).toHaveLength(FLOWS_OF_EACH);
    await client.deleteFlow(flowId);
  }
  expect((await client.listFlows({ pageSize: 1_000 })).flows).toEqual([]);
  client.close();
});

/** Polls and completes, under one session, until every flow at the top has ended. */
async function work(client: Client, sessionId: string, flowIds: readonly string[], done: Counter): Promise<void> {
  for (;;) {
    const poll = { queues: ["work"], sessionId, maxTasks: 2, wait: "200ms", includeHeld: true } as const;
    const { tasks } = await client.pollReadyTasks(poll);
    for (const task of tasks) {
      await complete(client, task);
      done.note();
    }
    if (tasks.length > 0) continue;
    const { flows } = await client.listFlows({ states: ["RUNNING"], name: "outer", pageSize: flowIds.length });
    if (flows.length === 0) return;
  }
}

/** The first try of a fails: its number is told by the flow that it is. */
async function complete(client: Client, { flowId, taskId, claimToken }: ReadyTask): Promise<void> {
  const { flow } = await client.getFlowDetails(flowId, { view: "SUMMARY" });
  const spawn = { spec: { name: "spawned", tasks: [{ name: "s", type: "work" }] } };
  const fails = taskId === "x" && flow.parent?.attempt === 1;
  const outcome = fails ? { failure: { type: "E", retryable: false } } : { result: taskId };
  await client.taskComplete({ flowId, taskId, claimToken, ...(taskId === "spawns" ? { spawn } : outcome) });
}
