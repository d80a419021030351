// How queues are set: guarded by version, timed by the store.
import { describe, expect, test } from "vitest";
import type { QueueRecord } from "../../../src/store/queue-store.js";
import { freshNamespace, type StoreFixture } from "../store-fixture.js";

export function queueSuite(fixture: () => StoreFixture): void {
  const queues = () => fixture().store.queues;

  function record(namespace: string, fields: Partial<QueueRecord> = {}) {
    return { namespace, queue: "$q/1", version: 1, settings: {}, reason: "$why", requests: [], ...fields };
  }

  describe("queues", () => {
    test("come back as they were stored, with the store's time", async () => {
      const namespace = freshNamespace();
      const requests = [{ id: "r", digest: "$d" }];
      const settings = { pause: { until: 1_700_000_000_123 } };
      const before = await fixture().store.readTime();
      const stored = await queues().put(record(namespace, { requests, settings }), "p");
      expect(stored).toMatchObject(record(namespace, { requests, settings }));
      expect(stored?.updateTime).toBeGreaterThanOrEqual(before);
      expect(await queues().read({ namespace, queue: "$q/1" })).toEqual(stored);
      expect(await queues().read({ namespace, queue: "$q" })).toBeUndefined();
    });

    test("a pause without an end is told from none", async () => {
      const namespace = freshNamespace();
      expect((await queues().put(record(namespace, { settings: { pause: {} } }), "p"))?.settings).toEqual({
        pause: {},
      });
      expect((await queues().put(record(namespace, { version: 2 }), "p"))?.settings).toEqual({});
    });

    test("of updates at once one is stored", async () => {
      const namespace = freshNamespace();
      const put = (version: number) => queues().put(record(namespace, { version }), "p");
      const firsts = await Promise.all([put(1), put(1), put(1)]);
      expect(firsts.filter((stored) => stored !== undefined)).toHaveLength(1);
      expect(await put(3)).toBeUndefined();
      const seconds = await Promise.all([put(2), put(2)]);
      expect(seconds.filter((stored) => stored !== undefined)).toHaveLength(1);
    });

    test("an account is there without being set: once, of its limit, ready to lend, and not among those that are set", async () => {
      const key = { namespace: freshNamespace(), queue: "\u0004$k/1" };
      const [account] = await Promise.all([
        queues().account(key, 2),
        queues().account(key, 2),
        queues().account(key, 2),
      ]);
      expect(account).toMatchObject({ ...key, version: 0, settings: { concurrency: { limit: 2, epoch: 0 } } });
      expect((await queues().all()).filter(({ namespace }) => namespace === key.namespace)).toEqual([]);
      const borrow = (lender: string, sequence: number, permits: number) =>
        queues().borrow(key, { epoch: 0, lender, permits, blockMs: 60_000, sequence, token: `p:${lender}${sequence}` });
      await borrow("p.1", 1, 1);
      const both = await borrow("q.1", 1, 3);
      const blocks = both?.lending?.blocks.map(({ lender, permits, wants }) => [lender, permits, wants]).sort();
      expect(blocks).toEqual([
        ["p.1", 1, false],
        ["q.1", 1, true],
      ]);
      // It is set, and what is lent goes on; then it is as any other.
      const set = await queues().put(
        { ...record(key.namespace), ...key, settings: { concurrency: { limit: 3, epoch: 0 } } },
        "p",
      );
      expect(set).toMatchObject({ version: 1, lending: { counted: true, blocks: [{ permits: 1 }, { permits: 1 }] } });
      expect(await queues().account(key, 9)).toMatchObject({ version: 1, settings: { concurrency: { limit: 3 } } });
    });

    test("an account of which nothing is out is forgotten when it is old, and one that was set never is", async () => {
      const namespace = freshNamespace();
      const keys = ["used", "idle", "set"].map((name) => ({ namespace, queue: `\u0004${name}` }));
      for (const key of keys) await queues().account(key, 1);
      const [used, idle, set] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0]];
      await queues().borrow(used, { epoch: 0, lender: "p.2", permits: 1, blockMs: 0, sequence: 1, token: "p:1" });
      await queues().put({ ...record(namespace), ...set }, "p");
      await queues().forgetAccounts(60_000, 1_000);
      expect(await queues().read(idle)).toBeDefined();
      // A negative age: as if it had passed.
      await queues().forgetAccounts(-60_000, 1_000);
      const kept = await Promise.all(keys.map((key) => queues().read(key)));
      expect(kept.map((one) => one !== undefined)).toEqual([true, false, true]);
    });

    test("what is borrowed of many limits at once is of each what it has, and of one what is left by the others", async () => {
      const namespace = freshNamespace();
      const keys = Array.from({ length: 150 }, (_, index) => ({ namespace, queue: `\u0004k${index}` }));
      await Promise.all(keys.map((key, index) => queues().account(key, 1 + (index % 3))));
      const borrowing = (lender: string, permits: number, sequence = 2, epoch = 0) => {
        return { epoch, lender, permits, blockMs: 60_000, sequence, token: `p:${lender}.${sequence}` };
      };
      const lent = await Promise.all(
        keys.flatMap((key, index) => {
          return ["p", "q"].map((process) => queues().borrow(key, borrowing(`${process}.${index}`, 2)));
        }),
      );
      for (const [index, key] of keys.entries()) {
        const blocks = (await queues().read(key))?.lending?.blocks ?? [];
        const permits = blocks.reduce((sum, block) => sum + block.permits, 0);
        expect(permits, key.queue).toBe(1 + (index % 3));
        for (const [place, lender] of [`p.${index}`, `q.${index}`].entries()) {
          const own = lent[2 * index + place]?.lending?.blocks.find((block) => block.lender === lender);
          expect(own, `${key.queue} ${lender}`).toEqual(blocks.find((block) => block.lender === lender));
        }
      }
      const [first = { namespace, queue: "" }, second = first] = keys;
      const [late, other, next] = await Promise.all([
        queues().borrow(first, borrowing("p.0", 0, 1)),
        queues().borrow(second, borrowing("p.1", 0, 3, 7)),
        queues().borrow({ namespace, queue: "\u0004none" }, borrowing("p.none", 1)),
      ]);
      expect([late, other, next]).toEqual([undefined, undefined, undefined]);
    });

    test("all of them are listed, without their requests", async () => {
      const namespace = freshNamespace();
      await queues().put(record(namespace, { queue: "a", requests: [{ id: "r", digest: "d" }] }), "p");
      await queues().put(record(namespace, { queue: "b" }), "p");
      const own = (await queues().all()).filter((one) => one.namespace === namespace);
      expect(own.map(({ queue, requests }) => [queue, requests]).sort()).toEqual([
        ["a", []],
        ["b", []],
      ]);
    });
  });
}
