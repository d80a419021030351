/**
 * What the observers of one process share, and that none of them misses anything for it.
 */
import { expect, test } from "vitest";
import { LIMITS } from "../../src/core/limits.js";
import type { Engine, SessionFrame } from "../../src/engine/index.js";
import { flowOfSegment } from "../../src/store/segment-id.js";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { startExecutor } from "./executor.js";
import { bound, faulty } from "./faulty-store.js";
import { chain, flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";
import { ACROSS, completeAll, startCutting } from "./two-segments.js";

const LOOK_MS = 100;
const one = { kind: "spec", spec: chain(1) } as const;
const done = { kind: "result", result: json("done") } as const;

/** The store as one engine sees it, with how often what was called of it. */
function counted(store: Store) {
  const { calls, store: seen } = faulty(store);
  const counting = bound(seen, (name) => {
    if (name === "followOthers") calls.set(name, (calls.get(name) ?? 0) + 1);
    return undefined;
  });
  return { calls, store: counting };
}

/** The store with something done before each reading of segments. */
function reading(store: Store, before: (ids: readonly string[]) => void): Store {
  const segments = bound(store.segments, (name) => {
    if (name !== "read") return undefined;
    return async (ids: readonly string[]) => {
      before(ids);
      return store.segments.read(ids);
    };
  });
  return bound(store, (name) => (name === "segments" ? segments : undefined));
}

function observers(engine: Engine, count: number, fields: object = {}) {
  return Promise.all(Array.from({ length: count }, () => startExecutor(engine, { mode: "OBSERVE", ...fields })));
}

const flowIds = (tasks: readonly { readonly flowId: string }[]) => tasks.map(({ flowId }) => flowId).sort();

test("a hundred observers of a namespace follow it once, and each look reads what has changed once", () =>
  inOneWorld(async ({ time, store, start }) => {
    const seen = counted(store);
    const engine = await start(seen.store);
    const spec = flow([task("a"), task("b"), task("c", [], { type: "other" })]);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
    seen.calls.clear();
    const [own, others] = [await observers(engine, 50), await observers(engine, 50, { queues: ["other"] })];
    await time.advance(2 * LOOK_MS);
    // The first look at what there is already may come before the last of them has.
    expect(seen.calls.get("read")).toBeLessThanOrEqual(2);
    expect([seen.calls.get("followOthers"), seen.calls.get("follow")]).toEqual([1, undefined]);
    seen.calls.clear();
    await engine.taskComplete({ flowId: "f", taskId: "a", outcome: done });
    await engine.taskComplete({ flowId: "f", taskId: "b", outcome: done });
    await engine.run({ flowId: "g", definition: one });
    await time.advance(2 * LOOK_MS);
    // A look may fall between the changes.
    expect(seen.calls.get("read")).toBeLessThanOrEqual(2);
    expect(seen.calls.get("list")).toBeUndefined();
    for (const { received } of own) expect(flowIds(received)).toEqual(["f", "f", "g"]);
    for (const { received } of others) expect(received.map(({ taskId }) => taskId)).toEqual(["c"]);
  }));

test("what there is already is listed once for all who begin together, however many flows", () =>
  inOneWorld(async ({ time, store, start }) => {
    const seen = counted(store);
    const engine = await start(seen.store);
    const count = LIMITS.pageSizeDefault + 20;
    for (let index = 0; index < count; index += 1) await engine.run({ flowId: `f${index}`, definition: one });
    await time.advance(LOOK_MS);
    seen.calls.clear();
    const all = await observers(engine, 20);
    await time.advance(LOOK_MS);
    for (const { received } of all) expect(new Set(flowIds(received)).size).toBe(count);
    for (const { received } of all) expect(received).toHaveLength(count);
    expect(seen.calls.get("list")).toBeLessThanOrEqual(4);
    expect(seen.calls.get("read")).toBeLessThanOrEqual(25);
  }));

test("one that nobody reads holds up none of the others, and is told of all later", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    const unread = await engine.openSession({ queues: ["work"], mode: "OBSERVE" });
    const [read] = await observers(engine, 1);
    for (let round = 0; round < 50; round += 1) {
      await engine.run({ flowId: `f${round}`, definition: one });
      await time.advance(LOOK_MS);
    }
    expect(read?.received).toHaveLength(50);
    const frames: SessionFrame[] = [];
    void (async () => {
      for await (const frame of unread) frames.push(frame);
    })();
    await time.advance(2 * LOOK_MS);
    const tasks = frames.flatMap((frame) => (frame.kind === "ready_tasks" ? frame.tasks : []));
    expect(flowIds(tasks)).toEqual(flowIds(read?.received ?? []));
    await unread.close();
  }));

