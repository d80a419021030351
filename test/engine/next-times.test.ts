/**
 * Finding when a schedule is due next can take milliseconds: what the store tells, or was found before, is searched by nobody again.
 */
import { Cron } from "croner";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import type { ScheduleRules } from "../../src/core/schedules/schedule.js";
import type { Engine, ScheduleSpec } from "../../src/engine/index.js";
import { NextTimes } from "../../src/engine/schedules/next-times.js";
import { Slices } from "../../src/engine/slices.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { cron, every, nextTimes, rulesOf } from "../core/schedules/schedules.js";
import { chain } from "./json-payload.js";
import { startEngine } from "./stores.js";

/** Due each 28 years. */
const SELDOM = "59 59 23 29 2 +MON";
const HOUR = 3_600_000;

const searches = vi.spyOn(Cron.prototype, "nextRun");
afterEach(() => void searches.mockClear());

async function put(engine: Engine, scheduleId: string, paused: boolean, hour = 23) {
  const spec: ScheduleSpec = {
    timing: cron(SELDOM.replace("23", String(hour)), "Europe/Berlin"),
    run: { definition: { kind: "spec", spec: chain(1) } },
    overlapPolicy: "SKIP",
  };
  return (await engine.putSchedule({ scheduleId, spec, paused })).schedule;
}

test("a list of schedules that are not paused searches for none of their due times, however many ask", async () => {
  const store = createMemoryStore();
  const { engine: other } = await startEngine(store);
  const put20 = Array.from({ length: 20 }, (_, index) => put(other, `s${index}`, false, index));
  const expected = new Map(
    (await Promise.all(put20)).map(({ scheduleId, nextTimes: times }) => [scheduleId, times[0]]),
  );
  const { engine } = await startEngine(store);
  searches.mockClear();
  const lists = await Promise.all(Array.from({ length: 10 }, () => engine.listSchedules({})));
  expect(searches).not.toHaveBeenCalled();
  for (const { schedules } of lists) {
    expect(new Map(schedules.map(({ scheduleId, nextTimes: [first] }) => [scheduleId, first]))).toEqual(expected);
  }
});

test("of those that are paused each timing is searched once, by the lists and all who look at one", async () => {
  const { engine } = await startEngine(createMemoryStore());
  for (let index = 0; index < 20; index += 1) await put(engine, `s${index}`, true, index % 5);
  searches.mockClear();
  const list = async () => (await engine.listSchedules({})).schedules.map(({ nextTimes: times }) => times);
  const lists = await Promise.all([list(), list(), list()]);
  const get = async (index: number) => (await engine.getSchedule({ scheduleId: `s${index}` })).nextTimes;
  const each = await Promise.all(Array.from({ length: 20 }, (_, index) => get(index)));
  expect(searches).not.toHaveBeenCalled();
  expect(lists[0]).toHaveLength(20);
  for (const times of lists[0]!) expect(times).toHaveLength(1);
  for (const other of lists) expect(other).toEqual(lists[0]);
  for (const times of each) expect(times).toHaveLength(10);
});

test("ten who look at a timing that nobody has looked at search as much as one", async () => {
  const times = new NextTimes(new Slices({ monotonic: () => performance.now(), defer: setImmediate }));
  const rules = rulesOf(cron(SELDOM));
  const all = await Promise.all(Array.from({ length: 10 }, () => times.after("n", rules, 0, 10)));
  expect(searches).toHaveBeenCalledTimes(10);
  for (const found of all) expect(found).toEqual(nextTimes(rules, 0, 10));
});

test("what is kept is what a search finds, in whatever order and from wherever it is asked", async () => {
  const rules: ScheduleRules[] = [
    rulesOf(cron("0 */6 * * *", "Europe/Berlin")),
    rulesOf(cron("0 3 * * *"), { startTime: 30 * HOUR, endTime: 200 * HOUR }),
    rulesOf(every(7 * HOUR), { endTime: 300 * HOUR }),
    rulesOf(every(7 * HOUR), { startTime: 20 * HOUR, endTime: 21 * HOUR }),
  ];
  const asked = fc.record({
    rules: fc.constantFrom(...rules),
    time: fc.integer({ min: 0, max: 400 }).map((hours) => hours * HOUR),
    limit: fc.constantFrom(1, 3, 10),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { maxLength: 30 }), fc.boolean(), async (all, atOnce) => {
      const times = new NextTimes(new Slices({ monotonic: () => 0, defer: setImmediate }));
      const answers: Promise<void>[] = [];
      for (const { rules: own, time, limit } of all) {
        const answer = times.after("n", own, time, limit).then((found) => {
          expect(found).toEqual(nextTimes(own, time, limit));
        });
        if (!atOnce) await answer;
        answers.push(answer);
      }
      await Promise.all(answers);
    }),
    { numRuns: 200 },
  );
});
