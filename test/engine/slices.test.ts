/**
 * The work of answers that take long is done in slices of some milliseconds, one in each turn of the event loop.
 */
import { expect, test } from "vitest";
import { SLICE_MS, Slices } from "../../src/engine/slices.js";

/** A world in which a turn of the event loop comes when it is asked for, and each step takes two milliseconds. */
function world() {
  let now = 0;
  const turns: (() => void)[] = [];
  const slices = new Slices({ monotonic: () => now, defer: (callback) => void turns.push(callback) });
  const done: string[] = [];
  const work = (namespace: string, steps: number) => {
    let left = steps;
    return slices.until(namespace, () => {
      now += 2;
      done.push(namespace);
      left -= 1;
      return left === 0;
    });
  };
  /** What was done in it. */
  const turn = () => {
    const all = turns.splice(0);
    const before = done.length;
    for (const callback of all) callback();
    return done.slice(before).join("");
  };
  return { slices, work, turn };
}

test("however many work, all of them together do so for one slice in a turn", () => {
  const { work, turn } = world();
  for (let index = 0; index < 40; index += 1) void work("a", SLICE_MS);
  const each = "a".repeat(SLICE_MS / 2);
  for (let index = 0; index < 80; index += 1) expect(turn()).toBe(each);
  expect(turn()).toBe("");
});

test("namespaces take turns, and what is left of a slice is the next one's", async () => {
  const { work, turn } = world();
  const all = [work("a", 7), work("a", 1), work("a", 1), work("b", 7), work("c", 3)];
  expect(turn()).toBe("aaaaa");
  expect(turn()).toBe("bbbbb");
  expect(turn()).toBe("cccab");
  expect(turn()).toBe("abaa");
  await Promise.all(all);
});

test("items are worked on in their order, and what one throws ends its own work alone", async () => {
  const { slices, work, turn } = world();
  const seen: number[] = [];
  const failing = slices.each("a", [1, 2, 3], (item) => {
    seen.push(item);
    if (item === 2) throw new Error("not this one");
  });
  const other = work("a", 1);
  const none = slices.each("a", [], () => expect.unreachable());
  turn();
  await expect(failing).rejects.toThrow("not this one");
  await Promise.all([other, none]);
  expect(seen).toEqual([1, 2]);
});

test("what is done in one go comes in turn as well, gives its result and throws what it throws", async () => {
  const { slices, work, turn } = world();
  const before = work("a", SLICE_MS / 2);
  const result = slices.once("a", () => "done");
  const failing = slices.once("b", () => {
    throw new Error("not this one");
  });
  failing.catch(() => undefined);
  expect(turn()).toBe("aaaaa");
  turn();
  expect(await result).toBe("done");
  await expect(failing).rejects.toThrow("not this one");
  await before;
});
