// The server is killed with SIGKILL while a flow that has ended is to go on: a large one, in which each segment decides what
// runs again, or begins with a snapshot; one within others, which are asked first; one with a long list. All go on as if
// nothing had happened.
import { afterAll, expect, test, vi } from "vitest";
import type { Client, FlowSnapshot, FlowSpec, TaskSpec } from "../../src/client/index.js";
import { endAll } from "../cli/lazyengine-process.js";
import { MortalServer } from "./mortal-server.js";

/** Milliseconds after a call was sent. */
const MOMENTS = [1, 4, 12, 30];

/** All four go beside each other, since each mostly waits for a server to be there again. */
const LIMIT_MS = 480_000;

afterAll(endAll);

test.concurrent("a flow of several segments goes on over SIGKILLs, each task exactly as often as it was to run", {
  timeout: LIMIT_MS,
}, async () => {
  const server = await MortalServer.start();
  const { client } = server;
  await client.run(largeSpec(), { flowId: "f" });
  // It fails once more than it is run again.
  const failures = new Map(FAILING.map((taskId) => [taskId, MOMENTS.length + 1]));
  await work(client, "f", failures);
  for (const [again, moment] of MOMENTS.entries()) {
    expect(await counts(client, "f")).toEqual({ FAILED: 3, SKIPPED: 16, SUCCEEDED: TASKS - 19 });
    const { flow } = await server.killedDuring(moment, () => client.retryFlow("f"));
    expect(flow.state).toBe("RUNNING");
    await work(client, "f", failures);
    expect(await attempts(client, "f", FAILING)).toEqual(FAILING.map(() => again + 2));
  }
  for (const [index, moment] of MOMENTS.slice(1).entries()) {
    await server.killedDuring(moment, () => client.skipTask("f", FAILING[index] ?? ""));
    await work(client, "f", failures);
  }
  const { flow } = await client.getFlowDetails("f");
  expect(flow.state).toBe("SUCCEEDED");
  expect(await counts(client, "f")).toEqual({ SKIPPED: 19, SUCCEEDED: TASKS - 19 });
  await client.retryFlow("f", { tasks: FAILING.slice(0, 1), reset: true });
  await work(client, "f", new Map());
  // What waits for the others stays SKIPPED.
  expect(await counts(client, "f")).toEqual({ SKIPPED: 13, SUCCEEDED: TASKS - 13 });
  client.close();
});

test.concurrent("a flow of several segments begins with a snapshot over SIGKILLs, once, and what is left of it runs", {
  timeout: LIMIT_MS,
}, async () => {
  const server = await MortalServer.start();
  const { client } = server;
  const { tasks = [] } = largeSpec();
  const left = new Set(tasks.filter(({ name }) => /\.2[89]$|^last$/.test(name)).map(({ name }) => name));
  const done = tasks.filter(({ name }) => !left.has(name)).map(({ name }) => name);
  const snapshot: FlowSnapshot = {
    state: "RUNNING",
    tasks: done.map((taskId) => ({ taskId, state: "SUCCEEDED", attempt: 1, result: taskId })),
  };
  for (const moment of [...MOMENTS, 80]) {
    const flowId = `after-${moment}`;
    await server.killedDuring(moment, (caller) => caller.run(largeSpec(), { flowId, snapshot }));
    expect(await work(client, flowId, new Map())).toBe("SUCCEEDED");
    expect(await counts(client, flowId)).toEqual({ SUCCEEDED: TASKS });
    expect(await attempts(client, flowId, ["c0.28", "c39.29", "last"])).toEqual([1, 1, 1]);
  }
  client.close();
});

