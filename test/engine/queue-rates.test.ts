/**
 * Q3: no more tasks of a queue are handed out within any window of a period than its rate allows, by however many processes,
 * whatever becomes of them.
 */
import { describe, expect, test } from "vitest";
import type { Environment } from "../../src/engine/environment.js";
import { createEngine, type Engine, type ReadyTask } from "../../src/engine/index.js";
import type { SegmentUpdate } from "../../src/store/segment-record.js";
import { startExecutor } from "./executor.js";
import { bound, faulty } from "./faulty-store.js";
import { chain, flow, json, task } from "./json-payload.js";
import { mostWithin } from "./most-within.js";
import { inOneWorld } from "./one-world.js";
import { STORES, startEngines } from "./stores.js";
import { withoutHints } from "./without-hints.js";

const done = { kind: "result", result: json("done") } as const;
const wide = (count: number) =>
  ({ kind: "spec", spec: flow(Array.from({ length: count }, (_, index) => task(`t${index}`))) }) as const;

function complete(engine: Engine, { flowId, taskId, claimToken }: ReadyTask) {
  return engine.taskComplete({ flowId, taskId, claimToken, outcome: done });
}

async function listed(engine: Engine) {
  return (await engine.listQueues({ queues: ["work"] })).queues[0];
}

describe.each(STORES)("Q3 on $name", ({ make }) => {
  test("two processes under load hand out what the rate allows, and no more", { timeout: 60_000 }, async () => {
    const [tasks, periodMs, total] = [40, 1_000, 160];
    const engines = (await startEngines(make(), 2)).map(({ engine }) => engine);
    const [here] = engines as [Engine, Engine];
    await here.updateQueue({ queue: "work", rateLimit: { tasks, periodMs } });
    const times: number[] = [];
    let finish: (error?: unknown) => void = () => undefined;
    const over = new Promise<void>((resolve, reject) => {
      finish = (error) => (error === undefined ? resolve() : reject(error));
    });
    for (const engine of engines) {
      await startExecutor(engine, { maxInFlight: 20 }, (ready) => {
        times.push(performance.now());
        complete(engines[times.length % 2] ?? here, ready).catch(finish);
        if (times.length === total) finish();
      });
    }
    for (let index = 0; index < 5; index += 1) await here.run({ flowId: `w${index}`, definition: wide(30) });
    for (let index = 0; index < 5; index += 1) {
      await here.run({ flowId: `c${index}`, definition: { kind: "spec", spec: chain(30) } });
    }
    await over;
    // The clocks of the store and of the test are not read at the same moment.
    expect(mostWithin(times, periodMs - 20)).toBeLessThanOrEqual(tasks);
  });
});

test("Q3 within no window more are handed out, and nearly all that may be", () =>
  inOneWorld(async ({ time, start }) => {
    const engines = [await start(), await start()] as const;
    await engines[0].updateQueue({ queue: "work", rateLimit: { tasks: 7, periodMs: 10_000 } });
    await time.advance(100);
    const times: number[] = [];
    for (const engine of engines) {
      await startExecutor(engine, { maxInFlight: 4 }, (ready) => {
        times.push(time.now());
        void complete(engine, ready);
      });
    }
    for (let index = 0; index < 10; index += 1) await engines[0].run({ flowId: `w${index}`, definition: wide(20) });
    const begin = time.now();
    await time.advance(200_000);
    expect(mostWithin(times, 10_000)).toBe(7);
    expect(times.filter((at) => at < begin + 200_000).length).toBeGreaterThanOrEqual(0.95 * 7 * 20);
    expect(await listed(engines[1])).toMatchObject({ rateLimit: { tasks: 7, periodMs: 10_000 }, rateUsed: 7 });
  }));

