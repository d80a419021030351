/**
 * The rules of commits, one by one: C1 guard, C2 answers without a write, C3 unknown outcomes, C5 poison, C6 sizes,
 * C7 bounds. docs/rules.md says what each closes.
 */
import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import type { PayloadRecord } from "../../src/store/payload-store.js";
import { StoreUnavailable, WriteRejected } from "../../src/store/store-errors.js";
import { bound, faulty } from "./faulty-store.js";
import { chain, flow, json, task } from "./json-payload.js";
import { startEngine } from "./stores.js";

const result = (value: unknown) => ({ kind: "result", result: json(value) }) as const;

async function twoProcesses() {
  const shared = createMemoryStore();
  const fault = faulty(shared);
  const here = (await startEngine(fault.store)).engine;
  const there = (await startEngine(shared)).engine;
  return { fault, here, there };
}

describe("C1 a decision on a cached state", () => {
  test("does not land on another run of the same flow id that has come to the same version", async () => {
    const { here, there } = await twoProcesses();
    const spec = { kind: "spec", spec: flow([task("a"), task("b", ["a"])]) } as const;
    await here.run({ flowId: "f", definition: spec });
    await here.taskComplete({ flowId: "f", taskId: "a", outcome: result(1) });
    // `here` has version 2 in its cache. The flow is ended, deleted and run again, up to version 2.
    await there.taskComplete({ flowId: "f", taskId: "b", outcome: result(1) });
    await there.deleteFlow({ flowId: "f" });
    await there.run({ flowId: "f", definition: spec });
    await there.taskComplete({ flowId: "f", taskId: "a", outcome: result("again") });
    const answer = await here.taskComplete({ flowId: "f", taskId: "b", outcome: result(2) });
    expect(answer.flow).toMatchObject({ state: "SUCCEEDED", version: 3 });
    const { tasks } = await there.getFlowDetails({ flowId: "f", view: "FULL", taskIds: ["a"] });
    expect(tasks[0]?.result).toEqual(json("again"));
  });
});

describe("C2 an answer that is not the outcome of a write", () => {
  test("is decided on a fresh read: a retry that another process recorded is seen", async () => {
    const { here, there } = await twoProcesses();
    const retry = {
      maxAttempts: 3,
      initialIntervalMs: 0,
      multiplier: 1,
      maxIntervalMs: 0,
      jitter: 0,
      nonRetryableTypes: [],
    };
    await here.run({ flowId: "f", definition: { kind: "spec", spec: flow([task("a", [], { retry }), task("b")]) } });
    const failure = { type: "Broken", message: "once", retryable: true, causes: [] };
    await here.taskComplete({ flowId: "f", taskId: "a", attempt: 1, outcome: { kind: "failure", failure } });
    await there.taskComplete({ flowId: "f", taskId: "a", attempt: 2, outcome: result("second") });
    // The cache of `here` says that attempt 2 does not exist, or is ready: the store says that it succeeded.
    const repeated = await here.taskComplete({ flowId: "f", taskId: "a", attempt: 2, outcome: result("second") });
    expect(repeated).toMatchObject({ replayed: true, task: { state: "SUCCEEDED" } });
    const other = here.taskComplete({ flowId: "f", taskId: "a", attempt: 2, outcome: result("another") });
    await expect(other).rejects.toMatchObject({ reason: "ALREADY_COMPLETED" });
  });

  test("NOT_FOUND is what the store says now, not what the cache remembers", async () => {
    const { here, there } = await twoProcesses();
    await here.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } });
    await here.taskComplete({ flowId: "f", taskId: "t0", outcome: result(1) });
    await there.deleteFlow({ flowId: "f" });
    const repeated = here.taskComplete({ flowId: "f", taskId: "t0", outcome: result(1) });
    await expect(repeated).rejects.toMatchObject({ reason: "FLOW_NOT_FOUND" });
  });
});

describe("C3 an unknown outcome", () => {
  test("that landed is answered as landed, though another process has committed on top", async () => {
    const { fault, here, there } = await twoProcesses();
    await here.run({ flowId: "f", definition: { kind: "spec", spec: flow([task("a"), task("b")]) } });
    fault.faults.push(async (updates, land) => {
      await land(updates);
      await there.taskComplete({ flowId: "f", taskId: "b", outcome: result("b") });
      throw new StoreUnavailable("the answer was lost");
    });
    const answer = await here.taskComplete({ flowId: "f", taskId: "a", outcome: result("a") });
    expect(answer).toMatchObject({ replayed: false, task: { state: "SUCCEEDED" } });
    expect((await there.getFlowDetails({ flowId: "f" })).flow).toMatchObject({ state: "SUCCEEDED", version: 3 });
  });

  test("that was lost is sent again, the identical update", async () => {
    const { fault, here } = await twoProcesses();
    await here.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } });
    fault.faults.push(async () => {
      throw new StoreUnavailable("the request was lost");
    });
    const answer = await here.taskComplete({ flowId: "f", taskId: "t0", outcome: result(1) });
    expect(answer.flow.state).toBe("SUCCEEDED");
    expect(fault.updates).toHaveLength(2);
    expect(fault.updates[1]).toEqual(fault.updates[0]);
  });

  test("that lands late, after it was sent again, is recorded once", async () => {
    const { fault, here } = await twoProcesses();
    await here.run({ flowId: "f", definition: { kind: "spec", spec: chain(2) } });
    let landLate: () => Promise<unknown> = async () => undefined;
    fault.faults.push(async (updates, land) => {
      landLate = () => land(updates);
      throw new StoreUnavailable("no answer yet");
    });
    await here.taskComplete({ flowId: "f", taskId: "t0", outcome: result(1) });
    await expect(landLate()).resolves.toMatchObject({ matched: 0 });
    expect((await here.getFlowDetails({ flowId: "f" })).flow.version).toBe(2);
  });

  test("that another process has overtaken is decided again", async () => {
    const { fault, here, there } = await twoProcesses();
    await here.run({ flowId: "f", definition: { kind: "spec", spec: flow([task("a"), task("b")]) } });
    fault.faults.push(async () => {
      await there.taskComplete({ flowId: "f", taskId: "b", outcome: result("b") });
      throw new StoreUnavailable("the request was lost");
    });
    const answer = await here.taskComplete({ flowId: "f", taskId: "a", outcome: result("a") });
    expect(answer.flow).toMatchObject({ state: "SUCCEEDED", version: 3 });
  });
});