test.concurrent("a flow that has ended within others goes on with them over SIGKILLs", {
  timeout: LIMIT_MS,
}, async () => {
  const server = await MortalServer.start();
  const { client } = server;
  for (const moment of MOMENTS) {
    const flowId = `after-${moment}`;
    await client.run(NESTED, { flowId });
    const middle = await within(client, flowId, "a");
    const inner = await within(client, middle, "m");
    await finish(client, inner, "x", false);
    await finish(client, inner, "z", false);
    await ended(client, flowId);
    const { flow } = await server.killedDuring(moment, () => client.retryFlow(inner, { tasks: ["x"] }));
    expect(flow.state).toBe("RUNNING");
    expect((await client.getFlowDetails(flowId)).flow.state).toBe("RUNNING");
    await finish(client, inner, "x", true);
    await ended(client, flowId);
    await server.killedDuring(moment, () => client.skipTask(inner, "z"));
    await finish(client, flowId, "b", true);
    await ended(client, flowId);
    expect([...(await told(client, flowId)), ...(await told(client, middle)), ...(await told(client, inner))]).toEqual([
      ...["flow SUCCEEDED", "a SUCCEEDED 1", "b SUCCEEDED 1"],
      ...["flow SUCCEEDED", "m SUCCEEDED 1"],
      ...["flow SUCCEEDED", "x SUCCEEDED 2", "z SKIPPED 1"],
    ]);
  }
  client.close();
});

test.concurrent("a flow with a long list ends right over SIGKILLs, and its failed items alone are run again", {
  timeout: LIMIT_MS,
}, async () => {
  const server = await MortalServer.start();
  const { client } = server;
  await client.run(LIST, { flowId: "f" });
  const failing = Array.from({ length: 5 }, (_, index) => `list[${index * 1_000 + 7}]`);
  const failures = new Map(failing.map((taskId) => [taskId, 1]));
  const [first] = await Promise.all([work(client, "f", failures), killsDuring(server, ITEMS)]);
  expect(first).toBe("FAILED");
  const { flow } = await server.killedDuring(12, () => client.retryFlow("f", { items: "FAILED_ITEMS" }));
  expect(flow.state).toBe("RUNNING");
  expect(await work(client, "f", failures)).toBe("SUCCEEDED");
  expect(await attempts(client, "f", failing)).toEqual(failing.map(() => 2));
  expect(await attempts(client, "f", ["list[0]", "list[2500]", `list[${ITEMS - 1}]`])).toEqual([1, 1, 1]);
  expect(await itemResults(client)).toEqual(Array.from({ length: ITEMS }, (_, index) => `list[${index}]`));
  client.close();
});

const CHAINS = 40;
const CHAIN = 30;
const TASKS = CHAINS * CHAIN + 1;
/** In the first, second and third segment. */
const FAILING = ["c3.24", "c20.24", "c36.24"];

function largeSpec(): FlowSpec {
  const chains = Array.from({ length: CHAINS }, (_, chain) =>
    Array.from({ length: CHAIN }, (_, at): TaskSpec => {
      const name = `c${chain}.${at}`;
      return { name, type: "work", ...(at > 0 && { dependsOn: [`c${chain}.${at - 1}`] }) };
    }),
  );
  const ends = chains.map((_, chain) => `c${chain}.${CHAIN - 1}`);
  return { name: "large", tasks: [...chains.flat(), { name: "last", type: "work", dependsOn: ends }] };
}

const INNER: FlowSpec = { name: "inner", tasks: ["x", "z"].map((name) => ({ name, type: "work" })) };
const NESTED: FlowSpec = {
  name: "outer",
  tasks: [
    { name: "a", flow: { name: "middle", tasks: [{ name: "m", flow: INNER }] } },
    { name: "b", type: "work", dependsOn: ["a"] },
  ],
};

const ITEMS = 5_000;
const LIST: FlowSpec = {
  name: "list",
  tasks: [{ name: "list", type: "work", forEach: { literal: Array.from({ length: ITEMS }, (_, index) => index) } }],
};

