// What counts of a queue's rate: judged by the store, by its own clock.
import { describe, expect, test } from "vitest";
import type { Reservation } from "../../../src/store/queue-store.js";
import { freshNamespace, type StoreFixture } from "../store-fixture.js";

const PERIOD_MS = 60_000;
const BLOCK_MS = 3_000;
const LIMIT = 10;

export function queueRateSuite(fixture: () => StoreFixture): void {
  const queues = () => fixture().store.queues;
  let tokens = 0;

  async function limited(limit = LIMIT) {
    const key = { namespace: freshNamespace(), queue: "$q/1" };
    const rate = { tasks: limit, periodMs: PERIOD_MS, epoch: 1 };
    await queues().put({ ...key, version: 1, settings: { rate }, reason: "", requests: [] }, "p");
    const sequences = new Map<string, number>();
    return {
      key,
      rate,
      /** How many the lender has reserved after it; undefined = it was refused. */
      async reserve(name: string, tasks: number, spent = 0, other: Partial<Reservation> = {}) {
        tokens += 1;
        const lender = `$${key.namespace}.${name}`;
        const sequence = (sequences.get(lender) ?? 0) + 1;
        sequences.set(lender, sequence);
        const asked = { epoch: 1, lender, spent, tasks, blockMs: BLOCK_MS, sequence, token: `p:${tokens}`, ...other };
        const record = await queues().reserve(key, asked);
        return record && (record.usage?.reserved.find((one) => one.lender === lender)?.tasks ?? 0);
      },
      async counted() {
        const { usage } = (await queues().read(key)) ?? {};
        return [...(usage?.spent ?? []), ...(usage?.reserved ?? [])].reduce((sum, { tasks }) => sum + tasks, 0);
      },
    };
  }

  describe("rates of queues", () => {
    test("what is reserved and what was handed out never pass the rate together", async () => {
      const { reserve, counted } = await limited();
      expect(await reserve("a", 6)).toBe(6);
      expect(await reserve("b", 6)).toBe(4);
      expect(await reserve("c", 1)).toBe(0);
      // Four of six were handed out, two are reserved still: nothing is free for another three.
      expect(await reserve("a", 5, 4)).toBe(2);
      expect(await counted()).toBe(LIMIT);
    });

    test("of many at once no more are let through than there are", async () => {
      const { reserve, counted } = await limited();
      const lenders = Array.from({ length: 8 }, (_, index) => `l${index}`);
      const got = await Promise.all(lenders.map((lender) => reserve(lender, 3)));
      expect(got.reduce<number>((sum, tasks) => sum + (tasks ?? 0), 0)).toBe(LIMIT);
      expect(await counted()).toBe(LIMIT);
    });

    test("what nobody took is there again, what was handed out only a period later", async () => {
      const { reserve } = await limited();
      await reserve("a", 10);
      expect(await reserve("a", 0, 7)).toBe(0);
      expect(await reserve("b", 10)).toBe(3);
      await reserve("b", 0);
      await fixture().pass(PERIOD_MS - 5_000);
      expect(await reserve("b", 10)).toBe(3);
      await fixture().pass(5_001);
      expect(await reserve("b", 10)).toBe(10);
    });

    test("what was reserved by one that says nothing more counts until it is over, and a period", async () => {
      const { reserve } = await limited();
      await reserve("dead", 9);
      await fixture().pass(PERIOD_MS);
      expect(await reserve("b", 5)).toBe(1);
      await fixture().pass(BLOCK_MS + 1);
      expect(await reserve("b", 5)).toBe(5);
    });

    test("it is told of more than was reserved without counting less", async () => {
      const { reserve, counted } = await limited();
      await reserve("a", 4);
      expect(await reserve("a", 0, 4)).toBe(0);
      // The same again, since its answer was lost.
      expect(await reserve("a", 2, 4)).toBe(2);
      expect(await counted()).toBe(LIMIT);
    });

    test("a request that comes late, or for another rate, changes nothing", async () => {
      const { reserve, counted } = await limited();
      await reserve("a", 5);
      expect(await reserve("a", 0, 0, { sequence: 1 })).toBeUndefined();
      expect(await reserve("a", 0, 0, { epoch: 2 })).toBeUndefined();
      expect(await counted()).toBe(5);
    });

    test("what counts goes on where the rate changes, and is forgotten with it", async () => {
      const { key, rate, reserve, counted } = await limited();
      await reserve("a", 8);
      const put = (version: number, settings: object) =>
        queues().put({ ...key, version, settings, reason: "", requests: [] }, "p");
      expect((await put(2, { rate: { ...rate, tasks: 12 } }))?.settings.rate?.tasks).toBe(12);
      expect(await reserve("b", 9)).toBe(4);
      expect((await put(3, {}))?.usage).toBeUndefined();
      await put(4, { rate: { ...rate, epoch: 4 } });
      expect(await counted()).toBe(0);
    });

    test("much that is handed out within a moment is kept as one", async () => {
      const { key, reserve } = await limited(1_000);
      for (let round = 0; round < 50; round += 1) await reserve("a", 1, round === 0 ? 0 : 1);
      const { usage } = (await queues().read(key)) ?? {};
      expect(usage?.spent.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(49);
      expect(usage?.spent.length).toBeLessThan(25);
    });

    test("it is left out of lists", async () => {
      const { key, reserve } = await limited();
      await reserve("a", 5);
      const own = (await queues().all()).find(({ namespace }) => namespace === key.namespace);
      expect(own?.settings.rate?.tasks).toBe(LIMIT);
      expect(own?.usage).toBeUndefined();
    });
  });
}
