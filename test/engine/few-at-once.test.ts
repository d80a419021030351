/**
 * Work that is done for a few at a time: the others wait for their turn, up to a bound.
 */
import { expect, test } from "vitest";
import { FewAtOnce } from "../../src/engine/few-at-once.js";

test("does one at a time in the order of asking, and refuses what would wait beyond the bound", async () => {
  const few = new FewAtOnce("things_at_once", 1, 2);
  const log: string[] = [];
  const ends: (() => void)[] = [];
  const work = (name: string) =>
    few.during(async () => {
      log.push(`${name} begins`);
      await new Promise<void>((resolve) => ends.push(resolve));
      log.push(`${name} ends`);
    });
  const endNext = async () => {
    for (let turn = 0; ends.length === 0 && turn < 100; turn += 1) await Promise.resolve();
    ends.shift()?.();
  };
  const all = [work("a"), work("b"), work("c")];
  await expect(work("d")).rejects.toMatchObject({
    reason: "OVERLOADED",
    metadata: { limit: "things_at_once", value: "3" },
  });
  for (const one of all) {
    await endNext();
    await one;
  }
  expect(log).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  const later = work("e");
  await endNext();
  await later;
});

test("hands the turn on where work fails", async () => {
  const few = new FewAtOnce("things_at_once", 1, 1);
  const failing = few.during(() => Promise.reject(new Error("broken")));
  const next = few.during(async () => "done");
  await expect(failing).rejects.toThrow("broken");
  expect(await next).toBe("done");
});
