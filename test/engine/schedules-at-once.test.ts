/**
 * Schedules that are due at the same moment: those of one namespace keep neither those of others nor other calls waiting.
 */
import { expect, test } from "vitest";
import { Latch } from "../../src/client/latch.js";
import { LIMITS } from "../../src/core/limits.js";
import type { ScheduleSpec } from "../../src/engine/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { bound } from "./faulty-store.js";
import { chain } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";
import { startEngine } from "./stores.js";

const MINUTE = 60_000;
const START = Date.parse("2026-01-10T10:00:30Z");
const spec: ScheduleSpec = {
  timing: { kind: "interval", everyMs: MINUTE, offsetMs: 0 },
  run: { definition: { kind: "spec", spec: chain(1) } },
  overlapPolicy: "ALLOW_ALL",
};

test("of 20 that are due in one namespace three are looked after at once, another namespace's at its moment, and all are started", () =>
  inOneWorld(async ({ time, store, start }) => {
    const latch = new Latch();
    let holds = false;
    const begun: string[] = [];
    const schedules = bound(store.schedules, (name) =>
      name !== "read"
        ? undefined
        : async (...asked: Parameters<typeof store.schedules.read>) => {
            if (holds) begun.push(asked[0].namespace);
            if (holds && asked[0].namespace === "a") await latch.promise;
            return store.schedules.read(...asked);
          },
    );
    const engine = await start(bound(store, (name) => (name === "schedules" ? schedules : undefined)));
    for (let index = 0; index < 20; index += 1) {
      await engine.putSchedule({ namespace: "a", scheduleId: `s${index}`, spec });
    }
    await engine.putSchedule({ namespace: "b", scheduleId: "s", spec });
    const startedIn = async (namespace: string) => (await engine.listFlows({ namespace })).flows;
    await time.advance(1);
    holds = true;
    await time.advance(MINUTE);
    expect(begun.filter((namespace) => namespace === "a")).toHaveLength(3);
    expect((await startedIn("b")).map(({ createTime }) => createTime)).toEqual([START + MINUTE / 2]);
    expect(await startedIn("a")).toEqual([]);
    latch.open();
    await time.advance(MINUTE / 4);
    expect((await startedIn("a")).map(({ flowId }) => flowId).sort()).toEqual(
      Array.from({ length: 20 }, (_, index) => `s${index}:2026-01-10T10:01:00Z`).sort(),
    );
  }, START));

test("a namespace has as many schedules as may be, and no more; those it has are put again", async () => {
  const { engine } = await startEngine(createMemoryStore());
  const put = (namespace: string, scheduleId: string) =>
    engine.putSchedule({ namespace, scheduleId, spec, paused: true });
  for (let index = 0; index < LIMITS.schedulesPerNamespace; index += 1) await put("a", `s${index}`);
  await expect(put("a", "more")).rejects.toMatchObject({
    reason: "LIMIT_EXCEEDED",
    metadata: { field: "schedule_id", limit: "1000", value: "1001" },
    message: expect.stringContaining("schedules_per_namespace"),
  });
  await put("a", "s1");
  await put("b", "s");
  await engine.deleteSchedule({ namespace: "a", scheduleId: "s0" });
  await put("a", "more");
});
