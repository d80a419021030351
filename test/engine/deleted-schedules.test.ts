/**
 * A schedule that was deleted starts nothing more: what it had decided to start is there before, on both stores.
 */
import { describe, expect, onTestFinished, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.js";
import type { Store } from "../../src/store/store.js";
import { bound } from "./faulty-store.js";
import { flow, task } from "./json-payload.js";
import { STORES, startEngine } from "./stores.js";

const spec = flow([task("t")], { name: "nightly" });

/** A store on which flows are written once `open` is called. `held`: one is to be written. */
function slowToInsert(store: Store) {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let reach: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const insert: Store["segments"]["insert"] = async (records) => {
    reach();
    await opened;
    return store.segments.insert(records);
  };
  const segments = bound(store.segments, (name) => (name === "insert" ? insert : undefined));
  return { seen: bound(store, (name) => (name === "segments" ? segments : undefined)), held, open };
}

async function flowsOf(engine: Engine): Promise<readonly string[]> {
  return (await engine.listFlows({ labels: { "lazyengine.schedule_id": "s" } })).flows.map(({ flowId }) => flowId);
}

describe.each(STORES)("on $name", ({ make }) => {
  test("a flow that another process is about to write is there before the deletion is answered", async () => {
    const open = make();
    const { engine } = await startEngine(open());
    const timing = { kind: "cron", expression: "@yearly", timeZone: "UTC" } as const;
    await engine.putSchedule({ scheduleId: "s", spec: { timing, run: { definition: { kind: "spec", spec } } } });
    const store = open();
    const slow = slowToInsert(store);
    const other = await createEngine({ store: slow.seen });
    onTestFinished(async () => {
      await other.stop(0);
      await store.close();
    });
    const triggered = other.triggerSchedule({ scheduleId: "s", requestId: "r" });
    await slow.held;
    await engine.deleteSchedule({ scheduleId: "s" });
    const there = await flowsOf(engine);
    expect(there).toHaveLength(1);
    slow.open();
    await triggered;
    expect(await flowsOf(engine)).toEqual(there);
  });
});
