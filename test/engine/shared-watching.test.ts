/**
 * What watches of one process share, and that none of them misses anything for it.
 */
import { describe, expect, test } from "vitest";
import type { Engine } from "../../src/engine/index.js";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { bound, faulty } from "./faulty-store.js";
import { flow, json, task } from "./json-payload.js";
import { inOneWorld, type World } from "./one-world.js";
import { STORES, startEngine, startEngines } from "./stores.js";
import { Told } from "./told.js";

const done = { kind: "result", result: json("done") } as const;
const CHAIN = { kind: "spec", spec: flow([task("a"), task("b", ["a"])]) } as const;
const LOOK_MS = 200;

/** The store as one engine sees it, with how often its changes were followed. */
function counted(store: Store) {
  const { calls, store: seen, ...rest } = faulty(store);
  const counting = bound(seen, (name) => {
    if (name === "followOthers") calls.set(name, (calls.get(name) ?? 0) + 1);
    return undefined;
  });
  return { ...rest, calls, store: counting };
}

async function run(engine: Engine, flowId: string): Promise<void> {
  await engine.run({ flowId, definition: CHAIN });
}

async function finish(engine: Engine, flowId: string): Promise<void> {
  for (const taskId of ["a", "b"]) await engine.taskComplete({ flowId, taskId, outcome: done });
}

/** The engine of ten watches, and one beside it. */
async function tenWatches({ time, store, start }: World, request: Parameters<Engine["watchFlow"]>[0]) {
  const seen = counted(store);
  const engine = await start(seen.store);
  const other = await start();
  await run(other, "f");
  const watches = Array.from({ length: 10 }, () => new Told(engine, request));
  await time.advance(2 * LOOK_MS);
  return { engine, other, watches, calls: seen.calls };
}

test("ten watches of a namespace follow the others once, and read what those changed once", () =>
  inOneWorld(async (world) => {
    const { other, watches, calls } = await tenWatches(world, {});
    calls.delete("headers");
    for (const flowId of ["g", "h", "i"]) await run(other, flowId);
    await world.time.advance(LOOK_MS);
    for (const { states } of watches) expect(states).toEqual({ g: "RUNNING", h: "RUNNING", i: "RUNNING" });
    expect([calls.get("followOthers"), calls.get("headers"), calls.get("read")]).toEqual([1, 1, undefined]);
    await Promise.all(watches.map((watch) => watch.stop()));
  }));

test("watches of a namespace that resume together read its history together", () =>
  inOneWorld(async ({ store, start, time }) => {
    const { calls, store: seen } = counted(store);
    const engine = await start(seen);
    const first = new Told(engine, {});
    await time.advance(LOOK_MS);
    const sinceRevision = first.frames[0]?.revision ?? "";
    await first.stop();
    for (const flowId of ["g", "h"]) await run(engine, flowId);
    const watches = Array.from({ length: 10 }, () => new Told(engine, { sinceRevision }));
    await time.advance(2 * LOOK_MS);
    for (const { states } of watches) expect(states).toEqual({ g: "RUNNING", h: "RUNNING" });
    // The first begins alone.
    expect(calls.get("history")).toBeLessThanOrEqual(2);
    await Promise.all(watches.map((watch) => watch.stop()));
  }));

test("what the process itself changes is read by none of its watches, and told as one", () =>
  inOneWorld(async (world) => {
    const { engine, watches, calls } = await tenWatches(world, { view: "TASKS" });
    calls.delete("read");
    await run(engine, "g");
    await world.time.advance(LOOK_MS);
    await finish(engine, "g");
    await world.time.advance(LOOK_MS);
    const [first, ...others] = watches;
    expect(first?.states).toEqual({ g: "SUCCEEDED" });
    for (const { updates } of others) {
      expect(updates.length).toBe(first?.updates.length);
      for (const [index, frame] of updates.entries()) expect(frame).toBe(first?.updates[index]);
    }
    expect(calls.get("read")).toBeUndefined();
    await Promise.all(watches.map((watch) => watch.stop()));
  }));

