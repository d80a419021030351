/**
 * What a process tells of the concurrency keys that it follows: what waits for them also while nothing of them is left.
 */
import { expect, test } from "vitest";
import type { Engine, ReadyTask } from "../../src/engine/index.js";
import { intercepted } from "../../src/testing/intercepted.js";
import { startExecutor } from "./executor.js";
import { flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";

const keyed = (name: string, concurrencyKey: string, queue = "work") => ({ ...task(name), queue, concurrencyKey });
const run = (engine: Engine, flowId: string, ...tasks: ReturnType<typeof keyed>[]) =>
  engine.run({ flowId, definition: { kind: "spec", spec: flow(tasks) } });

function complete(engine: Engine, { flowId, taskId, claimToken }: ReadyTask) {
  return engine.taskComplete({ flowId, taskId, claimToken, outcome: { kind: "result", result: json(1) } });
}

test("what waits for a spent key is counted for the key, of all queues that the process serves", () =>
  inOneWorld(async ({ time, start }) => {
    const here = await start();
    const executor = await startExecutor(here, { maxInFlight: 9, queues: ["work", "more"] });
    expect(here.metrics.keys()).toEqual([]);
    await run(here, "f", keyed("a", "k"), keyed("b", "k"), keyed("c", "k"));
    // What begins at the same time ranks alike.
    await time.advance(10);
    await run(here, "g", keyed("d", "k", "more"), keyed("x", "k", "unserved"));
    await time.advance(3_000);
    expect(executor.received.map(({ taskId }) => taskId)).toEqual(["a"]);
    const [wait, ...others] = here.metrics.keys();
    expect(wait).toMatchObject({ namespace: "default", key: "k", limit: 1, held: 1, tasks: 3, spent: true });
    expect(wait?.oldestMs).toBeGreaterThanOrEqual(2_900);
    expect(others).toEqual([]);
    // Nothing of it is in what a look at the queue finds.
    expect(here.metrics.queues().map(({ queue, tasks }) => [queue, tasks])).toEqual([
      ["work", 0],
      ["more", 0],
    ]);
    await here.updateConcurrencyKey({ key: "k", limit: 9 });
    await time.advance(3_000);
    const all = { key: "k", limit: 9, held: 4, tasks: 0, oldestMs: 0, spent: false };
    expect(here.metrics.keys()).toEqual([{ namespace: "default", ...all }]);
  }));

test("each process tells what it holds of a key; one that nobody asks for any more is told of no longer", () =>
  inOneWorld(async ({ time, start }) => {
    const [here, there, elsewhere] = [await start(), await start(), await start()];
    await here.updateConcurrencyKey({ key: "k", limit: 3 });
    await here.updateConcurrencyKey({ key: "never used", limit: 3 });
    const executors = [await startExecutor(here, { maxInFlight: 1 }), await startExecutor(there, { maxInFlight: 2 })];
    await run(there, "f", ...["a", "b", "c", "d", "e"].map((name) => keyed(name, "k")));
    await time.advance(3_000);
    const told = [here, there].map((engine) => engine.metrics.keys().map(({ key, held }) => [key, held]));
    expect(told).toEqual([[["k", 1]], [["k", 2]]]);
    expect(elsewhere.metrics.keys()).toEqual([]);
    for (const executor of [...executors, ...executors]) {
      // A process whose copy of the flow is old decides again after a while.
      const completions = executor.received.splice(0).map((ready) => complete(here, ready));
      await time.advance(3_000);
      await Promise.all(completions);
    }
    for (let minute = 0; minute < 3; minute += 1) await time.advance(60_000);
    expect([here, there].map((engine) => engine.metrics.keys())).toEqual([[], []]);
  }));

test("where tasks wait for many keys, a few heads are read for each", () =>
  inOneWorld(async ({ time, store, start }) => {
    let heads = 0;
    const counted = (name: string, perform: () => Promise<unknown>) => {
      if (name === "heads") heads += 1;
      return perform();
    };
    const here = await start({ ...store, segments: intercepted(store.segments, counted, ["isLater", "follow"]) });
    const flows = 128;
    for (let index = 0; index < flows; index += 1) await run(here, `f${index}`, keyed("a", `k${index}`));
    const executor = await startExecutor(here, { maxInFlight: flows });
    await time.advance(3_000);
    expect(executor.received).toHaveLength(flows);
    expect(heads).toBeLessThan(3 * flows);
  }));