test.each([
  { processes: 1, limit: 1, tasks: 10 },
  { processes: 1, limit: 5, tasks: 20 },
  { processes: 2, limit: 5, tasks: 20 },
])("Q3 beside a limit of $limit at once $processes use nearly all of a rate, and pass neither", (about) =>
  inOneWorld(async ({ time, start }) => {
    const { processes, limit, tasks } = about;
    const [periods, periodMs] = [20, 3_000];
    const engines = await Promise.all(Array.from({ length: processes }, () => start()));
    const [here] = engines as [Engine];
    const rateLimit = { tasks, periodMs };
    await here.updateQueue({ queue: "work", rateLimit, concurrencyLimit: limit });
    await time.advance(100);
    const times: number[] = [];
    let [held, most] = [0, 0];
    for (const engine of engines) {
      const { setTimer } = time.environment();
      await startExecutor(engine, { maxInFlight: tasks }, (ready) => {
        times.push(time.now());
        held += 1;
        most = Math.max(most, held);
        setTimer(10, () => {
          held -= 1;
          void complete(engine, ready);
        });
      });
    }
    const flows = periods + 2;
    for (let index = 0; index < flows; index += 1) {
      await here.run({ flowId: `w${index}`, definition: wide(tasks) });
    }
    await time.advance(periods * periodMs);
    expect(most).toBe(limit);
    expect(mostWithin(times, periodMs)).toBe(tasks);
    // From the first task to the first of the last period: it begins anew each time that it is spent.
    const whole = Math.floor((times.length - 1) / tasks) * tasks;
    const used = whole / tasks / (((times[whole] ?? 0) - (times[0] ?? 0)) / periodMs);
    expect(used).toBeGreaterThanOrEqual(0.95);
  }),
);

test("Q3 who waits for the next window is woken when it begins, and asks the store nothing meanwhile", () =>
  inOneWorld(async ({ time, store, start }) => {
    let asked = 0;
    const queues = bound(store.queues, (name) => {
      if (name === "reserve") asked += 1;
      return undefined;
    });
    const here = await start(bound(store, (name) => (name === "queues" ? queues : undefined)));
    await here.updateQueue({ queue: "work", rateLimit: { tasks: 2, periodMs: 60_000 } });
    const executor = await startExecutor(here, { maxInFlight: 9 }, (ready) => void complete(here, ready));
    await here.run({ flowId: "f", definition: wide(5) });
    await time.advance(2_000);
    expect(executor.received).toHaveLength(2);
    const { rateNextTime = 0 } = (await listed(here)) ?? {};
    const before = asked;
    await time.advance(rateNextTime - time.now() - 10);
    expect(asked).toBe(before);
    expect(executor.received).toHaveLength(2);
    await time.advance(100);
    expect(executor.received).toHaveLength(4);
    expect(asked - before).toBeLessThanOrEqual(6);
  }));

test("Q3 a process whose clock is ahead of the database's asks again soon", () =>
  inOneWorld(async ({ time, store, start }) => {
    const ahead = bound(store, (name) => (name === "readTime" ? async () => time.now() + 25 : undefined));
    const here = await start(ahead);
    await here.updateQueue({ queue: "work", rateLimit: { tasks: 2, periodMs: 1_000 } });
    const times: number[] = [];
    await startExecutor(here, { maxInFlight: 9 }, (ready) => {
      times.push(time.now());
      void complete(here, ready);
    });
    await here.run({ flowId: "f", definition: wide(40) });
    await time.advance(10_000);
    expect(mostWithin(times, 1_000)).toBe(2);
    expect(times.length).toBeGreaterThanOrEqual(0.95 * 20);
  }));

test("Q3 a timer that is a moment early lets nobody wait", () =>
  inOneWorld(async ({ time, store }) => {
    const exact = time.environment();
    const setTimer: Environment["setTimer"] = (delayMs, callback) => exact.setTimer(delayMs - 1, callback);
    const here = await createEngine({ store, environment: { ...exact, setTimer }, onEvent: () => undefined });
    await here.updateQueue({ queue: "work", rateLimit: { tasks: 2, periodMs: 1_000 } });
    const times: number[] = [];
    await startExecutor(here, { maxInFlight: 9 }, (ready) => {
      times.push(time.now());
      void complete(here, ready);
    });
    await here.run({ flowId: "f", definition: wide(40) });
    await time.advance(10_000);
    expect(mostWithin(times, 1_000)).toBe(2);
    expect(times.length).toBeGreaterThanOrEqual(0.95 * 20);
    await Promise.all([here.stop(0), time.advance(1)]);
  }));