test("of one flow, too", () =>
  inOneWorld(async (world) => {
    const { engine, other, watches, calls } = await tenWatches(world, { flowId: "f", view: "TASKS" });
    // Each look reads it once, for all: another process has made it.
    expect(calls.get("read")).toBeLessThanOrEqual(3);
    await engine.taskComplete({ flowId: "f", taskId: "a", outcome: done });
    calls.delete("read");
    await world.time.advance(LOOK_MS);
    const [first, ...rest] = watches;
    for (const { updates } of rest) expect(updates.at(-1)).toBe(first?.updates.at(-1));
    expect(first?.updates.at(-1)?.tasks.map(({ taskId, state }) => [taskId, state])).toEqual([
      ["a", "SUCCEEDED"],
      ["b", "READY"],
    ]);
    expect(calls.get("read")).toBeUndefined();
    // Nor is it taken for the latest where another process has changed it since.
    await other.taskComplete({ flowId: "f", taskId: "b", outcome: done });
    await world.time.advance(2 * LOOK_MS);
    await Promise.all(watches.map(({ over }) => over));
    for (const { states } of watches) expect(states).toEqual({ f: "SUCCEEDED" });
    expect(calls.get("read")).toBe(1);
  }));

test("a position is not told while an own write before it may not have been", () =>
  inOneWorld(async ({ time, store, start }) => {
    const { store: seen, faults } = faulty(store);
    const dying = await start(seen);
    const other = await start();
    await run(dying, "f");
    const watch = new Told(dying, {});
    await time.advance(LOOK_MS);
    // It lands, and the process dies before it hears of it.
    faults.push(async (updates, land) => {
      await land(updates);
      return new Promise(() => undefined);
    });
    void dying.taskComplete({ flowId: "f", taskId: "a", outcome: done }).catch(() => undefined);
    await time.advance(1);
    await run(other, "g");
    await time.advance(5 * LOOK_MS);
    expect(watch.states).toEqual({ g: "RUNNING" });
    const next = new Told(other, { view: "TASKS", sinceRevision: watch.revision });
    await time.advance(2 * LOOK_MS);
    const tasks = next.updates.filter(({ flow: told }) => told.flowId === "f").flatMap(({ tasks: all }) => all);
    expect(tasks.map(({ taskId, state }) => [taskId, state])).toEqual([
      ["a", "SUCCEEDED"],
      ["b", "READY"],
    ]);
    await Promise.all([watch.stop(), next.stop()]);
  }));

test("a write that lands long after its outcome stayed unknown is told", () =>
  inOneWorld(async ({ time, store, start }) => {
    const { store: seen, faults } = faulty(store);
    const engine = await start(seen);
    await run(engine, "f");
    const watch = new Told(engine, {});
    await time.advance(LOOK_MS);
    let land = (): Promise<unknown> => Promise.resolve();
    const lost = () => Promise.reject(new StoreUnavailable("lost"));
    faults.push((updates, perform) => {
      land = () => perform(updates);
      return lost();
    });
    for (let count = 0; count < 1_000; count += 1) faults.push(lost);
    const completed = engine.taskComplete({ flowId: "f", taskId: "a", outcome: done }).catch(({ reason }) => reason);
    await time.advance(20_000);
    expect(await completed).toBe("STORE_UNAVAILABLE");
    faults.length = 0;
    expect(watch.updates).toEqual([]);
    await land();
    await time.advance(2 * LOOK_MS);
    expect(watch.updates.at(-1)?.flow.counts).toContainEqual({ state: "SUCCEEDED", count: 1 });
    await watch.stop();
  }));

test("who cannot keep up is told from where it is, each flow as it is then", () =>
  inOneWorld(async ({ time, start }) => {
    const [engine, other] = [await start(), await start()];
    const frames = engine.watchFlow({})[Symbol.asyncIterator]();
    expect((await frames.next()).value).toMatchObject({ kind: "current" });
    const second = frames.next();
    await run(engine, "f");
    await time.advance(LOOK_MS);
    expect((await second).value).toMatchObject({ kind: "update", flow: { flowId: "f", state: "RUNNING" } });
    // Nothing is read meanwhile.
    await finish(other, "f");
    await run(engine, "h");
    await finish(other, "h");
    await time.advance(2 * LOOK_MS);
    const states: Record<string, string> = {};
    while (states["f"] !== "SUCCEEDED" || states["h"] !== "SUCCEEDED") {
      const next = frames.next();
      await time.advance(LOOK_MS);
      const { value } = await next;
      if (value?.kind === "update") states[value.flow.flowId] = value.flow.state;
    }
    const leaving = frames.return?.();
    await time.advance(LOOK_MS);
    await leaving;
  }));