test("while a namespace has much to look at, others come between, and the process has time", () =>
  inOneWorld(async ({ time, store, start }) => {
    const looked: string[] = [];
    const elsewhere = await start();
    for (let index = 0; index < 200; index += 1) {
      await elsewhere.run({ namespace: "busy", flowId: `f${index}`, definition: one });
    }
    const slow = reading(store, (ids) => {
      looked.push(...new Set(ids.map((id) => flowOfSegment(id).namespace)));
      time.pass(50);
    });
    const engine = await start(slow);
    const [busy] = await observers(engine, 1, { namespace: "busy" });
    const [calm] = await observers(engine, 1, { namespace: "calm" });
    await time.advance(LOOK_MS);
    await elsewhere.run({ namespace: "calm", flowId: "c", definition: one });
    const begun = looked.length;
    const from = time.now();
    await time.advance(1_000);
    expect(calm?.received).toHaveLength(1);
    expect(looked.slice(begun).indexOf("calm")).toBeLessThanOrEqual(2);
    // A look of 50 ms is followed by 200 in which others have the process.
    expect(looked.length - begun).toBeLessThanOrEqual((time.now() - from) / 200);
    await time.advance(120_000);
    expect(busy?.received).toHaveLength(200);
  }));

test("streams that come and go do not have the changes followed anew", () =>
  inOneWorld(async ({ time, store, start }) => {
    const seen = counted(store);
    const engine = await start(seen.store);
    for (let round = 0; round < 20; round += 1) {
      const [observer] = await observers(engine, 1);
      await time.advance(LOOK_MS);
      await observer?.session.close();
    }
    expect(seen.calls.get("followOthers")).toBe(1);
    await time.advance(60_000);
    await observers(engine, 1);
    await time.advance(LOOK_MS);
    expect(seen.calls.get("followOthers")).toBe(2);
  }));

test("what could not be read is looked at again", () =>
  inOneWorld(async ({ time, store, start }) => {
    let isAway = false;
    const away = reading(store, () => {
      if (isAway) throw new StoreUnavailable("away");
    });
    const errors: string[] = [];
    const engine = await start(away, (event) => {
      if (event.kind === "error") errors.push(event.what);
    });
    const all = await observers(engine, 20);
    await time.advance(LOOK_MS);
    isAway = true;
    await engine.run({ flowId: "f", definition: one });
    await time.advance(2_500);
    // Told once for all of them, each second.
    expect(errors.filter((what) => what === "observing ready tasks").length).toBeLessThanOrEqual(3);
    isAway = false;
    await time.advance(2_000);
    for (const { received } of all) expect(flowIds(received)).toEqual(["f"]);
  }));

test("an observer of a large flow is told of all of its segments", () =>
  inOneWorld(async (world) => {
    const engine = await startCutting(world);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: ACROSS } });
    const [observer] = await observers(engine, 1, { flowId: "f" });
    await world.time.advance(LOOK_MS);
    expect(observer?.received.map(({ taskId }) => taskId)).toEqual(["a", "b", "c", "d", "e"]);
    await completeAll(engine);
    await world.time.advance(2_000);
    expect(observer?.received.map(({ taskId }) => taskId)).toContain("join");
    void engine.stop(0);
    await world.time.advance(1);
  }));

test("a namespace has as many observers as it may, and the others theirs", () =>
  inOneWorld(async ({ start }) => {
    const engine = await start();
    const observe = (namespace: string) => engine.openSession({ namespace, queues: ["work"], mode: "OBSERVE" });
    const all = await Promise.all(Array.from({ length: LIMITS.observersInNamespace }, () => observe("a")));
    await expect(observe("a")).rejects.toMatchObject({
      reason: "OVERLOADED",
      message: "1000 streams observe namespace a here already, which is the most",
      metadata: { limit: "observers_in_a_namespace", value: "1000" },
    });
    await observe("b");
    await all[0]?.close();
    await observe("a");
  }));
