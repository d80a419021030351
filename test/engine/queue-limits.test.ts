/**
 * Q2: no more tasks of a queue are held than its limit allows, by however many processes, whatever becomes of them.
 */
import { describe, expect, test } from "vitest";
import type { Engine, ReadyTask } from "../../src/engine/index.js";
import type { SegmentUpdate } from "../../src/store/segment-record.js";
import type { Store } from "../../src/store/store.js";
import { startExecutor } from "./executor.js";
import { faulty } from "./faulty-store.js";
import { chain, flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";
import { STORES, startEngines } from "./stores.js";
import { withoutHints } from "./without-hints.js";

const done = { kind: "result", result: json("done") } as const;
const wide = (count: number) =>
  ({ kind: "spec", spec: flow(Array.from({ length: count }, (_, index) => task(`t${index}`))) }) as const;

function complete(engine: Engine, { flowId, taskId, claimToken }: ReadyTask) {
  return engine.taskComplete({ flowId, taskId, claimToken, outcome: done });
}

async function used(engine: Engine): Promise<number | undefined> {
  return (await engine.listQueues({ queues: ["work"] })).queues[0]?.concurrencyUsed;
}

describe.each(STORES)("Q2 on $name", ({ make }) => {
  test("two processes under load hold exactly as many as the limit allows", { timeout: 60_000 }, async () => {
    const engines = (await startEngines(make(), 2)).map(({ engine }) => engine);
    const [here] = engines as [Engine, Engine];
    await here.updateQueue({ queue: "work", concurrencyLimit: 5 });
    let [held, most, ended] = [0, 0, 0];
    const total = 200;
    let finish: (error?: unknown) => void = () => undefined;
    const over = new Promise<void>((resolve, reject) => {
      finish = (error) => (error === undefined ? resolve() : reject(error));
    });
    const work = async (ready: ReadyTask) => {
      held -= 1;
      // Through either process.
      await complete(engines[ended % 2] ?? here, ready);
      ended += 1;
      if (ended === total) finish();
    };
    for (const engine of engines) {
      await startExecutor(engine, { maxInFlight: 20 }, (ready) => {
        held += 1;
        most = Math.max(most, held);
        setImmediate(() => work(ready).catch(finish));
      });
    }
    for (let index = 0; index < 10; index += 1) await here.run({ flowId: `w${index}`, definition: wide(10) });
    for (let index = 0; index < 10; index += 1) {
      await here.run({ flowId: `c${index}`, definition: { kind: "spec", spec: chain(10) } });
    }
    await over;
    expect(most).toBeLessThanOrEqual(5);
    expect(await used(here)).toBeLessThanOrEqual(5);
    await expect.poll(() => used(here), { timeout: 10_000 }).toBe(0);
  });
});

test("Q2 what a process that died had borrowed, and did not hand out, comes back within seven seconds", () =>
  inOneWorld(async ({ time, store, start }) => {
    let isDead = false;
    const [here, there] = [await start(), await start(mortal(store, () => isDead))];
    await here.updateQueue({ queue: "work", concurrencyLimit: 3 });
    await time.advance(100);
    const doomed = await startExecutor(there, { maxInFlight: 9, leaseMs: 30_000 });
    await there.run({ flowId: "f", definition: wide(3) });
    await time.advance(100);
    expect(doomed.received).toHaveLength(3);
    await Promise.all(doomed.received.slice(0, 2).map((ready) => complete(here, ready)));
    isDead = true;
    const executor = await startExecutor(here, { maxInFlight: 9 });
    await here.run({ flowId: "g", definition: wide(9) });
    await time.advance(9_000);
    // One is held until its lease is over.
    expect(executor.received).toHaveLength(2);
    expect(await used(here)).toBe(3);
    await time.advance(40_000);
    expect(executor.received).toHaveLength(3);
    expect(await used(here)).toBe(3);
  }));

test("Q2 a commit under permits that are over never lands, however late it comes", () =>
  inOneWorld(async ({ time, store, start }) => {
    const late = faulty(store);
    const [here, there] = [await start(), await start(withoutHints(late.store))];
    await here.updateQueue({ queue: "work", concurrencyLimit: 1 });
    await time.advance(2_500);
    // It is on its way for ever, as far as its process knows.
    late.faults.push(() => new Promise(() => undefined));
    const executor = await startExecutor(there, { maxInFlight: 1 });
    await here.run({ flowId: "f", definition: wide(2) });
    await time.advance(1_500);
    const [update] = late.updates as [SegmentUpdate];
    expect(update.guard.notAfter).toBeLessThanOrEqual(time.now() + 5_000);
    await time.advance(5_000);
    expect(await store.segments.update([update])).toMatchObject({ matched: 0 });
    expect(executor.received).toEqual([]);
    // Nothing but its time has kept it away.
    const { notAfter: _notAfter, ...guard } = update.guard;
    expect(await store.segments.update([{ ...update, guard }])).toMatchObject({ matched: 1 });
  }));

/** A store that answers nothing any more once its process is dead. */
function mortal(store: Store, isDead: () => boolean): Store {
  const part = <Part extends object>(target: Part): Part =>
    new Proxy(target, {
      get: (inner, name) => {
        const value = Reflect.get(inner, name, inner);
        if (typeof value === "object" && value !== null) return part(value);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => (isDead() ? new Promise(() => undefined) : value.apply(inner, given));
      },
    });
  return part(store);
}