describe.each(STORES)("on $name", ({ make }) => {
  test("two processes, each with a watch: both hear all, and the last state of each flow", async () => {
    const [one, two] = await startEngines(make(), 2);
    if (one === undefined || two === undefined) throw new Error("two were started");
    const engines = [one.engine, two.engine];
    const watches = engines.map((engine) => new Told(engine, {}));
    await expect.poll(() => watches.every(({ frames }) => frames.length > 0)).toBe(true);
    const flowIds = Array.from({ length: 20 }, (_, index) => `f${index}`);
    await Promise.all(
      flowIds.map(async (flowId, index) => {
        const [here, there] = index % 2 === 0 ? engines : [...engines].reverse();
        if (here === undefined || there === undefined) throw new Error("two were started");
        await run(here, flowId);
        await finish(index % 3 === 0 ? there : here, flowId);
      }),
    );
    const ended = Object.fromEntries(flowIds.map((flowId) => [flowId, "SUCCEEDED"]));
    for (const watch of watches) await expect.poll(() => watch.states, { timeout: 20_000 }).toEqual(ended);
    await Promise.all(watches.map((watch) => watch.stop()));
  });

  test("a watch that breaks off and resumes beside others misses nothing", async () => {
    const { engine } = await startEngine(make()());
    const others = new Told(engine, {});
    await expect.poll(() => others.frames.length).toBeGreaterThan(0);
    const known: Record<string, string> = {};
    let revision = others.revision;
    for (let round = 0; round < 5; round += 1) {
      const before = new Told(engine, { sinceRevision: revision });
      await run(engine, `r${round}`);
      await expect.poll(() => before.updates.length, { timeout: 10_000 }).toBeGreaterThan(0);
      await before.stop();
      Object.assign(known, before.states);
      revision = before.revision;
      await finish(engine, `r${round}`);
    }
    const last = new Told(engine, { sinceRevision: revision });
    const ended = Object.fromEntries(Array.from({ length: 5 }, (_, round) => [`r${round}`, "SUCCEEDED"]));
    await expect.poll(() => ({ ...known, ...last.states }), { timeout: 10_000 }).toEqual(ended);
    await Promise.all([others.stop(), last.stop()]);
  });

  test("a flow of this process that is deleted and run again is told as both", async () => {
    const { engine } = await startEngine(make()());
    const watch = new Told(engine, { view: "TASKS" });
    await expect.poll(() => watch.frames.length).toBeGreaterThan(0);
    await run(engine, "f");
    await engine.cancelFlow({ flowId: "f", graceMs: 0 });
    await expect.poll(() => watch.states, { timeout: 10_000 }).toEqual({ f: "CANCELLED" });
    await engine.deleteFlow({ flowId: "f" });
    await expect.poll(() => watch.frames.at(-2)?.kind, { timeout: 10_000 }).toBe("deleted");
    await run(engine, "f");
    await expect.poll(() => watch.states, { timeout: 10_000 }).toEqual({ f: "RUNNING" });
    await watch.stop();
  });

  test("what could not be read for one watch is read anew for the next", async () => {
    const open = make();
    const { engine: other } = await startEngine(open());
    await run(other, "f");
    const store = open();
    let failures = 1;
    const definitions = bound(store.definitions, (name) => {
      if (name !== "chunks" || failures === 0) return undefined;
      failures -= 1;
      return () => Promise.reject(new StoreUnavailable("cut off"));
    });
    const { engine } = await startEngine(bound(store, (name) => (name === "definitions" ? definitions : undefined)));
    const cut = new Told(engine, { flowId: "f", view: "TASKS" });
    expect(await cut.over).toMatchObject({ reason: "STORE_UNAVAILABLE" });
    expect(failures).toBe(0);
    const next = new Told(engine, { flowId: "f", view: "TASKS" });
    await expect.poll(() => next.states, { timeout: 10_000 }).toEqual({ f: "RUNNING" });
    await next.stop();
  });
});
