/**
 * A list may have to look at all that a namespace has: lists are made for a few callers at a time and for no longer than their
 * answers are wanted, so that those of one namespace keep nobody from the store.
 */
import { expect, test } from "vitest";
import { Latch } from "../../src/client/latch.js";
import type { CallContext } from "../../src/engine/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import type { SegmentStore } from "../../src/store/segment-store.js";
import { ReadTooLong } from "../../src/store/store-errors.js";
import { bound } from "./faulty-store.js";
import { chain, flow, task } from "./json-payload.js";
import { startEngine } from "./stores.js";

/** An engine whose store lists as `list` does. */
async function listing(list: (listFlows: SegmentStore["list"]) => SegmentStore["list"]) {
  const store = createMemoryStore();
  const listed = list((...asked) => store.segments.list(...asked));
  const segments = bound(store.segments, (name) => (name === "list" ? listed : undefined));
  return startEngine(bound(store, (name) => (name === "segments" ? segments : undefined)));
}

/** An engine whose store lists the flows of namespace `a` only once it is let; `begun` has the namespaces of those that it lists. */
async function held() {
  const latch = new Latch();
  const begun: string[] = [];
  const { engine } = await listing((listFlows) => async (filter, ...rest) => {
    begun.push(filter.namespace);
    if (filter.namespace === "a") await latch.promise;
    return listFlows(filter, ...rest);
  });
  return { engine, begun, release: () => latch.open() };
}

test("of 20 lists of a namespace three are made at once, which keep neither other lists nor other calls waiting", async () => {
  const { engine, begun, release } = await held();
  await engine.run({ namespace: "a", flowId: "f", definition: { kind: "spec", spec: chain(1) } });
  const all = Array.from({ length: 20 }, () => engine.listFlows({ namespace: "a", labels: { no: "such" } }));
  expect((await engine.listFlows({ namespace: "b" })).flows).toEqual([]);
  expect(begun).toEqual(["a", "a", "a", "b"]);
  await engine.run({ namespace: "a", flowId: "g", definition: { kind: "spec", spec: chain(1) } });
  release();
  for (const { flows } of await Promise.all(all)) expect(flows).toEqual([]);
  expect(begun).toHaveLength(21);
});

test("ListQueues, ListConcurrencyKeys, ListSchedules and the work under way take their turns with them", async () => {
  const { engine, release } = await held();
  const all = [1, 2, 3].map(() => engine.listFlows({ namespace: "a" }));
  const call = () => ({ deadline: performance.now() + 200 });
  for (const list of [engine.listQueues, engine.listConcurrencyKeys, engine.listSchedules, engine.workUnderWay])
    await expect(list({ namespace: "a" }, call())).rejects.toMatchObject({ reason: "OVERLOADED" });
  release();
  await Promise.all(all);
  for (const list of [engine.listQueues, engine.listConcurrencyKeys, engine.listSchedules, engine.workUnderWay])
    await list({ namespace: "a" });
});

test("whose turn does not come before its deadline, or who leaves, is told so and asks the store for nothing", async () => {
  const { engine, begun, release } = await held();
  const list = (call: CallContext = {}) => engine.listFlows({ namespace: "a" }, call);
  const all = [list(), list(), list()];
  const deadline = performance.now() + 500;
  await expect(list({ deadline })).rejects.toMatchObject({
    reason: "OVERLOADED",
    metadata: { limit: "lists_at_once" },
    retryAfterMs: 1000,
  });
  expect(performance.now()).toBeLessThan(deadline);
  const caller = new AbortController();
  const left = list({ signal: caller.signal });
  caller.abort();
  await expect(left).rejects.toMatchObject({ reason: "CANCELLED" });
  release();
  await Promise.all(all);
  expect(begun).toHaveLength(3);
});

test("a list has the time until its caller is answered, ten seconds at most, and tells what to do where that is too short", async () => {
  const within: (number | undefined)[] = [];
  const { engine } = await listing(() => async (_filter, _after, _limit, withinMs) => {
    within.push(withinMs);
    throw new ReadTooLong("not found");
  });
  const message = /^the list was not found within \d+ ms.* create_time_after and create_time_before$/;
  for (const call of [{}, { deadline: performance.now() + 60_000 }, { deadline: performance.now() + 2_000 }]) {
    await expect(engine.listFlows({}, call)).rejects.toMatchObject({
      reason: "DEADLINE_EXCEEDED",
      message: expect.stringMatching(message),
    });
  }
  expect(within.slice(0, 2)).toEqual([10_000, 10_000]);
  expect(within[2]).toBeGreaterThan(500);
  expect(within[2]).toBeLessThanOrEqual(1_620);
});

test("of what waits in many queues few are asked for at once, and few flows are read at once", async () => {
  const store = createMemoryStore();
  let [underWay, most] = [0, 0];
  const read: number[] = [];
  const heads: SegmentStore["heads"] = async (...asked) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise(setImmediate);
    underWay -= 1;
    return store.segments.heads(...asked);
  };
  const reads: SegmentStore["read"] = async (ids) => {
    read.push(ids.length);
    return store.segments.read(ids);
  };
  const segments = bound(store.segments, (name) => (name === "heads" ? heads : name === "read" ? reads : undefined));
  const { engine } = await startEngine(bound(store, (name) => (name === "segments" ? segments : undefined)));
  for (let index = 0; index < 90; index += 1) {
    const tasks = [task("a", [], { type: `q${index}` }), task("b", [], { concurrencyKey: `k${index}` })];
    await engine.run({ flowId: `f${index}`, definition: { kind: "spec", spec: flow(tasks) } });
  }
  const lists: (() => Promise<unknown>)[] = [
    () => engine.listQueues({}),
    () => engine.listConcurrencyKeys({}),
    () => engine.workUnderWay({}),
  ];
  for (const list of lists) {
    [most, read.length] = [0, 0];
    await list();
    expect(most).toBe(16);
    expect(read.length).toBeGreaterThanOrEqual(9);
    expect(Math.max(...read)).toBe(10);
  }
});
