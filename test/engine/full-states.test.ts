// C6: a flow within all limits can always end, however much its state has come to hold. The bounds are those of a flow of
// 8,192 tasks divided by 64, and the flows have as many fewer tasks.
import { BSON } from "mongodb";
import { expect, test, vi } from "vitest";
import { LIMITS } from "../../src/core/limits.js";
import type { Engine, TaskCompleteRequest } from "../../src/engine/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { segmentToDocument } from "../../src/store/mongo/segment-document.js";
import { headerSegmentId } from "../../src/store/segment-id.js";
import type { Store } from "../../src/store/store.js";
import { flow, json, jsonOf, task } from "./json-payload.js";
import { endOf, startEngine } from "./stores.js";

vi.mock("../../src/core/limits.js", async (original) => {
  const { LIMITS: published } = await original<typeof import("../../src/core/limits.js")>();
  return { LIMITS: { ...published, leanSegmentBytes: 64 * 1024, segmentBytes: 224 * 1024 } };
});

type Outcome = NonNullable<TaskCompleteRequest["outcome"]>;

const flowId = "f";
const RETRY = {
  maxAttempts: 20,
  initialIntervalMs: 0,
  multiplier: 1,
  maxIntervalMs: 0,
  jitter: 0,
  nonRetryableTypes: [],
};

const forEach = (count: number) => ({
  literal: json(Array.from({ length: count }, (_, index) => index)),
  maxParallel: 0,
  toleratedFailures: 0,
  retry: "FAILED_ITEMS" as const,
});

function failure(message: string): Outcome {
  const details = json("d".repeat(900));
  return { kind: "failure", failure: { type: "Error", message, details, retryable: true, causes: [] } };
}

/** What is ready, until nothing is; each outcome has to be taken. */
async function drive(engine: Engine, outcomeOf: (attempt: number) => Outcome): Promise<void> {
  for (;;) {
    const asked = { sessionId: "s".repeat(128), workerId: "w".repeat(255), queues: ["work"], maxTasks: 500, waitMs: 0 };
    const { tasks } = await engine.pollReadyTasks(asked);
    if (tasks.length === 0) return;
    const done = tasks.map(({ taskId, claimToken, attempt }) =>
      engine.taskComplete({
        ...{ flowId, taskId, claimToken, requestId: `${taskId}-${attempt}` },
        outcome: outcomeOf(attempt),
      }),
    );
    await Promise.all(done);
  }
}

async function documentBytes(store: Store): Promise<number> {
  const [record] = await store.segments.read([headerSegmentId("default", flowId)]);
  return record === undefined ? 0 : BSON.calculateObjectSize(segmentToDocument(record, 1));
}

async function stateOf(engine: Engine): Promise<string> {
  return (await engine.getFlowDetails({ flowId })).flow.state;
}

test("C6 lists of as many items as a flow has, with results, end", async () => {
  const { engine, store } = await startEngine(createMemoryStore());
  const spec = flow([task("a", [], { forEach: forEach(63) }), task("b", [], { forEach: forEach(63) })]);
  await engine.run({ flowId, definition: { kind: "spec", spec } });
  await drive(engine, () => ({ kind: "result", result: json("x".repeat(200)) }));
  expect(await stateOf(engine)).toBe("SUCCEEDED");
  expect(await documentBytes(store)).toBeGreaterThan(LIMITS.leanSegmentBytes);
});

test("C6 tasks that fail many times with long failures end, and the last failure is whole", async () => {
  const { engine, store } = await startEngine(createMemoryStore());
  const tasks = Array.from({ length: 64 }, (_, index) => task(`t${index}`, [], { retry: RETRY }));
  await engine.run({ flowId, definition: { kind: "spec", spec: flow(tasks, { maxParallel: 64 }) } });
  const message = "漢".repeat(500);
  await drive(engine, () => failure(message));
  expect(await stateOf(engine)).toBe("FAILED");
  expect(await documentBytes(store)).toBeLessThan(LIMITS.segmentBytes);
  const { tasks: shown } = await engine.getFlowDetails({ flowId, view: "FULL", taskIds: ["t0", "t63"] });
  expect(shown.map((one) => [one.failure?.message, one.failure?.details && jsonOf(one.failure.details)])).toEqual([
    [message, "d".repeat(900)],
    [message, "d".repeat(900)],
  ]);
});

