/**
 * Processes die at each write of a schedule's life: of every due time there is one flow all the same, on both stores.
 */
import { describe, expect, onTestFinished, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.js";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { bound } from "./faulty-store.js";
import { flow, task } from "./json-payload.js";
import { STORES, startEngine } from "./stores.js";

const spec = flow([task("t")], { name: "nightly" });
const WRITES = ["replace", "insert"];

/** A store on which a process dies: at its nth write, which lands or does not, and from then on it hears nothing. */
function mortal(store: Store, nth: number, lands: boolean) {
  let left = nth;
  let isDead = false;
  let die: () => void = () => undefined;
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  const dying = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get(target, name) {
        const value = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return async (...args: unknown[]) => {
          if (isDead) throw new StoreUnavailable("the process is dead");
          if (!WRITES.includes(String(name))) return Reflect.apply(value, target, args);
          left -= 1;
          if (left > 0) return Reflect.apply(value, target, args);
          isDead = true;
          if (lands) await Reflect.apply(value, target, args);
          die();
          throw new StoreUnavailable("the process is dead");
        };
      },
    });
  const schedules = dying(store.schedules);
  const segments = dying(store.segments);
  return { seen: bound(store, (name) => ({ schedules, segments })[name]), died, isDead: () => isDead };
}

/** Triggers the schedule on a process that dies at its nth write; false = it had fewer. */
async function triggeredOn(store: Store, nth: number, lands: boolean): Promise<boolean> {
  const { seen, died, isDead } = mortal(store, nth, lands);
  const engine = await createEngine({ store: seen });
  onTestFinished(async () => {
    await engine.stop(0).catch(() => undefined);
    await store.close();
  });
  const triggered = engine.triggerSchedule({ scheduleId: "s", requestId: "r" }).catch(() => undefined);
  await Promise.race([triggered, died]);
  return isDead();
}

async function flowCount(engine: Engine): Promise<number> {
  return (await engine.listFlows({ labels: { "lazyengine.schedule_id": "s" } })).flows.length;
}

describe.each(STORES)("on $name", ({ make }) => {
  test.each([
    ["is lost with its process", false],
    ["has landed, and nobody hears of it", true],
  ])("whichever write of a start %s, there is one flow in the end, and the schedule knows it", async (_name, lands) => {
    for (let nth = 1; ; nth += 1) {
      const open = make();
      const { engine, stop } = await startEngine(open());
      const timing = { kind: "cron", expression: "@yearly", timeZone: "UTC" } as const;
      const definition = { kind: "spec", spec } as const;
      await engine.putSchedule({ scheduleId: "s", spec: { timing, run: { definition } } });
      await stop();
      const hasDied = await triggeredOn(open(), nth, lands);
      // As the caller does who was not answered.
      const next = await startEngine(open());
      const { occurrence } = await next.engine.triggerSchedule({ scheduleId: "s", requestId: "r" });
      expect(occurrence).toMatchObject({ outcome: "STARTED", triggered: true });
      expect(await flowCount(next.engine)).toBe(1);
      const { counts, runningFlowIds } = await next.engine.getSchedule({ scheduleId: "s" });
      expect([counts.started, runningFlowIds]).toEqual([1, [occurrence.flowId]]);
      if (!hasDied) {
        // The decision, the flow, and that it is there.
        expect(nth).toBe(4);
        return;
      }
    }
  });
});
