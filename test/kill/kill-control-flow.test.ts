// The server is killed with SIGKILL while flows of edges, joins, targets, cycles, lists, rounds, tries and decisions run: each ends as if
// nothing had happened, and what was acknowledged is what is stored.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Client, FlowSpec, ReadyTask } from "../../src/client/index.js";
import { endAll } from "../cli/lazyengine-process.js";
import { Counter } from "./counter.js";
import { MortalServer } from "./mortal-server.js";

const FLOWS = 9;
const KILLS = 3;

const SPEC: FlowSpec = {
  name: "controlled",
  allowCycles: true,
  tasks: [
    { name: "start", type: "work", next: ["a", "b", "turn", { to: "never", condition: "result == input" }] },
    { name: "never", type: "work" },
    { name: "a", type: "work", next: [{ to: "mend", on: ["FAILURE"] }, { to: "two", on: ["COMPLETION"] }, "both"] },
    { name: "b", type: "work", next: ["two", "both"] },
    { name: "turn", type: "work", next: [{ to: "wait", on: ["FAILURE"] }, "done"] },
    { name: "wait", noop: true, delay: "5ms", next: ["turn"] },
    { name: "done", type: "work", next: ["two", "last"] },
    { name: "mend", type: "work" },
    { name: "two", type: "work", join: { kind: "AT_LEAST", count: 2 }, next: ["last"] },
    { name: "both", type: "work", join: { kind: "ALL" }, next: [{ to: "last", on: ["FAILURE"] }] },
    { name: "last", type: "work", join: { kind: "ALL" }, next: [{ target: "SUCCEED" }, "late"] },
    { name: "late", type: "work" },
    {
      name: "list",
      type: "work",
      forEach: { literal: ["x", "y", "z"], maxParallel: 2 },
      retry: { maxAttempts: 2, initialInterval: "5ms" },
      next: [{ to: "last", on: ["FAILURE"] }],
    },
    {
      name: "rounds",
      type: "work",
      bindings: { from: "round" },
      repeat: { until: "round == 3", maxTimes: 9, delay: "5ms" },
      next: ["last"],
    },
    {
      name: "tries",
      type: "work",
      retry: { maxAttempts: 9, initialInterval: "5ms", condition: "tries < 3" },
      next: [{ to: "last", on: ["FAILURE"] }],
    },
    { name: "asked", type: "work", evaluate: { queue: "work", phases: ["START", "END"] }, next: ["not", "last"] },
    { name: "not", type: "work" },
  ],
  output: "tasks.start.result",
};
const FAILING = new Set(["a", "turn", "turn#2", "list[1]", "tries"]);
const STATES = {
  start: "SUCCEEDED",
  a: "FAILED",
  b: "SUCCEEDED",
  turn: "FAILED",
  "turn#2": "FAILED",
  "turn#3": "SUCCEEDED",
  wait: "SUCCEEDED",
  "wait#2": "SUCCEEDED",
  done: "SUCCEEDED",
  two: "SUCCEEDED",
  both: "FAILED",
  last: "SUCCEEDED",
  late: "SKIPPED",
  list: "FAILED",
  "list[0]": "SUCCEEDED",
  "list[1]": "FAILED",
  "list[2]": "SUCCEEDED",
  never: "SKIPPED",
  rounds: "SUCCEEDED",
  tries: "FAILED",
  asked: "SUCCEEDED",
  not: "SKIPPED",
};

afterEach(endAll);

test(`flows with edges, joins and cycles end right over ${KILLS} SIGKILLs`, async () => {
  const server = await MortalServer.start();
  const { client } = server;
  const flowIds = Array.from({ length: FLOWS }, (_, index) => `flow-${index}`);
  for (const flowId of flowIds) await client.run(SPEC, { flowId });
  const told = new Acknowledged();
  const working = Promise.all([1, 2].map((number) => work(client, `session-${number}`, flowIds, told)));
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await told.atLeast(kill * FLOWS * 2);
    await delay(kill * 3); // the moment of the kill is what is tested
    await server.kill();
  }
  await working;
  for (const flowId of flowIds) {
    const { flow, tasks } = await client.getFlowDetails(flowId, { view: "FULL" });
    expect(flow.state).toBe("SUCCEEDED");
    expect(flow.output).toBe(told.results.get(`${flowId}/start`));
    const states = Object.fromEntries(tasks.map(({ taskId, state }) => [taskId, state]));
    expect(states).toMatchObject(STATES);
    // Nothing waits for it: it may be done after the end.
    expect(Object.keys(states).toSorted()).toEqual([...Object.keys(STATES), "mend"].toSorted());
    expect(tasks.find(({ taskId }) => taskId === "tries")?.tries).toBe(3);
    for (const { taskId, result } of tasks) {
      const acknowledged = told.results.get(`${flowId}/${taskId}`);
      if (acknowledged !== undefined) expect(result).toBe(acknowledged);
    }
  }
  client.close();
});

/** What the server has said it recorded. */
class Acknowledged extends Counter {
  /** The result of each task, by flow and task. */
  readonly results = new Map<string, string>();

  recorded(key: string, result: string | undefined): void {
    if (result !== undefined) this.results.set(key, result);
    this.note();
  }
}

/** Polls and completes, under one session, until every flow has ended. */
async function work(client: Client, sessionId: string, flowIds: readonly string[], told: Acknowledged): Promise<void> {
  for (;;) {
    const poll = { queues: ["work"], sessionId, maxTasks: 2, wait: "200ms", includeHeld: true } as const;
    const { tasks } = await client.pollReadyTasks(poll);
    for (const task of tasks) await complete(client, task, told);
    if (tasks.length > 0) continue;
    const { flows } = await client.listFlows({ states: ["RUNNING"], pageSize: flowIds.length });
    if (flows.length === 0) return;
  }
}

async function complete(client: Client, task: ReadyTask, told: Acknowledged): Promise<void> {
  const { flowId, taskId, claimToken, phase } = task;
  if (phase !== undefined) {
    const decision = phase === "END" ? { fired: [{ edge: 1 }] } : {};
    await client.taskComplete({ flowId, taskId, claimToken, decision });
    told.note();
    return;
  }
  const result = `${flowId}/${taskId} under ${claimToken}`;
  const fails = FAILING.has(taskId);
  const outcome = fails ? { failure: { type: "E", retryable: taskId === "tries" } } : { result };
  await client.taskComplete({ flowId, taskId, claimToken, ...outcome });
  told.recorded(`${flowId}/${taskId}`, fails ? undefined : result);
}
