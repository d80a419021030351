/**
 * What becomes of due times: each is decided once, whenever somebody looks, and by its policy.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advance } from "../../../src/core/schedules/advance.js";
import {
  newProgress,
  OVERLAP_POLICIES,
  type ScheduleProgress,
  type ScheduleRules,
} from "../../../src/core/schedules/schedule.js";
import { ScheduleAccount } from "../../../src/core/schedules/schedule-account.js";
import { wakeTimeOf } from "../../../src/core/schedules/wake-time.js";
import { every, nextTimes, rulesOf } from "./schedules.js";

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A whole day since 1970, so that spans begin with it. */
const START = 20_000 * DAY;

/** A schedule in a world where flows end as the test says. */
class Ledger {
  readonly rules: ScheduleRules;
  progress: ScheduleProgress;
  paused = false;
  readonly started: number[] = [];
  readonly #ended = new Set<string>();

  constructor(rules: ScheduleRules, progress = newProgress(START)) {
    this.rules = rules;
    this.progress = progress;
  }

  /** Decides until nothing is left, as whoever serves it does, and starts the flows. */
  look(now: number): void {
    for (let looks = 0; looks < 100; looks += 1) {
      const before = this.progress;
      const flowIdOf = (dueTime: number) => String(dueTime);
      this.progress = advance(this.rules, before, { now, paused: this.paused, ended: this.#ended, flowIdOf });
      const account = new ScheduleAccount(this.progress);
      for (const { flowId, dueTime, started } of this.progress.flows) {
        if (started) continue;
        this.started.push(dueTime);
        account.started(flowId, this.rules.overlapPolicy === "ALLOW_ALL");
      }
      this.progress = account.progress(this.progress.cursor);
      if (this.progress.cursor === before.cursor) return;
    }
    throw new Error("it is never done");
  }

  endAll(): void {
    for (const { flowId } of this.progress.flows) this.#ended.add(flowId);
  }
}

const minutes = (...numbers: readonly number[]) => numbers.map((number) => START + number * MINUTE);

describe("while a flow goes on, a due time", () => {
  test("is left out by SKIP", () => {
    const ledger = new Ledger(rulesOf(every(MINUTE)));
    for (const minute of [1, 2, 3]) ledger.look(START + minute * MINUTE);
    ledger.endAll();
    ledger.look(START + 4 * MINUTE);
    expect(ledger.started).toEqual(minutes(1, 4));
    expect(ledger.progress.counts).toEqual({ started: 2, skipped: 2, missed: 0, failed: 0 });
  });

  test("is kept by BUFFER_ONE until that has ended, one of them", () => {
    const ledger = new Ledger(rulesOf(every(MINUTE), { overlapPolicy: "BUFFER_ONE" }));
    for (const minute of [1, 2, 3]) ledger.look(START + minute * MINUTE);
    expect(ledger.progress.buffered?.dueTime).toBe(START + 2 * MINUTE);
    ledger.endAll();
    ledger.look(START + 3 * MINUTE + 5_000);
    expect(ledger.started).toEqual(minutes(1, 2));
    expect(ledger.progress.buffered).toBeUndefined();
    expect(ledger.progress.counts).toEqual({ started: 2, skipped: 1, missed: 0, failed: 0 });
  });

  test("takes the place of it by CANCEL_OTHER, the last one", () => {
    const ledger = new Ledger(rulesOf(every(MINUTE), { overlapPolicy: "CANCEL_OTHER" }));
    for (const minute of [1, 2, 3]) ledger.look(START + minute * MINUTE);
    expect(ledger.progress.buffered).toMatchObject({ dueTime: START + 3 * MINUTE, cancelsOthers: true });
    ledger.endAll();
    ledger.look(START + 3 * MINUTE + 1);
    expect(ledger.started).toEqual(minutes(1, 3));
    expect(ledger.progress.counts).toEqual({ started: 2, skipped: 1, missed: 0, failed: 0 });
  });

  test("is started beside it by ALLOW_ALL", () => {
    const ledger = new Ledger(rulesOf(every(MINUTE), { overlapPolicy: "ALLOW_ALL" }));
    ledger.look(START + 3 * MINUTE);
    expect(ledger.started).toEqual(minutes(1, 2, 3));
  });
});

describe("after a time in which nobody looked", () => {
  test("ALLOW_ALL makes up for each due time, however many", () => {
    const ledger = new Ledger(rulesOf(every(MINUTE), { overlapPolicy: "ALLOW_ALL" }));
    ledger.look(START + DAY);
    expect(ledger.started).toEqual(minutes(...Array.from({ length: 1_440 }, (_, index) => index + 1)));
  });

  test.each([
    ["SKIP", [1]],
    ["BUFFER_ONE", [1]],
    ["CANCEL_OTHER", [1_440]],
  ] as const)("%s starts one", (overlapPolicy, started) => {
    const ledger = new Ledger(rulesOf(every(MINUTE), { overlapPolicy }));
    ledger.look(START + DAY);
    expect(ledger.started).toEqual(minutes(...started));
    expect(ledger.progress.buffered?.dueTime).toBe(overlapPolicy === "BUFFER_ONE" ? START + 2 * MINUTE : undefined);
    expect(ledger.progress.cursor).toBe(START + DAY);
  });

  test("what is later than the catch-up window is missed", () => {
    const ledger = new Ledger(rulesOf(every(MINUTE), { overlapPolicy: "ALLOW_ALL", catchupWindowMs: 10 * MINUTE }));
    ledger.look(START + 30 * MINUTE);
    expect(ledger.started).toEqual(minutes(...Array.from({ length: 11 }, (_, index) => index + 20)));
    expect(ledger.progress.counts.missed).toBe(19);
  });
});

test("nothing is decided while it is paused, and what waits goes on waiting", () => {
  const ledger = new Ledger(rulesOf(every(MINUTE), { overlapPolicy: "BUFFER_ONE" }));
  ledger.look(START + MINUTE);
  ledger.look(START + 2 * MINUTE);
  ledger.paused = true;
  ledger.endAll();
  ledger.look(START + DAY);
  expect(ledger.started).toEqual(minutes(1));
  expect(ledger.progress).toMatchObject({ cursor: START + 2 * MINUTE, buffered: { dueTime: START + 2 * MINUTE } });
});

test("it wakes for what is to be started, for the next due time, and to ask whether a flow has ended", () => {
  const rules = rulesOf(every(MINUTE));
  const progress = newProgress(START);
  const wake = (changed: Partial<ScheduleProgress>, paused = false) =>
    wakeTimeOf(rules, { ...progress, ...changed }, { now: START + 1, paused });
  const due = { dueTime: START, flowId: "f" };
  expect(wake({})).toBe(START + MINUTE);
  expect(wake({}, true)).toBeUndefined();
  expect(wake({ flows: [{ ...due, started: false }] }, true)).toBe(START);
  expect(wake({ flows: [{ ...due, started: true }], buffered: due })).toBe(START + 5_001);
});

const looks = fc.array(fc.record({ passMs: fc.nat({ max: 20 * MINUTE }), ends: fc.boolean() }), { maxLength: 30 });

test("whoever looks and when, each due time is decided once and in order, and counted", () => {
  const world = fc.record({
    looks,
    policy: fc.constantFrom(...OVERLAP_POLICIES),
    everyMs: fc.integer({ min: 30_000, max: 5 * MINUTE }),
  });
  fc.assert(
    fc.property(world, ({ looks: taken, policy, everyMs }) => {
      const ledger = new Ledger(rulesOf(every(everyMs), { overlapPolicy: policy }));
      let now = START;
      for (const { passMs, ends } of taken) {
        now += passMs;
        if (ends) ledger.endAll();
        ledger.look(now);
      }
      const due = nextTimes(ledger.rules, START, 10_000).filter((time) => time <= now);
      const { counts, buffered } = ledger.progress;
      expect(new Set(ledger.started).size).toBe(ledger.started.length);
      expect(ledger.started).toEqual([...ledger.started].sort((a, b) => a - b));
      expect(due).toEqual(expect.arrayContaining(ledger.started));
      expect(counts.started).toBe(ledger.started.length);
      expect(counts.started + counts.skipped + (buffered === undefined ? 0 : 1)).toBe(due.length);
      if (policy === "ALLOW_ALL") expect(ledger.started).toEqual(due);
    }),
    { numRuns: 300 },
  );
});

test("by ALLOW_ALL the same is started, however often somebody looks", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 40 * MINUTE }), { minLength: 1, maxLength: 20 }), (passes) => {
      const rules = rulesOf(every(MINUTE), { overlapPolicy: "ALLOW_ALL" });
      const often = new Ledger(rules);
      let now = START;
      for (const pass of passes) {
        now += pass;
        often.look(now);
      }
      const once = new Ledger(rules);
      once.look(now);
      expect(often.started).toEqual(once.started);
    }),
    { numRuns: 100 },
  );
});