/** Completes what is ready until the flow has ended, and gives its state. A task fails up to the attempt that is given for it. */
async function work(client: Client, flowId: string, failures: ReadonlyMap<string, number>): Promise<string> {
  for (;;) {
    const poll = {
      queues: ["work"],
      flowId,
      sessionId: flowId,
      maxTasks: 200,
      wait: "100ms",
      includeHeld: true,
    } as const;
    const { tasks } = await client.pollReadyTasks(poll);
    const completions = tasks.map(({ taskId, claimToken, attempt }) => {
      const fails = attempt <= (failures.get(taskId) ?? 0);
      const outcome = fails ? { failure: { type: "E", retryable: false } } : { result: taskId };
      return { flowId, taskId, claimToken, ...outcome };
    });
    if (tasks.length > 0) {
      for (const answer of await client.taskCompleteBatch(completions)) expect(answer).not.toHaveProperty("error");
      continue;
    }
    const { flow } = await client.getFlowDetails(flowId);
    if (flow.endTime !== undefined) return flow.state;
  }
}

/** Three of them, while so many items of the flow's list end. */
async function killsDuring(server: MortalServer, items: number): Promise<void> {
  for (let kill = 1; kill <= 3; kill += 1) {
    const least = (kill * items) / 4;
    await until(async () => ((await counts(server.client, "f"))["SUCCEEDED"] ?? 0) >= least);
    await server.kill();
  }
}

async function counts(client: Client, flowId: string): Promise<Record<string, number>> {
  const { flow } = await client.getFlowDetails(flowId);
  return Object.fromEntries(flow.counts.map(({ state, count }) => [state, count]));
}

async function attempts(client: Client, flowId: string, taskIds: readonly string[]): Promise<number[]> {
  const { tasks } = await client.getFlowDetails(flowId, { view: "TASKS", taskIds });
  return taskIds.map((taskId) => tasks.find((task) => task.taskId === taskId)?.attempt ?? 0);
}

/** In the order of the items. */
async function itemResults(client: Client): Promise<unknown[]> {
  const results: unknown[] = [];
  let pageToken = "";
  do {
    const page = { view: "FULL", taskIdPrefix: "list[", pageSize: 1_000, pageToken } as const;
    const { tasks, nextPageToken } = await client.getFlowDetails("f", page);
    for (const { result } of tasks) results.push(result);
    pageToken = nextPageToken;
  } while (pageToken !== "");
  return results;
}

/** The flow that the task is, once it has begun. */
async function within(client: Client, flowId: string, taskId: string): Promise<string> {
  let child = "";
  await until(async () => {
    const { tasks } = await client.getFlowDetails(flowId, { view: "TASKS", taskIds: [taskId] });
    child = tasks[0]?.childFlowId ?? "";
    return child !== "" && (await hasBegun(client, child));
  });
  return child;
}

function hasBegun(client: Client, flowId: string): Promise<boolean> {
  return client.getFlowDetails(flowId).then(
    ({ flow }) => flow.startTime !== undefined,
    () => false,
  );
}

async function finish(client: Client, flowId: string, taskId: string, succeeds: boolean): Promise<void> {
  const isReady = async () => {
    const { tasks } = await client.getFlowDetails(flowId, { view: "TASKS", taskIds: [taskId] });
    return tasks[0]?.state === "READY";
  };
  await until(isReady);
  const outcome = succeeds ? { result: taskId } : { failure: { type: "E", retryable: false } };
  await client.taskComplete({ flowId, taskId, ...outcome });
}

function ended(client: Client, flowId: string): Promise<void> {
  return until(async () => (await client.getFlowDetails(flowId)).flow.endTime !== undefined);
}

/** The flow's state, and each task's with its attempt. */
async function told(client: Client, flowId: string): Promise<string[]> {
  const { flow, tasks } = await client.getFlowDetails(flowId, { view: "TASKS" });
  return [`flow ${flow.state}`, ...tasks.map(({ taskId, state, attempt }) => `${taskId} ${state} ${attempt}`)];
}

function until(holds: () => Promise<boolean>): Promise<void> {
  return vi.waitFor(async () => expect(await holds()).toBe(true), { timeout: 120_000, interval: 20 });
}
