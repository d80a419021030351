// Schedules: one record each, changed under its guard, found when they are due.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DUE_OUTCOMES, OVERLAP_POLICIES } from "../../../src/core/schedules/schedule.js";
import type { ScheduleRecord } from "../../../src/store/schedule-store.js";
import { freshNamespace, type StoreFixture } from "../store-fixture.js";

const key = fc.string({ minLength: 1, maxLength: 8 });
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
const count = fc.nat({ max: 1_000_000 });
const map = fc.dictionary(fc.constantFrom("a", "b.c", "$d", "e"), fc.string({ maxLength: 5 }), { maxKeys: 3 });

const due = fc.record(
  { dueTime: time, flowId: key, triggered: fc.constant(true as const) },
  { requiredKeys: ["dueTime", "flowId"] },
);
const failure = fc.record({ reason: key, message: fc.string() });

const rules = fc.record(
  {
    timing: fc.oneof(
      fc.record({ kind: fc.constant("cron" as const), expression: key, timeZone: key }),
      fc.record({ kind: fc.constant("interval" as const), everyMs: count, offsetMs: count }),
    ),
    startTime: time,
    endTime: time,
    overlapPolicy: fc.constantFrom(...OVERLAP_POLICIES),
    catchupWindowMs: count,
  },
  { requiredKeys: ["timing", "overlapPolicy", "catchupWindowMs"] },
);

const run = fc.record(
  {
    definition: fc.oneof(
      fc.record({ kind: fc.constant("digest" as const), digest: key }),
      fc.record({ kind: fc.constant("name" as const), name: key }),
    ),
    input: fc.record({ contentType: fc.string(), metadata: map, data: fc.uint8Array({ maxLength: 20 }) }),
    labels: map,
    priority: fc.integer({ min: -1_000, max: 1_000 }),
  },
  { requiredKeys: ["definition", "labels", "priority"] },
);

const progress = fc.record(
  {
    cursor: time,
    flows: fc.array(
      fc.tuple(due, fc.boolean()).map(([flow, started]) => ({ ...flow, started })),
      { maxLength: 3 },
    ),
    buffered: fc
      .tuple(due, fc.boolean())
      .map(([flow, cancels]) => ({ ...flow, ...(cancels && { cancelsOthers: true }) })),
    counts: fc.record({ started: count, skipped: count, missed: count, failed: count }),
    recent: fc.array(
      fc
        .tuple(due, fc.constantFrom(...DUE_OUTCOMES), fc.option(failure, { nil: undefined }))
        .map(([flow, outcome, why]) => ({ ...flow, outcome, ...(why !== undefined && { failure: why }) })),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: ["cursor", "flows", "counts", "recent"] },
);

const anyRecord = fc.record(
  {
    namespace: fc.constant(""),
    scheduleId: fc.constant("s"),
    version: count,
    commit: key,
    incarnation: key,
    generation: count,
    createTime: time,
    updateTime: time,
    creation: fc.record({ requestId: key, digest: key }),
    rules,
    run,
    paused: fc.boolean(),
    note: fc.string(),
    progress,
    wakeTime: time,
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      "namespace",
      "scheduleId",
      "version",
      "commit",
      "incarnation",
      "generation",
      "createTime",
      "updateTime",
      "rules",
      "run",
      "paused",
      "note",
      "progress",
    ],
  },
);

function record(namespace: string, scheduleId: string, fields: Partial<ScheduleRecord> = {}): ScheduleRecord {
  return {
    ...{
      namespace,
      scheduleId,
      version: 1,
      commit: "c1",
      incarnation: "i",
      generation: 1,
      createTime: 1,
      updateTime: 1,
    },
    rules: {
      timing: { kind: "interval", everyMs: 1_000, offsetMs: 0 },
      overlapPolicy: "SKIP",
      catchupWindowMs: 60_000,
    },
    run: { definition: { kind: "name", name: "nightly" }, labels: {}, priority: 0 },
    paused: false,
    note: "",
    progress: { cursor: 1, flows: [], counts: { started: 0, skipped: 0, missed: 0, failed: 0 }, recent: [] },
    ...fields,
  };
}

