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
