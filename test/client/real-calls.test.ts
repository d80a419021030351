// Every call of the client on a real server: that what goes out is understood and what comes back is whole.
import { expect, test } from "vitest";
import { type FlowSpec, parseFlowFile } from "../../src/client/index.js";
import { startRealServer } from "./real-server.js";

const PAIR: FlowSpec = {
  name: "pair",
  labels: { team: "a" },
  tasks: [
    { name: "first", type: "work", input: { n: 1 }, retry: { maxAttempts: 3, initialInterval: "10ms", jitter: 0.5 } },
    { name: "second", type: "work", dependsOn: ["first"], timeouts: { run: "5m" }, labels: { tier: "x" } },
  ],
};

test("a definition is put, listed, read back and run by name and by digest", async () => {
  const client = (await startRealServer()).client();
  const { digest, created } = await client.putDefinition(PAIR);
  expect(created).toBe(true);
  expect((await client.putDefinition(PAIR)).created).toBe(false);
  const listed = await client.listDefinitions();
  expect(listed.definitions).toMatchObject([{ digest, name: "pair", taskCount: 2 }]);
  const stored = await client.getDefinition({ name: "pair" });
  expect(stored.definition.digest).toBe(digest);
  const { spec = PAIR } = stored;
  expect((await client.putDefinition(spec)).digest).toBe(digest);
  for (const definition of [{ definitionName: "pair" }, { definitionDigest: digest }, spec]) {
    const handle = await client.run(definition, { labels: { run: "1" }, priority: 5, input: [1] });
    const { flow } = await handle.details({ view: "FULL" });
    expect(flow).toMatchObject({ name: "pair", labels: { team: "a", run: "1" }, priority: 5, input: [1] });
  }
});

test("a flow file runs as it is", async () => {
  const client = (await startRealServer()).client();
  const handle = await client.run(parseFlowFile("name: file\ntasks:\n  - {name: a, noop: {}}\n"));
  expect(await handle.result()).toEqual({ a: undefined });
});

test("a bad definition is refused with the path of its fault, and checked without being run", async () => {
  const client = (await startRealServer()).client();
  const cyclic: FlowSpec = {
    tasks: [
      { name: "a", type: "t", dependsOn: ["b"] },
      { name: "b", type: "t", dependsOn: ["a"] },
    ],
  };
  await expect(client.validate(cyclic)).rejects.toMatchObject({ code: "INVALID_ARGUMENT", reason: "CYCLE" });
  expect(await client.validate(PAIR)).toEqual([]);
  expect((await client.listFlows()).flows).toEqual([]);
});

test("run tells what is ready, repeats by request_id, and returns the existing flow where asked", async () => {
  const client = (await startRealServer()).client();
  const first = await client.run(PAIR, { requestId: "r1" });
  expect(first.started).toMatchObject({ ready: [{ taskId: "first", queue: "work" }], readyCount: 1, replayed: false });
  expect(first.started.changes[0]).toMatchObject({ taskId: "", flow: { to: "RUNNING" } });
  const again = await client.run(PAIR, { requestId: "r1" });
  expect(again.flowId).toBe(first.flowId);
  expect(again.started.replayed).toBe(true);
  const existing = await client.run(PAIR, { flowId: first.flowId, conflictPolicy: "RETURN_EXISTING" });
  expect(existing.started.replayed).toBe(true);
  await expect(client.run(PAIR, { flowId: first.flowId })).rejects.toMatchObject({ reason: "FLOW_EXISTS" });
});

test("an outsider completes by ids alone, one by one and in a batch with an answer for each", async () => {
  const client = (await startRealServer()).client();
  const { flowId } = await client.run(PAIR);
  const answer = await client.taskComplete({ flowId, taskId: "first", result: { ok: true } });
  expect(answer).toMatchObject({
    task: { taskId: "first", state: "SUCCEEDED" },
    ready: [{ taskId: "second" }],
    flow: { state: "RUNNING" },
    replayed: false,
  });
  const batch = await client.taskCompleteBatch([
    { flowId, taskId: "nobody", result: 1 },
    { flowId, taskId: "second", result: 2 },
  ]);
  expect(batch).toMatchObject([
    { error: { name: "LazyEngineError", code: "NOT_FOUND", reason: "TASK_NOT_FOUND" } },
    { value: { task: { state: "SUCCEEDED" }, flow: { state: "SUCCEEDED" } } },
  ]);
  expect(await client.flow(flowId).result()).toEqual({ second: 2 });
});

