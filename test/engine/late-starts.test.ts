/**
 * A process stands still between the decision about a due time and the write of its flow. Another one starts the flow, it
 * ends, and somebody deletes it: the first does not start it again when it goes on.
 */
import { expect, test } from "vitest";
import type { Engine } from "../../src/engine/index.js";
import type { Store } from "../../src/store/store.js";
import { bound } from "./faulty-store.js";
import { flow, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";
import { done } from "./two-segments.js";

const HOUR = 60 * 60_000;
const START = Date.parse("2026-01-10T10:59:30Z");
const DUE = "s:2026-01-10T11:00:00Z";

/** Each part of its store stands still once, in the answer of the call that `isHeld` names, until `goOn`. */
function standingStill(store: Store, isHeld: (call: string) => boolean) {
  let goOn: (() => void) | undefined;
  const part = <Part extends object>(target: Part): Part =>
    new Proxy(target, {
      get: (inner, name) => {
        const value: unknown = Reflect.get(inner, name, inner);
        if (typeof value !== "function") return value;
        return async (...args: unknown[]) => {
          const answer = await Reflect.apply(value, inner, args);
          if (isHeld(String(name)) && goOn === undefined) {
            await new Promise<void>((resolve) => {
              goOn = resolve;
            });
          }
          return answer;
        };
      },
    });
  const parts = { definitions: part(store.definitions), schedules: part(store.schedules) };
  const seen = bound(store, (name) => parts[name as keyof typeof parts]);
  return { seen, stands: () => goOn !== undefined, goOn: () => goOn?.() };
}

async function flowIds(engine: Engine): Promise<readonly string[]> {
  return (await engine.listFlows({})).flows.map(({ flowId }) => flowId);
}

/** Held in the answer about its definition, or in that about whether the flow is still to be started. */
const MOMENTS: Readonly<Record<string, () => (call: string) => boolean>> = {
  "before it looks whether the flow is still to be started": () => (call) => call === "touch",
  "after that": () => {
    let decided = false;
    return (call) => {
      if (call === "replace") decided = true;
      return decided && call === "read";
    };
  },
};

for (const [moment, isHeld] of Object.entries(MOMENTS)) {
  test(`who stands still ${moment} starts no second flow of a due time`, () =>
    inOneWorld(async ({ time, store, start }) => {
      const first = await start();
      const timing = { kind: "interval", everyMs: HOUR, offsetMs: 0 } as const;
      const run = { definition: { kind: "spec", spec: flow([task("t")]) } } as const;
      await first.putSchedule({ scheduleId: "s", spec: { timing, run } });
      const stopping = first.stop(0);
      await time.advance(10);
      await stopping;
      const still = standingStill(store, isHeld());
      const late = await start(still.seen);
      await time.advance(35_000);
      expect([still.stands(), await flowIds(late)]).toEqual([true, []]);
      const other = await start();
      await time.advance(5_000);
      expect(await flowIds(other)).toEqual([DUE]);
      await other.taskComplete({ flowId: DUE, taskId: "t", outcome: done });
      await time.advance(1_000);
      await other.deleteFlow({ flowId: DUE });
      still.goOn();
      await time.advance(10_000);
      expect(await flowIds(other)).toEqual([]);
      expect((await other.getSchedule({ scheduleId: "s" })).counts.started).toBe(1);
      // It goes on with what is due next.
      const stopped = other.stop(0);
      await time.advance(HOUR);
      await stopped;
      expect(await flowIds(late)).toEqual(["s:2026-01-10T12:00:00Z"]);
    }, START));
}
