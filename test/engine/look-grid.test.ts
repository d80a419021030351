/**
 * When watches look.
 */
import { expect, test } from "vitest";
import { LookGrid } from "../../src/engine/watching/look-grid.js";
import { VirtualTime } from "./virtual-time.js";

/** Milliseconds from now at which it looks, where it asks again after each look. */
async function looks(time: VirtualTime, grid: LookGrid, durationMs: number, cost: number): Promise<number[]> {
  const began = time.now();
  const at: number[] = [];
  const look = () => {
    at.push(time.now() - began);
    grid.spent(cost);
    grid.onNext(look);
  };
  const cancel = grid.onNext(look);
  await time.advance(durationMs);
  cancel();
  return at;
}

test("all who wait look in the same turn, at multiples of 200 ms, whenever they came", async () => {
  const time = new VirtualTime();
  const grid = new LookGrid(time.environment());
  const at: number[] = [];
  await time.advance(50);
  grid.onNext(() => at.push(time.now() % 1_000));
  await time.advance(100);
  grid.onNext(() => at.push(time.now() % 1_000));
  const cancel = grid.onNext(() => at.push(-1));
  cancel();
  await time.advance(500);
  expect(at).toEqual([200, 200]);
});

test("after a look that took long the next is as much later, up to two seconds", async () => {
  const time = new VirtualTime();
  const grid = new LookGrid(time.environment());
  expect(await looks(time, grid, 1_000, 0)).toEqual([200, 400, 600, 800, 1_000]);
  // 20 ms of each 800.
  expect(await looks(time, grid, 2_400, 20)).toEqual([200, 1_000, 1_800]);
  expect(await looks(time, grid, 6_000, 500)).toEqual([200, 2_200, 4_200]);
});

test("who leaves while it waits is told", async () => {
  const time = new VirtualTime();
  const grid = new LookGrid(time.environment());
  const leave = new AbortController();
  const waiting = grid.next(leave.signal);
  leave.abort();
  await expect(waiting).rejects.toMatchObject({ reason: "CANCELLED" });
});
