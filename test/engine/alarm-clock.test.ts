/**
 * The alarm clock: what it remembers is bounded by the segments that have a timer.
 */
import { expect, test } from "vitest";
import { AlarmClock } from "../../src/engine/upkeep/alarm-clock.js";
import { VirtualTime } from "./virtual-time.js";

test("timers that were set and cleared again are forgotten though an earlier one is still to come", async () => {
  const time = new VirtualTime();
  const rung: string[] = [];
  const clock = { now: time.now, measure: async () => 0 };
  const alarms = new AlarmClock(time.environment(), clock, (segmentId) => void rung.push(segmentId));
  alarms.set("early", time.now() + 1_000);
  for (let index = 0; index < 100_000; index += 1) {
    alarms.set(`f${index}`, time.now() + 300_000 + index);
    if (index !== 77_777) alarms.set(`f${index}`, undefined);
  }
  expect(alarms.size).toBeLessThan(2_000);
  await time.advance(1_000_000);
  expect(rung).toEqual(["early", "f77777"]);
});
