/**
 * Imports hold one of a few places: one whose caller falls silent is ended, and one namespace does not keep others out.
 */
import { expect, test } from "vitest";
import { LIMITS } from "../../src/core/limits.js";
import { FrameQueue } from "../../src/engine/sessions/frame-queue.js";
import type { TaskDefinition } from "../../src/engine/values.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { chain, json, task } from "./json-payload.js";
import { startEngine } from "./stores.js";
import { VirtualTime } from "./virtual-time.js";

const { tasks: TASKS, ...SETTINGS } = { ...chain(3), name: "many" };
const SILENT = {
  reason: "OVERLOADED",
  message: expect.stringContaining("tasks were waited for 30000 ms"),
  metadata: { limit: "import_silence", value: "30000 ms" },
};

async function world() {
  const time = new VirtualTime();
  const { engine } = await startEngine(createMemoryStore({ now: time.now }), { environment: time.environment() });
  /** An import whose tasks come as the test sends them. */
  const begin = (namespace: string, heldBackMs: () => number = () => 0) => {
    const tasks = new FrameQueue<readonly TaskDefinition[]>(() => undefined);
    const request = { namespace, settings: SETTINGS, tasks, heldBackMs };
    const answer = engine.importDefinition(request);
    answer.catch(() => undefined);
    return { tasks, answer };
  };
  return { time, begin };
}

test("an import whose caller falls silent is ended, and one that goes on is not", async () => {
  const { time, begin } = await world();
  const [silent, slow] = [begin("a"), begin("b")];
  for (const task of TASKS) {
    await time.advance(LIMITS.importSilenceMs / 4);
    slow.tasks.push([task]);
  }
  await time.advance(LIMITS.importSilenceMs / 4);
  await expect(silent.answer).rejects.toMatchObject(SILENT);
  slow.tasks.end();
  await time.advance(0);
  expect(await slow.answer).toMatchObject({ taskCount: 3 });
});

test("an import by which hardly anything comes keeps no place, and one by which enough comes does", async () => {
  const { time, begin } = await world();
  const [trickling, steady] = [begin("a"), begin("b")];
  // Five times as long as may be waited for none.
  for (let second = 0; second < 150; second += 1) {
    await time.advance(1000);
    trickling.tasks.push([task(`a${second}`)]);
    steady.tasks.push(Array.from({ length: 200 }, (_, index) => task(`a${second}.${index}`)));
  }
  await expect(trickling.answer).rejects.toMatchObject(SILENT);
  steady.tasks.end();
  await time.advance(0);
  expect(await steady.answer).toMatchObject({ taskCount: 30_000 });
});

test("few large tasks that come as fast as their bytes can are waited for", async () => {
  const { time, begin } = await world();
  const { tasks, answer } = begin("a");
  const input = json("x".repeat(900 * 1024));
  for (let turn = 0; turn < 12; turn += 1) {
    await time.advance(4500);
    tasks.push([task(`a${turn}`, [], { input })]);
  }
  tasks.end();
  await time.advance(0);
  expect(await answer).toMatchObject({ taskCount: 12 });
});

test("frames without a task do not keep a place", async () => {
  const { time, begin } = await world();
  const { tasks, answer } = begin("a");
  for (let turn = 0; turn < 3; turn += 1) {
    tasks.push([]);
    await time.advance(LIMITS.importSilenceMs / 3);
  }
  await expect(answer).rejects.toMatchObject(SILENT);
});

test("time in which the frames of a caller are held back does not count", async () => {
  const { time, begin } = await world();
  let heldUntil = Number.POSITIVE_INFINITY;
  const { monotonic } = time.environment();
  const began = monotonic();
  const { answer } = begin("a", () => Math.min(monotonic(), heldUntil) - began);
  let ended = false;
  answer.catch(() => {
    ended = true;
  });
  await time.advance(10 * LIMITS.importSilenceMs);
  expect(ended).toBe(false);
  heldUntil = monotonic();
  await time.advance(LIMITS.importSilenceMs - 1);
  expect(ended).toBe(false);
  await time.advance(1);
  await expect(answer).rejects.toMatchObject(SILENT);
});

test("silent imports of one namespace keep no other one out, and its own wait for their turn", async () => {
  const { time, begin } = await world();
  const silent = [begin("a"), begin("a")];
  const own = begin("a");
  const other = begin("b");
  for (const { tasks } of [other, own]) {
    tasks.push(TASKS);
    tasks.end();
  }
  await time.advance(0);
  expect(await other.answer).toMatchObject({ taskCount: 3 });
  // Time runs only for the one in turn.
  await time.advance(2 * LIMITS.importSilenceMs);
  for (const { answer } of silent) await expect(answer).rejects.toMatchObject(SILENT);
  expect(await own.answer).toMatchObject({ taskCount: 3 });
});
