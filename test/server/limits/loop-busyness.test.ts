/**
 * How busy the event loop was lately: told apart from a process that waits.
 */
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { LoopBusyness } from "../../../src/server/limits/loop-busyness.js";

const SPAN_MS = 200;

it("is near one in a turn that goes on, and little where the loop waits", async () => {
  const loop = new LoopBusyness();
  const forget = () => {
    loop.look();
    loop.look();
  };
  forget();
  const end = performance.now() + SPAN_MS;
  while (performance.now() < end) Math.sqrt(end);
  expect(loop.share).toBeGreaterThan(0.9);
  await delay(1);
  forget();
  await delay(SPAN_MS); // that nothing is to be done is what is tested
  expect(loop.share).toBeLessThan(0.7);
});
