// Executors on a real server: restarts, cancels, deferral, wide joins, retries; on memory and on MongoDB.
import { describe, expect, test } from "vitest";
import {
  CancelRequestedError,
  type Client,
  FlowFailed,
  type FlowHandle,
  type FlowSpec,
  Payload,
  RetryAfter,
} from "../../src/client/index.js";
import { Latch } from "../../src/client/latch.js";
import { testDatabase } from "../mongod/database.js";
import { startRealServer } from "./real-server.js";

const ONE: FlowSpec = { tasks: [{ name: "only", type: "work" }] };

describe.each([
  ["memory", () => startRealServer()],
  ["mongodb", () => startRealServer({ mongodb: testDatabase() })],
] as const)("on %s", (_store, start) => {
  test("a running task and who waits for its flow outlive a restart of the server: one attempt, one session", async () => {
    const server = await start();
    const begun = new Latch();
    const finish = new Latch();
    const executor = await server.executor({
      handlers: {
        work: async () => {
          begun.open();
          await finish.promise;
          return "whole";
        },
      },
    });
    const { sessionId } = executor;
    const handle = await server.client().run(ONE);
    const result = handle.result();
    await begun.promise;
    await server.stop();
    await server.start();
    finish.open();
    expect(await result).toEqual({ only: "whole" });
    const { tasks } = await handle.details({ view: "FULL" });
    expect(tasks).toMatchObject([{ attempt: 1, tries: 0, sessionId }]);
    expect(executor.sessionId).toBe(sessionId);
  });

  test("a chain of a hundred tasks goes through one executor", async () => {
    const server = await start();
    await server.executor({
      handlers: { add: (task) => Number(Object.values(task.dependencyResults)[0] ?? 0) + 1 },
    });
    const tasks = Array.from({ length: 100 }, (_, index) => ({
      name: `t${index}`,
      type: "add",
      dependsOn: index === 0 ? [] : [`t${index - 1}`],
    }));
    expect(await (await server.client().run({ tasks })).result()).toEqual({ t99: 100 });
  });
});

test("a join over more tasks than travel with it is given all their results", async () => {
  const server = await startRealServer();
  await server.executor({
    maxInFlight: 100,
    handlers: {
      part: (task) => task.input,
      sum: (task) => Object.values(task.dependencyResults).reduce<number>((sum, value) => sum + Number(value), 0),
    },
  });
  const parts = Array.from({ length: 1_200 }, (_, index) => ({ name: `p${index}`, type: "part", input: index }));
  const sum = { name: "sum", type: "sum", dependsOn: parts.map((part) => part.name) };
  const handle = await server.client().run({ tasks: [...parts, sum] });
  expect(await handle.result()).toEqual({ sum: (1_199 * 1_200) / 2 });
});

test("a deferred task frees its executor and is finished by an outsider with ids alone", async () => {
  const server = await startRealServer();
  const client = server.client();
  const deferred: string[] = [];
  await server.executor({
    maxInFlight: 1,
    handlers: {
      webhook: (task, { defer }) => {
        deferred.push(task.taskId);
        return defer({ timeout: "1h" });
      },
      work: () => "done",
    },
  });
  const handle = await client.run({
    tasks: [
      { name: "hook", type: "webhook", priority: 1 },
      { name: "other", type: "work" },
    ],
  });
  await reached(handle, "SUCCEEDED", "other");
  const { tasks } = await handle.details({ view: "TASKS" });
  expect(tasks).toMatchObject([{ state: "RUNNING", deferred: true }, { state: "SUCCEEDED" }]);
  await client.taskComplete({ flowId: handle.flowId, taskId: "hook", result: Payload.text("answer") });
  expect(await handle.result()).toMatchObject({ hook: { contentType: "text/plain; charset=utf-8" }, other: "done" });
  expect(deferred).toEqual(["hook"]);
});