test("C6 tasks that keep results of earlier rounds end, in a state that is full again and again", async () => {
  const { engine, store } = await startEngine(createMemoryStore());
  const repeat = { maxTimes: 12, delayMs: 0 };
  const tasks = Array.from({ length: 120 }, (_, index) => task(`t${index}`, [], { repeat }));
  await engine.run({ flowId, definition: { kind: "spec", spec: flow(tasks, { maxParallel: 500 }) } });
  await drive(engine, (attempt) => ({ kind: "result", result: json(`${attempt}`.padEnd(300)) }));
  expect(await stateOf(engine)).toBe("SUCCEEDED");
  expect(await documentBytes(store)).toBeLessThan(LIMITS.segmentBytes);
  const { tasks: shown } = await engine.getFlowDetails({ flowId, view: "FULL", taskIds: ["t0", "t119"] });
  expect(shown.map(({ round, result }) => [round, result && jsonOf(result)])).toEqual([
    [12, "12".padEnd(300)],
    [12, "12".padEnd(300)],
  ]);
});

test("C6 metadata of payloads lies with their bytes, is told as it came, and fills no document", async () => {
  const { engine, store } = await startEngine(createMemoryStore());
  const tasks = Array.from({ length: 64 }, (_, index) => task(`t${index}`));
  await engine.run({ flowId, definition: { kind: "spec", spec: flow(tasks, { maxParallel: 64 }) } });
  const metadata = { note: "m".repeat(8_000) };
  await drive(engine, () => ({ kind: "result", result: { ...json(1), metadata } }));
  expect(await stateOf(engine)).toBe("SUCCEEDED");
  expect(await documentBytes(store)).toBeLessThan(LIMITS.segmentBytes);
  const { tasks: shown } = await engine.getFlowDetails({ flowId, view: "FULL", taskIds: ["t0", "t63"] });
  expect(shown.map(({ result }) => result)).toEqual([
    { ...json(1), metadata },
    { ...json(1), metadata },
  ]);
});

test("C6 of the same bytes each payload keeps metadata of its own", async () => {
  const { engine } = await startEngine(createMemoryStore());
  await engine.run({ flowId, definition: { kind: "spec", spec: flow([task("a")]) } });
  const described = (note: string) => ({ ...json("x".repeat(2_000)), metadata: { note } });
  const outcome = { kind: "result", result: described("result") } as const;
  await engine.taskComplete({ flowId, taskId: "a", outcome, memo: described("memo") });
  const { tasks } = await engine.getFlowDetails({ flowId, view: "FULL" });
  expect(tasks.map(({ result, memo }) => [result?.metadata, memo?.metadata])).toEqual([
    [{ note: "result" }, { note: "memo" }],
  ]);
});

/** Of tasks that go on as flows the labels lie in the state. */
function spawn(engine: Engine, taskId: string, count: number) {
  const labels = Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v".repeat(250)]));
  const definition = { kind: "spec", spec: flow([task("x")]) } as const;
  return engine.taskComplete({ flowId, taskId, outcome: { kind: "spawn", definition, labels } });
}

function spawning(name: string) {
  return task(name, [], { dynamicFlow: true, queue: "flows" });
}

test("C6 a large state takes no flow with many labels, but one with few, and what ends its task", async () => {
  const { engine, store } = await startEngine(createMemoryStore());
  const others = Array.from({ length: 120 }, (_, index) => task(`t${index}`));
  const spec = flow([...others, spawning("a"), spawning("b")], { maxParallel: 500 });
  await engine.run({ flowId, definition: { kind: "spec", spec } });
  await drive(engine, () => failure("m".repeat(400)));
  expect(await documentBytes(store)).toBeGreaterThan(LIMITS.leanSegmentBytes);
  await expect(spawn(engine, "a", 30)).rejects.toMatchObject({
    reason: "FLOW_FULL",
    metadata: { flow_id: flowId, limit: String(LIMITS.leanCompletionBytes) },
  });
  await spawn(engine, "a", 2);
  const ended = await engine.taskComplete({ flowId, taskId: "b", outcome: { kind: "result", result: json(1) } });
  expect(ended.task.state).toBe("SUCCEEDED");
  expect((await engine.cancelFlow({ flowId })).flow.state).toMatch(/^CANCEL/);
});

test("C6 a flow whose state is full of what cannot lie elsewhere takes no completion, but is cancelled", async () => {
  const { engine, store } = await startEngine(createMemoryStore());
  const names = Array.from({ length: 140 }, (_, index) => `t${index}`);
  const spec = flow(names.map(spawning), { maxParallel: 500 });
  await engine.run({ flowId, definition: { kind: "spec", spec } });
  let refusal: unknown;
  for (const name of names) {
    refusal = await spawn(engine, name, 6).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refusal !== undefined) break;
  }
  expect(refusal).toMatchObject({
    reason: "FLOW_FULL",
    metadata: { flow_id: flowId, limit: String(LIMITS.segmentBytes) },
  });
  expect(await documentBytes(store)).toBeLessThan(LIMITS.segmentBytes);
  await engine.cancelFlow({ flowId });
  expect(await endOf(engine, flowId)).toBe("CANCELLED");
});