test("Q3 what a process that died had reserved counts for a while, then is there again", () =>
  inOneWorld(async ({ time, store, start }) => {
    let isDying = false;
    let isDead = false;
    const never = () => new Promise(() => undefined);
    const queues = bound(store.queues, (name) => (name === "reserve" && isDead ? never : undefined));
    const segments = bound(store.segments, (name) => (name === "update" && isDying ? never : undefined));
    const seen = bound(store, (name) => ({ queues, segments })[name]);
    const [here, there] = [await start(), await start(seen)];
    await here.updateQueue({ queue: "work", rateLimit: { tasks: 4, periodMs: 5_000 } });
    await time.advance(100);
    isDying = true;
    await startExecutor(there, { maxInFlight: 4 });
    await there.run({ flowId: "f", definition: wide(4) });
    await time.advance(1);
    expect(await listed(here)).toMatchObject({ rateUsed: 4 });
    isDead = true;
    await here.run({ flowId: "g", definition: wide(8) });
    const executor = await startExecutor(here, { maxInFlight: 9, flowId: "g" }, (ready) => void complete(here, ready));
    await time.advance(7_500);
    expect(executor.received).toHaveLength(0);
    await time.advance(1_500);
    expect(executor.received).toHaveLength(4);
  }));

test("Q3 a commit that hands out under what is over never lands, however late it comes", () =>
  inOneWorld(async ({ time, store, start }) => {
    const late = faulty(store);
    const [here, there] = [await start(), await start(withoutHints(late.store))];
    await here.updateQueue({ queue: "work", rateLimit: { tasks: 1, periodMs: 1_000 } });
    await time.advance(2_500);
    // It is on its way for ever, as far as its process knows.
    late.faults.push(() => new Promise(() => undefined));
    await startExecutor(there, { maxInFlight: 1 });
    await here.run({ flowId: "f", definition: wide(1) });
    await time.advance(1_500);
    const [update] = late.updates as [SegmentUpdate];
    expect(update.guard.notAfter).toBeLessThanOrEqual(time.now() + 3_000);
    await time.advance(3_000);
    expect(await store.segments.update([update])).toMatchObject({ matched: 0 });
    // Nothing but its time has kept it away.
    const { notAfter: _notAfter, ...guard } = update.guard;
    expect(await store.segments.update([{ ...update, guard }])).toMatchObject({ matched: 1 });
  }));

test("Q3 a task that is handed out again counts again", () =>
  inOneWorld(async ({ time, start }) => {
    const here = await start();
    await here.updateQueue({ queue: "work", rateLimit: { tasks: 1, periodMs: 10_000 } });
    const executor = await startExecutor(here, { maxInFlight: 5 });
    await here.run({ flowId: "f", definition: wide(1) });
    await time.advance(100);
    const [first] = await executor.receivedAtLeast(1);
    await here.releaseTasks({
      claims: [{ flowId: "f", taskId: "t0", claimToken: first?.claimToken ?? "" }],
    });
    await time.advance(9_000);
    expect(executor.received).toHaveLength(1);
    await time.advance(2_000);
    expect(executor.received).toHaveLength(2);
  }));

test("Q3 both limits of a queue hold together", () =>
  inOneWorld(async ({ time, start }) => {
    const here = await start();
    await here.updateQueue({ queue: "work", concurrencyLimit: 2, rateLimit: { tasks: 3, periodMs: 10_000 } });
    await time.advance(1_000);
    const executor = await startExecutor(here, { maxInFlight: 9 });
    await here.run({ flowId: "f", definition: wide(9) });
    await time.advance(500);
    expect(executor.received).toHaveLength(2);
    await Promise.all(executor.received.map((ready) => complete(here, ready)));
    await time.advance(500);
    expect(executor.received).toHaveLength(3);
    await time.advance(10_000);
    expect(executor.received).toHaveLength(4);
  }));

test("Q3 a rate that is taken away holds nothing back", () =>
  inOneWorld(async ({ time, start }) => {
    const here = await start();
    await here.updateQueue({ queue: "work", rateLimit: { tasks: 1, periodMs: 3_600_000 } });
    const executor = await startExecutor(here, { maxInFlight: 9 });
    await here.run({ flowId: "f", definition: wide(5) });
    await time.advance(1_000);
    expect(executor.received).toHaveLength(1);
    await here.updateQueue({ queue: "work", rateLimit: { tasks: 0, periodMs: 0 } });
    await time.advance(1_000);
    expect(executor.received).toHaveLength(5);
    expect((await listed(here))?.rateLimit).toBeUndefined();
  }));