test("cancelling a flow aborts its handlers, which give up, and its result is FlowFailed", async () => {
  const server = await startRealServer();
  const begun = new Latch();
  const reasons: unknown[] = [];
  await server.executor({
    handlers: {
      work: (_task, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            reasons.push(signal.reason);
            reject(signal.reason);
          });
          begun.open();
        }),
    },
  });
  const handle = await server.client().run(ONE);
  await begun.promise;
  await handle.cancel({ reason: "changed my mind" });
  await expect(handle.result()).rejects.toThrow(FlowFailed);
  expect(reasons).toEqual([expect.any(CancelRequestedError)]);
  expect(String(reasons[0])).toContain("changed my mind");
  const { flow, tasks } = await handle.details({ view: "FULL" });
  expect([flow.state, tasks[0]?.state]).toEqual(["CANCELLED", "CANCELLED"]);
});

test("a failed try comes again no earlier than its RetryAfter says", async () => {
  const server = await startRealServer();
  const times: number[] = [];
  await server.executor({
    handlers: {
      work: (task) => {
        times.push(Date.now());
        if (task.tries === 0) {
          throw new RetryAfter("300ms", "busy", { details: { load: 1 } });
        }
        return task.attempt;
      },
    },
  });
  const retry = { maxAttempts: 2, initialInterval: 1 };
  const handle = await server.client().run({ tasks: [{ name: "only", type: "work", retry }] });
  expect(await handle.result()).toEqual({ only: 2 });
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(295);
  const { tasks } = await handle.details({ view: "FULL" });
  expect(tasks[0]?.attempts[0]).toMatchObject({ end: "FAILED", failure: { type: "RetryAfter", details: { load: 1 } } });
});

test("a drained executor leaves nothing claimed: what it gave back is done by the next one", async () => {
  const server = await startRealServer();
  const begun = new Latch();
  const first = await server.executor({
    handlers: {
      work: (_task, { signal }) => {
        begun.open();
        return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      },
    },
  });
  const handle = await server.client().run(ONE);
  await begun.promise;
  await first.drain({ deadline: 10 });
  await server.executor({ handlers: { work: (task) => task.attempt } });
  expect(await handle.result()).toEqual({ only: 2 });
  const { tasks } = await handle.details({ view: "FULL" });
  expect(tasks[0]).toMatchObject({ tries: 0, attempts: [{ end: "RELEASED" }, { end: "SUCCEEDED" }] });
});

test("a codec covers a whole flow: nothing readable is stored, everything is readable at both ends", async () => {
  const server = await startRealServer();
  const codec = {
    encode: (payload: Payload) =>
      new Payload(
        payload.data.map((byte) => byte ^ 0x5a),
        "sealed",
        { of: payload.contentType },
      ),
    decode: (payload: Payload) =>
      payload.contentType === "sealed"
        ? new Payload(
            payload.data.map((byte) => byte ^ 0x5a),
            payload.metadata["of"],
          )
        : payload,
  };
  const client: Client = server.client({ codec });
  await server.executor({
    client,
    handlers: {
      a: (task) => ({ got: task.input }),
      b: (task) => task.dependencyResults,
    },
  });
  const spec: FlowSpec = {
    tasks: [
      { name: "a", type: "a", input: "secret" },
      { name: "b", type: "b", dependsOn: ["a"] },
    ],
  };
  const handle = await client.run(spec);
  expect(await handle.result()).toEqual({ b: { a: { got: "secret" } } });
  const { tasks } = await server.client().getFlowDetails(handle.flowId, { view: "FULL" });
  expect(tasks.flatMap((task) => [task.input, task.result])).toEqual([
    expect.objectContaining({ contentType: "sealed" }),
    expect.objectContaining({ contentType: "sealed" }),
    undefined,
    expect.objectContaining({ contentType: "sealed" }),
  ]);
});

/** Resolves when the task is in this state. */
async function reached(handle: FlowHandle, state: string, taskId: string): Promise<void> {
  for await (const event of handle.watch({ view: "TASKS" })) {
    if (event.kind === "update" && event.tasks.some((task) => task.taskId === taskId && task.state === state)) {
      return;
    }
  }
}