test("C5 of the commands of one refused write only the guilty one fails", async () => {
  const { fault, here } = await twoProcesses();
  await here.run({ flowId: "f", definition: { kind: "spec", spec: flow(["a", "b", "c"].map((name) => task(name))) } });
  // The store refuses whatever names node 1, as a validator would.
  const refuse = async (
    updates: Parameters<(typeof fault.faults)[0]>[0],
    land: Parameters<(typeof fault.faults)[0]>[1],
  ) => {
    const guilty = updates.some(({ nodes }) => nodes.has(1));
    return guilty ? { matched: 0, rejected: [{ index: 0, message: "poison" }] } : land(updates);
  };
  for (let count = 0; count < 10; count += 1) fault.faults.push(refuse);
  const outcomes = await Promise.allSettled(
    ["a", "b", "c"].map((taskId) => here.taskComplete({ flowId: "f", taskId, outcome: result(taskId) })),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

describe("C5 of the commands of a round whose payloads are put together", () => {
  const POISON = "poison";

  /** `refuse`: what a put of payloads with the poison ends with. */
  async function engineWhere(refuse: (id: string) => Error) {
    const shared = createMemoryStore();
    const puts: number[] = [];
    const payloads = bound(shared.payloads, (name) => {
      if (name !== "put") return undefined;
      return async (records: readonly PayloadRecord[]) => {
        puts.push(records.length);
        const guilty = records.find(({ payload }) => Buffer.from(payload.data).includes(POISON));
        if (guilty !== undefined) throw refuse(guilty.id);
        return shared.payloads.put(records);
      };
    });
    const { engine } = await startEngine(bound(shared, (name) => (name === "payloads" ? payloads : undefined)));
    const three = flow(["a", "b", "c"].map((name) => task(name)));
    for (const flowId of ["f", "g"]) await engine.run({ flowId, definition: { kind: "spec", spec: three } });
    return { engine, puts };
  }

  const large = (text: string) => result(text.repeat(2_000));

  test("only that fails whose payload the store refuses, of its flow, too", async () => {
    const { engine, puts } = await engineWhere((id) => new WriteRejected(`${id}: refused`));
    const outcomes = await Promise.allSettled(
      (["f/a", "f/b", "f/c", "g/a", "g/b"] as const).map((name) => {
        const [flowId = "", taskId = ""] = name.split("/");
        return engine.taskComplete({ flowId, taskId, outcome: large(name === "f/b" ? POISON : "x") });
      }),
    );
    const [fulfilled, rejected] = ["fulfilled", "rejected"];
    expect(outcomes.map(({ status }) => status)).toEqual([fulfilled, rejected, fulfilled, fulfilled, fulfilled]);
    // They were in one round.
    expect(puts[0]).toBe(5);
  });

  test("who brings no payload goes on where they cannot be put for now", async () => {
    const { engine } = await engineWhere(() => new StoreUnavailable("no answer"));
    const outcomes = await Promise.allSettled([
      engine.taskComplete({ flowId: "f", taskId: "a", outcome: large(POISON) }),
      engine.taskComplete({ flowId: "g", taskId: "a", outcome: result(1) }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  });
});

test("C6 results that are large lie beside the state, and so do small ones once the state is large", async () => {
  const { fault, here } = await twoProcesses();
  const names = Array.from({ length: 120 }, (_, index) => `t${index}`);
  await here.run({ flowId: "f", definition: { kind: "spec", spec: flow(names.map((name) => task(name))) } });
  const sizes = [100, 5_000, ...names.slice(2).map(() => 900)];
  for (const [index, taskId] of names.entries()) {
    await here.taskComplete({ flowId: "f", taskId, outcome: result("x".repeat(sizes[index] ?? 0)) });
  }
  const stored = fault.updates.flatMap(({ nodes }) => [...nodes.values()].map(({ result: kept }) => kept));
  expect(stored[0]?.data).toBeDefined();
  expect(stored[1]).toMatchObject({ size: 5_002, ref: expect.stringContaining("/1/1/") });
  expect(stored[2]?.data).toBeDefined();
  expect(stored.at(-1)?.ref).toBeDefined();
  const inline = stored.reduce((sum, kept) => sum + (kept?.data?.length ?? 0), 0);
  expect(inline).toBeLessThan(48 * 1024);
  const { tasks } = await here.getFlowDetails({ flowId: "f", view: "FULL", taskIds: ["t1", "t119"] });
  expect(tasks.map(({ result: read }) => read?.data.length)).toEqual([5_002, 902]);
});

test("C7 a command whose deadline has passed is dropped before its round", async () => {
  const { fault, here } = await twoProcesses();
  await here.run({ flowId: "f", definition: { kind: "spec", spec: chain(1) } });
  const late = here.taskComplete(
    { flowId: "f", taskId: "t0", outcome: result(1) },
    { deadline: performance.now() - 10 },
  );
  await expect(late).rejects.toMatchObject({ reason: "DEADLINE_EXCEEDED" });
  expect(fault.updates).toEqual([]);
});