test("tasks are polled, reported on, kept and released without a stream", async () => {
  const client = (await startRealServer()).client();
  const { flowId } = await client.run(PAIR);
  const polled = await client.pollReadyTasks({ queues: ["work"], maxTasks: 5, wait: "5s", leaseDuration: "10s" });
  expect(polled.tasks).toMatchObject([{ flowId, taskId: "first", attempt: 1, kind: "EXECUTE", input: { n: 1 } }]);
  const claim = polled.tasks[0] ?? expect.fail("no task");
  expect(await client.reportProgress([{ ...pick(claim), fraction: 0.5, details: "half" }])).toEqual([undefined]);
  const kept = await client.keepSession(polled.sessionId);
  expect(kept).toMatchObject({ leaseMs: 10_000, cancelRequested: [], lost: [], errors: [] });
  const { tasks } = await client.flow(flowId).details({ view: "FULL" });
  expect(tasks[0]).toMatchObject({ state: "RUNNING", progress: { fraction: 0.5, details: "half" } });
  expect(await client.releaseTasks([pick(claim)])).toEqual([undefined]);
  const again = await client.pollReadyTasks({ queues: ["work"], wait: "5s", sessionId: polled.sessionId });
  expect(again.tasks).toMatchObject([{ taskId: "first", attempt: 2, tries: 0 }]);
});

test("a watch of ready tasks hands out what it is asked for, and observers see it without a claim", async () => {
  const client = (await startRealServer()).client();
  const { flowId } = await client.run(PAIR);
  const observed: string[] = [];
  for await (const event of client.watchReadyTasks({ queues: ["work"], mode: "OBSERVE" })) {
    if (event.kind === "ready_tasks") {
      observed.push(...event.tasks.map((task) => `${task.taskId} ${task.claimToken}`));
      break;
    }
  }
  expect(observed).toEqual(["first "]);
  for await (const event of client.watchReadyTasks({ queues: ["work"], maxInFlight: 1 })) {
    if (event.kind === "opened") {
      expect(event).toMatchObject({ resumed: false, maxInFlight: 1, leaseMs: 30_000 });
    }
    if (event.kind === "ready_tasks") {
      expect(event.tasks).toMatchObject([{ flowId, taskId: "first", attempt: 1 }]);
      break;
    }
  }
});

test("a flow is suspended, resumed, cancelled, listed and deleted", async () => {
  const client = (await startRealServer()).client();
  const handle = await client.run(PAIR, { labels: { run: "x" } });
  const suspended = await handle.suspend({ reason: "wait" });
  expect(suspended).toMatchObject({ flow: { state: "SUSPENDED" }, replayed: false });
  await expect(handle.resume({ expectedRevision: handle.started.flow.revision })).rejects.toMatchObject({
    code: "ABORTED",
    reason: "REVISION_MISMATCH",
  });
  expect((await handle.resume()).flow.state).toBe("RUNNING");
  await expect(handle.delete()).rejects.toMatchObject({ reason: "FLOW_NOT_ENDED" });
  expect((await handle.cancel({ grace: 0, reason: "enough" })).flow.state).toBe("CANCELLED");
  const found = await client.listFlows({ states: ["CANCELLED"], labels: { run: "x" }, name: "pair", createdAfter: 0 });
  expect(found.flows.map((flow) => flow.flowId)).toEqual([handle.flowId]);
  expect((await handle.delete())?.state).toBe("CANCELLED");
  expect(await handle.delete({ allowMissing: true })).toBeUndefined();
  await expect(handle.details()).rejects.toMatchObject({ code: "NOT_FOUND", reason: "FLOW_NOT_FOUND" });
});

test("the server tells what it is", async () => {
  const info = await (await startRealServer()).client().getServerInfo();
  expect(info).toMatchObject({ store: "memory", version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  expect(info.limits?.tasksPerFlow).toBeGreaterThan(0);
  expect(Math.abs((info.serverTime ?? 0) - Date.now())).toBeLessThan(60_000);
});

function pick({ flowId, taskId, claimToken }: { flowId: string; taskId: string; claimToken: string }) {
  return { flowId, taskId, claimToken };
}
