/**
 * What happens as time passes, in a world whose clock the test turns: hours and days take no time here.
 */
import { expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { startExecutor } from "./executor.js";
import { chain, flow, json, jsonOf, task } from "./json-payload.js";
import { VirtualTime } from "./virtual-time.js";

const HOUR_MS = 3_600_000;
const done = { kind: "result", result: json("done") } as const;

function world() {
  const time = new VirtualTime();
  const store = createMemoryStore({ now: time.now });
  const start = (): Promise<Engine> => createEngine({ store, environment: time.environment() });
  return { time, store, start };
}

async function stopped(time: VirtualTime, engine: Engine): Promise<void> {
  const stopping = engine.stop(0);
  await time.advance(1);
  await stopping;
}

test("an outsider finishes a deferred task thirty hours later, with ids alone, through another process", async () => {
  const { time, start } = world();
  const first = await start();
  const executor = await startExecutor(first);
  await first.run({ flowId: "f", definition: { kind: "spec", spec: chain(2) } });
  const [ready] = await executor.receivedAtLeast(1);
  await first.taskComplete({ flowId: "f", taskId: "t0", claimToken: ready!.claimToken, outcome: { kind: "deferred" } });
  await stopped(time, first);
  await time.advance(30 * HOUR_MS);
  const second = await start();
  const { tasks } = await second.getFlowDetails({ flowId: "f", view: "TASKS", taskIds: ["t0"] });
  expect(tasks[0]).toMatchObject({ state: "RUNNING", deferred: true });
  const answer = await second.taskComplete({ flowId: "f", taskId: "t0", outcome: done });
  expect(answer.ready.map(({ taskId }) => taskId)).toEqual(["t1"]);
  const again = await startExecutor(second);
  const [next] = await again.receivedAtLeast(1);
  expect(jsonOf(next?.dependencyResults["t0"])).toBe("done");
  await stopped(time, second);
});

test("a retry, a delay and a timeout that fall due while everything is down fire at start", async () => {
  const { time, start } = world();
  const first = await start();
  const retry = {
    maxAttempts: 2,
    initialIntervalMs: HOUR_MS,
    multiplier: 1,
    maxIntervalMs: 0,
    jitter: 0,
    nonRetryableTypes: [],
  };
  const spec = flow([
    task("retried", [], { retry }),
    task("delayed", [], { delayMs: HOUR_MS }),
    task("late", [], { timeouts: { readyToClaimMs: HOUR_MS } }),
  ]);
  await first.run({ flowId: "f", definition: { kind: "spec", spec } });
  const failure = { type: "Broken", message: "once", retryable: true, causes: [] };
  await first.taskComplete({ flowId: "f", taskId: "retried", outcome: { kind: "failure", failure } });
  await stopped(time, first);
  await time.advance(2 * HOUR_MS);
  const second = await start();
  await time.advance(10);
  const { tasks } = await second.getFlowDetails({ flowId: "f", view: "TASKS" });
  expect(tasks.map(({ taskId, state }) => `${taskId} ${state}`)).toEqual([
    "retried READY",
    "delayed READY",
    "late FAILED",
  ]);
  expect(tasks[2]?.failure).toMatchObject({ type: "TIMEOUT", message: expect.stringContaining("ready_to_claim") });
  await stopped(time, second);
});

test("timers of a living process fire within 50 ms of their time", async () => {
  const { time, start } = world();
  const engine = await start();
  await engine.run({ flowId: "f", definition: { kind: "spec", spec: flow([task("a", [], { delayMs: 1_500 })]) } });
  const stateOf = async () => (await engine.getFlowDetails({ flowId: "f", view: "TASKS" })).tasks[0]?.state;
  await time.advance(1_490);
  expect(await stateOf()).toBe("DELAYED");
  await time.advance(60);
  expect(await stateOf()).toBe("READY");
  await stopped(time, engine);
});

test("tasks of a process that vanished go to others as the next attempt, after their lease and the process's", async () => {
  const { time, store, start } = world();
  // The first process has a clock of its own, which stops: it vanishes without a word.
  const lost = new VirtualTime();
  const vanishing = await createEngine({ store, environment: lost.environment() });
  const held = await startExecutor(vanishing, { sessionId: "s", leaseMs: 10_000 });
  await vanishing.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } });
  const [first] = await held.receivedAtLeast(1);
  const engine = await start();
  const executor = await startExecutor(engine, { sessionId: "other" });
  await time.advance(14_000);
  expect(executor.received).toEqual([]);
  await time.advance(5_000);
  const [next] = await executor.receivedAtLeast(1);
  expect(next).toMatchObject({ taskId: "t0", attempt: 2, tries: 0 });
  expect(next?.claimToken).not.toBe(first?.claimToken);
  const late = engine.taskComplete({ flowId: "f", taskId: "t0", claimToken: first!.claimToken, outcome: done });
  await expect(late).rejects.toMatchObject({ reason: "CLAIM_SUPERSEDED" });
  await stopped(time, engine);
});

test("a late completion counts while nobody else has claimed the task", async () => {
  const { time, start } = world();
  const engine = await start();
  const executor = await startExecutor(engine, { sessionId: "s", leaseMs: 1_000 });
  await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } });
  const [ready] = await executor.receivedAtLeast(1);
  await executor.session.close();
  await time.advance(20_000);
  const { tasks } = await engine.getFlowDetails({ flowId: "f", view: "TASKS" });
  expect(tasks[0]).toMatchObject({ state: "READY", attempt: 1 });
  const { flow: ended } = await engine.taskComplete({
    flowId: "f",
    taskId: "t0",
    claimToken: ready!.claimToken,
    outcome: done,
  });
  expect(ended.state).toBe("SUCCEEDED");
  await stopped(time, engine);
});

test("a session that reconnects within its lease has the same tasks again, with the same tokens", async () => {
  const { time, start } = world();
  const engine = await start();
  const other = await start();
  const executor = await startExecutor(engine, { sessionId: "s", leaseMs: 10_000, maxInFlight: 3 });
  await engine.run({
    flowId: "f",
    definition: { kind: "spec", spec: flow(["a", "b", "c", "d"].map((name) => task(name))) },
  });
  const first = await executor.receivedAtLeast(3);
  await executor.session.close();
  await time.advance(8_000);
  const resumed = await startExecutor(other, { sessionId: "s", leaseMs: 10_000, maxInFlight: 3 });
  const again = await resumed.receivedAtLeast(3);
  const tokens = (tasks: typeof first) => tasks.map(({ claimToken }) => claimToken).sort();
  expect(tokens(again)).toEqual(tokens(first));
  await time.advance(30_000);
  expect(resumed.received).toHaveLength(3);
  await stopped(time, engine);
  await stopped(time, other);
});
