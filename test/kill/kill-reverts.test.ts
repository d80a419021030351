// The server is killed with SIGKILL while flows with scopes run and are undone: each ends as if nothing had happened, and
// each run of a task that was acknowledged is undone once.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Client, FlowSpec, ReadyTask, TaskCompletion } from "../../src/client/index.js";
import { endAll } from "../cli/lazyengine-process.js";
import { Counter } from "./counter.js";
import { MortalServer } from "./mortal-server.js";

const FLOWS = 12;
const KILLS = 3;

const SPEC: FlowSpec = {
  name: "undone",
  failureMode: "REVERT",
  scopes: [{ name: "s", controller: "c", kind: "TIMES", attempts: 3, revertAll: true }],
  tasks: [
    { name: "first", type: "work" },
    { name: "c", type: "work", dependsOn: ["first"] },
    { name: "a", type: "work", scope: "s", dependsOn: ["c"] },
    { name: "b", type: "work", scope: "s", dependsOn: ["c"] },
    { name: "fails", type: "work", scope: "s", dependsOn: ["a", "b"] },
  ],
};
const STATES = { first: "REVERTED", c: "REVERTED", a: "REVERTED", b: "REVERTED", fails: "FAILED" };
/** Of each task: three attempts of the scope, and those of a and b undone after each. */
const EXECUTED = { first: 1, c: 3, a: 3, b: 3, fails: 3 };
const REVERTED = { first: 1, c: 1, a: 3, b: 3, fails: 0 };

afterEach(endAll);

test(`flows are undone over ${KILLS} SIGKILLs, each run once`, async () => {
  const server = await MortalServer.start();
  const { client } = server;
  const flowIds = Array.from({ length: FLOWS }, (_, index) => `flow-${index}`);
  for (const flowId of flowIds) await client.run(SPEC, { flowId });
  const acknowledged = new Counter();
  const working = Promise.all([1, 2].map((number) => work(client, `session-${number}`, acknowledged)));
  for (let kill = 0; kill < KILLS; kill += 1) {
    await acknowledged.atLeast((kill + 1) * 3 * FLOWS);
    await delay(kill * 3); // the moment of the kill is what is tested
    await server.kill();
  }
  await working;
  for (const flowId of flowIds) {
    const { flow, tasks } = await client.getFlowDetails(flowId, { view: "FULL" });
    expect([flow.state, Object.fromEntries(tasks.map(({ taskId, state }) => [taskId, state]))]).toEqual([
      "REVERTED",
      STATES,
    ]);
    for (const kind of ["EXECUTE", "REVERT"] as const) {
      const runs = tasks.map(({ taskId, attempts }) => {
        const own = attempts.filter((attempt) => attempt.kind === kind);
        return [taskId, own.filter(({ end }) => end === "SUCCEEDED" || end === "FAILED").length];
      });
      expect(Object.fromEntries(runs), `${flowId} ${kind}`).toEqual(kind === "EXECUTE" ? EXECUTED : REVERTED);
    }
  }
  client.close();
});

/** Polls and completes, under one session, until every flow has ended. */
async function work(client: Client, sessionId: string, acknowledged: Counter): Promise<void> {
  for (;;) {
    const poll = { queues: ["work"], sessionId, maxTasks: 2, wait: "200ms", includeHeld: true } as const;
    const { tasks } = await client.pollReadyTasks(poll);
    for (const task of tasks) {
      await client.taskComplete(completionOf(task));
      acknowledged.note();
    }
    if (tasks.length > 0) continue;
    const { flows } = await client.listFlows({ states: ["RUNNING", "REVERTING"], pageSize: FLOWS });
    if (flows.length === 0) return;
  }
}

function completionOf({ flowId, taskId, claimToken, kind }: ReadyTask): TaskCompletion {
  const about = { flowId, taskId, claimToken };
  if (kind === "EXECUTE" && taskId === "fails") return { ...about, failure: { type: "E", message: "always" } };
  return { ...about, result: `${kind} ${taskId}` };
}
