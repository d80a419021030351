/**
 * Retention on virtual time: what is old enough goes, in pages, once, whichever processes run.
 */
import { expect, test } from "vitest";
import type { Engine } from "../../src/engine/index.js";
import type { Store } from "../../src/store/store.js";
import { bound } from "./faulty-store.js";
import { flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";

const MINUTE = 60_000;
const spec = flow([task("t")]);

async function end(engine: Engine, flowId: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
  await engine.run({ flowId, labels, definition: { kind: "spec", spec } });
  await engine.endFlow({ flowId, state: "FAILED", inFlight: "CANCEL" });
}

const idsOf = async (engine: Engine) =>
  (await engine.listFlows({ pageSize: 1_000 })).flows.map(({ flowId }) => flowId).sort();

test("a flow goes once its end is older than its rule says, and not before", () =>
  inOneWorld(async ({ time, start }) => {
    const engines = [await start(), await start()];
    const [engine] = engines as [Engine];
    await engine.setRetention({
      rules: [{ states: ["FAILED"], labels: { team: "a" }, olderThanMs: 5 * MINUTE }, { olderThanMs: 10 * MINUTE }],
    });
    await end(engine, "a", { team: "a" });
    await end(engine, "b");
    await time.advance(4 * MINUTE);
    expect(await idsOf(engine)).toEqual(["a", "b"]);
    await time.advance(2 * MINUTE);
    expect(await idsOf(engine)).toEqual(["b"]);
    await time.advance(6 * MINUTE);
    expect(await idsOf(engine)).toEqual([]);
    expect((await engine.getRetention({})).deleted).toBe(2);
    expect(engines.reduce((sum, { metrics }) => sum + metrics.tally.flowsPruned, 0)).toBe(2);
  }));

test("many go page by page, at most 200 in a second, the oldest first", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    for (let index = 0; index < 450; index += 1) await end(engine, `f${String(index).padStart(3, "0")}`);
    await time.advance(MINUTE);
    await engine.setRetention({ rules: [{ olderThanMs: 0 }] });
    const left: number[] = [];
    for (let second = 0; second < 8; second += 1) {
      await time.advance(1_000);
      left.push((await idsOf(engine)).length);
    }
    const fell = left.map((count, index) => (left[index - 1] ?? 450) - count);
    expect(left.at(-1)).toBe(0);
    expect(Math.max(...fell)).toBeLessThanOrEqual(400);
    expect((await engine.getRetention({})).deleted).toBe(450);
  }));

test("a page whose process died is taken by another", () =>
  inOneWorld(async ({ time, store, start }) => {
    const engine = await start();
    await end(engine, "f");
    await engine.setRetention({ rules: [{ olderThanMs: 0 }] });
    const [read] = [(await store.retention.read("default"))!];
    // As one leaves it that has taken the page and is gone.
    await store.retention.replace(read, {
      ...read,
      version: read.version + 1,
      commit: "dead:1",
      pass: { since: time.now() },
      wakeTime: time.now() + MINUTE,
    });
    await time.advance(50_000);
    expect(await idsOf(engine)).toEqual(["f"]);
    await time.advance(15_000);
    expect(await idsOf(engine)).toEqual([]);
  }));

/** Its first page that is not empty is answered, to who asked for it, only once `open` is called. */
function slowPage(store: Store): { readonly store: Store; readonly asked: () => boolean; readonly open: () => void } {
  let open: (() => void) | undefined;
  const oldest: Store["segments"]["oldest"] = async (...page) => {
    const found = await store.segments.oldest(...page);
    if (open === undefined && found.length > 0) {
      await new Promise<void>((resolve) => {
        open = resolve;
      });
    }
    return found;
  };
  const segments = bound(store.segments, (name) => (name === "oldest" ? oldest : undefined));
  const slow = bound(store, (name) => (name === "segments" ? segments : undefined));
  return { store: slow, asked: () => open !== undefined, open: () => open?.() };
}

test("a flow that was retried after its page was read is kept for the age of its new end", () =>
  inOneWorld(async ({ time, store, start }) => {
    const page = slowPage(store);
    const engine = await start(page.store);
    await end(engine, "f");
    await end(engine, "g");
    await time.advance(20 * MINUTE);
    await engine.setRetention({ rules: [{ olderThanMs: 10 * MINUTE }] });
    await time.advance(2_000);
    expect(page.asked()).toBe(true);
    await engine.retryFlow({ flowId: "f", tasks: ["t"], reset: true });
    await engine.taskComplete({ flowId: "f", taskId: "t", outcome: { kind: "result", result: json(1) } });
    page.open();
    await time.advance(2_000);
    expect(await idsOf(engine)).toEqual(["f"]);
    expect((await engine.getRetention({})).deleted).toBe(1);
    expect(engine.metrics.tally.flowsPruned).toBe(1);
    await time.advance(12 * MINUTE);
    expect(await idsOf(engine)).toEqual([]);
  }));

test("a flow that took the place of one after its page was read is judged by its own labels", () =>
  inOneWorld(async ({ time, store, start }) => {
    const page = slowPage(store);
    const engine = await start(page.store);
    await end(engine, "f");
    await time.advance(20 * MINUTE);
    await engine.setRetention({ rules: [{ labels: { legal: "yes" } }, { olderThanMs: 0 }] });
    await time.advance(2_000);
    expect(page.asked()).toBe(true);
    const labels = { legal: "yes" };
    await engine.run({ flowId: "f", labels, definition: { kind: "spec", spec }, conflictPolicy: "REPLACE" });
    await engine.endFlow({ flowId: "f", state: "FAILED", inFlight: "CANCEL" });
    page.open();
    await time.advance(20 * MINUTE);
    expect(await idsOf(engine)).toEqual(["f"]);
    expect((await engine.getRetention({})).deleted).toBe(0);
  }));

test("a night in which no server ran is none that the pass took", () =>
  inOneWorld(async ({ time, store, start }) => {
    const first = await start();
    for (let index = 0; index < 201; index += 1) await end(first, `f${index}`);
    await time.advance(MINUTE);
    await first.setRetention({ rules: [{ olderThanMs: MINUTE }] });
    await time.advance(1_000);
    const [begun] = [(await store.retention.read("default"))!];
    expect(begun.pass?.after).toBeDefined();
    const stopping = first.stop(0);
    await time.advance(1);
    await stopping;
    await time.advance(8 * 60 * MINUTE);
    await start();
    await time.advance(10_000);
    const [through] = [(await store.retention.read("default"))!];
    expect(through.pass).toBeUndefined();
    expect((through.wakeTime ?? 0) - (through.passTime ?? 0)).toBeLessThan(MINUTE);
  }));
