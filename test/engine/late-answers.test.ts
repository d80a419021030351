/**
 * Watches where an answer comes late: what others have changed meanwhile is not forgotten for it.
 */
import { expect, test } from "vitest";
import { Latch } from "../../src/client/latch.js";
import type { Engine } from "../../src/engine/index.js";
import type { Store } from "../../src/store/store.js";
import { bound, faulty } from "./faulty-store.js";
import { flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";
import { Told } from "./told.js";

const CHAIN = { kind: "spec", spec: flow([task("a"), task("b", ["a"])]) } as const;
const LOOK_MS = 200;

async function complete(engine: Engine, taskId: string): Promise<void> {
  await engine.taskComplete({ flowId: "f", taskId, outcome: { kind: "result", result: json("done") } });
}

/** Nobody is to be told when somebody else ends it later: it does not wait, and no session has it. */
async function defer(engine: Engine, taskId: string): Promise<void> {
  const { tasks } = await engine.pollReadyTasks({ queues: ["work"], maxTasks: 1 });
  const { claimToken = "" } = tasks.find((ready) => ready.taskId === taskId) ?? {};
  await engine.taskComplete({ flowId: "f", taskId, claimToken, outcome: { kind: "deferred" } });
}

/** The store with the next answer about versions late by as long as the test wants, once it holds. */
function lateVersions(inner: Store) {
  const held = new Latch();
  const state = { holds: false };
  const segments = bound(inner.segments, (name) => {
    if (name !== "versions" || !state.holds) return undefined;
    state.holds = false;
    return async (ids: readonly string[]) => {
      const versions = await inner.segments.versions(ids);
      await held.promise;
      return versions;
    };
  });
  return { state, held, store: bound(inner, (name) => (name === "segments" ? segments : undefined)) };
}

test("what was stored before another's commit is not taken for the latest where that was heard first", () =>
  inOneWorld(async ({ time, store, start }) => {
    const late = lateVersions(store);
    const [engine, other] = [await start(late.store), await start()];
    await engine.run({ flowId: "f", definition: CHAIN });
    await complete(engine, "a");
    await defer(engine, "b");
    const watch = new Told(engine, {});
    // All that follows lies shortly before a look, and so before the versions are read again.
    await time.advance(3 * LOOK_MS - 20);
    late.state.holds = true;
    const ofOne = new Told(engine, { flowId: "f" });
    await time.advance(1);
    expect(late.state.holds).toBe(false);
    await complete(other, "b");
    await time.advance(1);
    late.held.open();
    await time.advance(2 * LOOK_MS);
    expect(watch.states).toEqual({ f: "SUCCEEDED" });
    expect(ofOne.states).toEqual({ f: "SUCCEEDED" });
    await Promise.all([watch.stop(), ofOne.over]);
  }));

test("nor is what this process wrote before it, whose answer came later", () =>
  inOneWorld(async ({ time, store, start }) => {
    const { store: seen, faults } = faulty(store);
    const [engine, other] = [await start(seen), await start()];
    await engine.run({ flowId: "f", definition: CHAIN });
    const watch = new Told(engine, {});
    await time.advance(2 * LOOK_MS);
    const held = new Latch();
    faults.push(async (updates, land) => {
      const result = await land(updates);
      await held.promise;
      return result;
    });
    const completed = complete(engine, "a");
    await time.advance(1);
    await complete(other, "b");
    await time.advance(1);
    held.open();
    await completed;
    await time.advance(2 * LOOK_MS);
    expect(watch.states).toEqual({ f: "SUCCEEDED" });
    await watch.stop();
  }));
