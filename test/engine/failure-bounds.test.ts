// Failures that are large: refused over the limit, and what is handed out of many stays within a frame.
import { expect, test } from "vitest";
import { LIMITS } from "../../src/core/limits.js";
import type { Engine, Failure, ReadyTask } from "../../src/engine/index.js";
import { readyTaskBytes } from "../../src/service/messages/task.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { flow, json, task } from "./json-payload.js";
import { startEngine } from "./stores.js";

const HALF = 512 * 1024;

test("a failure of as many bytes as it may have with its causes is taken, one of a byte more is refused", async () => {
  const { engine } = await startEngine(createMemoryStore());
  await engine.run({ flowId: "f", definition: { kind: "spec", spec: flow([task("a")]) } });
  // Two failures with a type of one byte, a message of one, and a content type of ten.
  const spare = LIMITS.failureBytes - 2 * (64 + 1 + 1 + 10);
  const fail = (more: number) => {
    const failure = sized(HALF, [sized(spare - HALF + more)]);
    return engine.taskComplete({ flowId: "f", taskId: "a", outcome: { kind: "failure", failure } });
  };
  await expect(fail(1)).rejects.toMatchObject({
    reason: "LIMIT_EXCEEDED",
    message: "failure: must be at most 1310720 bytes with its causes, got 1310721",
    metadata: { field: "failure", limit: "1310720", value: "1310721" },
  });
  await fail(0);
});

test("the history of a scope is handed out within a frame: the newest failures whole, of others what is short", async () => {
  const { engine } = await startEngine(createMemoryStore());
  const spec = flow([task("c", [], { type: "c" }), task("t", ["c"], { scope: "s" })], {
    scopes: [{ name: "s", controller: "c", kind: "TIMES", attempts: 8, revertAll: false }],
  });
  await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
  let latest = await next(engine);
  for (let attempt = 1; attempt < 8; attempt++) {
    await complete(engine, latest, { kind: "result", result: json(attempt) });
    await complete(engine, await next(engine), { kind: "failure", failure: sized(HALF, [sized(HALF)]) });
    latest = await next(engine);
    while (latest.kind === "REVERT") {
      expect(readyTaskBytes(latest)).toBeLessThan(LIMITS.frameBytes);
      await complete(engine, latest, { kind: "result", result: json(null) });
      latest = await next(engine);
    }
    expect(readyTaskBytes(latest)).toBeLessThan(LIMITS.frameBytes);
    expect(latest).toMatchObject({ taskId: "c", failuresTruncated: attempt > 2 });
  }
  const { history = [] } = latest;
  expect(history.map(({ value }) => value && Buffer.from(value.data).toString())).toEqual([..."1234567"]);
  expect(history.map(({ failures }) => failures["t"]?.type)).toEqual(Array(7).fill("E"));
  expect(history.map(({ failures }) => failures["t"]?.details?.data.length)).toEqual([
    ...Array(5).fill(undefined),
    HALF,
    HALF,
  ]);
});

function sized(bytes: number, causes: readonly Failure[] = []): Failure {
  const details = { data: Buffer.alloc(bytes, "a"), contentType: "text/plain", metadata: {} };
  return { type: "E", message: "m", retryable: false, details, causes };
}

async function next(engine: Engine): Promise<ReadyTask> {
  const { tasks } = await engine.pollReadyTasks({ queues: ["c", "work"], sessionId: "s", maxTasks: 1, waitMs: 5_000 });
  const [one] = tasks;
  if (one === undefined) throw new Error("nothing is handed out");
  return one;
}

type Outcome = Parameters<Engine["taskComplete"]>[0]["outcome"];

async function complete(engine: Engine, { flowId, taskId, claimToken }: ReadyTask, outcome: Outcome): Promise<void> {
  await engine.taskComplete({ flowId, taskId, claimToken, ...(outcome && { outcome }) });
}