export function scheduleSuite(fixture: () => StoreFixture): void {
  const schedules = () => fixture().store.schedules;

  describe("schedules", () => {
    test("are read as they were written", async () => {
      await fc.assert(
        fc.asyncProperty(anyRecord, async (any) => {
          const asked: ScheduleRecord = { ...any, namespace: freshNamespace() };
          expect(await schedules().insert(asked)).toBe(true);
          expect(await schedules().read(asked)).toEqual(asked);
        }),
        { numRuns: 60 },
      );
    });

    test("are there once", async () => {
      const namespace = freshNamespace();
      expect(await schedules().insert(record(namespace, "s"))).toBe(true);
      expect(await schedules().insert(record(namespace, "s", { note: "another" }))).toBe(false);
      expect((await schedules().read({ namespace, scheduleId: "s" }))?.note).toBe("");
      expect(await schedules().read({ namespace, scheduleId: "t" })).toBeUndefined();
    });

    test("C1: are changed and deleted only as they were read, also where another has taken the same version", async () => {
      const first = record(freshNamespace(), "s");
      const second = { ...first, version: 2, commit: "c2" };
      await schedules().insert(first);
      expect(await schedules().replace({ ...first, commit: "other" }, second)).toBe(false);
      expect(await schedules().replace(first, second)).toBe(true);
      expect(await schedules().replace(first, { ...second, note: "late" })).toBe(false);
      expect(await schedules().delete(first)).toBe(false);
      expect(await schedules().read(first)).toEqual(second);
      expect(await schedules().delete(second)).toBe(true);
      expect(await schedules().delete(second)).toBe(false);
      expect(await schedules().replace(second, second)).toBe(false);
    });

    test("C1: of many that change one at the same time one lands", async () => {
      const first = record(freshNamespace(), "s");
      await schedules().insert(first);
      const landed = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          schedules().replace(first, { ...first, version: 2, commit: `p${index}` }),
        ),
      );
      expect(landed.filter(Boolean)).toHaveLength(1);
    });

    test("are listed by id, in pages, without inputs, each namespace by itself", async () => {
      const namespace = freshNamespace();
      const input = { contentType: "", metadata: {}, data: new Uint8Array(9) };
      const { run: plain } = record(namespace, "s");
      for (const id of ["b", "a", "c"]) await schedules().insert(record(namespace, id, { run: { ...plain, input } }));
      await schedules().insert(record(`${namespace}0`, "d"));
      expect((await schedules().list(namespace, undefined, 2)).map(({ scheduleId }) => scheduleId)).toEqual(["a", "b"]);
      expect(await schedules().list(namespace, "b", 9)).toEqual([record(namespace, "c")]);
      expect(await schedules().list(namespace, undefined, 0)).toEqual([]);
    });

    test("are counted up to a limit, each namespace by itself", async () => {
      const namespace = freshNamespace();
      expect(await schedules().count(namespace, 5)).toBe(0);
      for (const id of ["a", "b", "c"]) await schedules().insert(record(namespace, id));
      await schedules().insert(record(`${namespace}0`, "d"));
      expect(await schedules().count(namespace, 5)).toBe(3);
      expect(await schedules().count(namespace, 2)).toBe(2);
    });

    test("are found when they are due, the earliest first", async () => {
      const namespace = freshNamespace();
      // Before those of all others here.
      for (const [id, wakeTime] of Object.entries({ late: -10, soon: -20, later: 4_100_000_000_000 })) {
        await schedules().insert(record(namespace, id, { wakeTime }));
      }
      await schedules().insert(record(namespace, "never"));
      const found = await schedules().due(-10, 10);
      expect(found).toEqual([
        { namespace, scheduleId: "soon", wakeTime: -20 },
        { namespace, scheduleId: "late", wakeTime: -10 },
      ]);
      expect(await schedules().due(-10, 1)).toHaveLength(1);
      expect(await schedules().due(-10, 10, [namespace])).toEqual([]);
      expect(await schedules().due(-10, 10, [freshNamespace()])).toEqual(found);
      const soon = record(namespace, "soon", { wakeTime: -20 });
      await schedules().replace(soon, { ...record(namespace, "soon"), version: 2, commit: "c2" });
      expect(await schedules().due(-20, 10)).toEqual([]);
    });
  });
}
