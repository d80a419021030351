/**
 * Concurrency keys: tasks that name the same one share its limit, over all flows and queues.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { idsOf } from "../flow-under-test.js";
import { after, flow, task } from "../specs.js";
import type { Topic, World } from "../world.js";

const keyed = (name: string, fields = {}) => task(name, { concurrency_key: "crm", ...fields });

async function keyOf(world: World) {
  const { keys } = await world.subject.listConcurrencyKeys({ namespace: world.namespace, keys: ["crm"] });
  return keys[0] ?? expect.fail("the key is not listed");
}

function limit(world: World, most: number, fields: { requestId?: string; reason?: string } = {}) {
  return world.subject.updateConcurrencyKey({ namespace: world.namespace, key: "crm", limit: most, ...fields });
}

export const concurrencyKeys: Topic = {
  "one task of a key is held at a time, of all flows and queues; nothing else waits for it": async (world) => {
    const first = await world.start(flow([keyed("a"), keyed("b", { queue: "other" })]));
    const second = await world.start(flow([keyed("c"), task("d")]));
    const tasks = [await world.claim({ queues: ["work", "other"] })];
    expect(idsOf(tasks)).toEqual(["a"]);
    // What ranks behind those that wait for the key, and needs none.
    expect(idsOf((await world.poll({ maxTasks: 9, queues: ["work", "other"] })).tasks)).toEqual(["d"]);
    const { tasks: known } = await second.details();
    const { readyTime } = known.find(({ taskId }) => taskId === "c") ?? expect.fail("no c");
    const waits = { kind: "CONCURRENCY_KEY", message: expect.stringContaining("key crm") };
    expect((await second.explain("c")).reasons[0]).toMatchObject(waits);
    expect(await keyOf(world)).toMatchObject({ name: "crm", limit: 1, used: 1, ready: 2 });
    expect((await keyOf(world)).readySinceTime).toBeLessThanOrEqual(readyTime ?? 0);
    for (const id of ["b", "c"]) {
      const [held] = tasks.slice(-1);
      const under = held?.flowId === first.flowId ? first : second;
      await under.complete(held?.taskId ?? "", { result: 1, claimToken: held?.claimToken ?? "" });
      tasks.push(await world.claim({ queues: ["work", "other"] }));
      expect(tasks.at(-1)?.taskId).toBe(id);
    }
  },

  "a key's limit is set, shown and kept; a repeat changes nothing": async (world) => {
    const set = await limit(world, 3, { requestId: "r1", reason: "their rate" });
    expect(set).toMatchObject({ key: { name: "crm", limit: 3, used: 0, reason: "their rate" }, replayed: false });
    await limit(world, 2);
    expect(await limit(world, 3, { requestId: "r1", reason: "their rate" })).toMatchObject({
      key: { limit: 2 },
      replayed: true,
    });
    await refused(limit(world, 4, { requestId: "r1" }), "REQUEST_ID_REUSED");
    await refused(limit(world, 0), "INVALID_FIELD");
    const { keys, truncated } = await world.subject.listConcurrencyKeys({ namespace: world.namespace });
    expect([keys.map(({ name, limit: most }) => [name, most]), truncated]).toEqual([[["crm", 2]], false]);
    await world.start(flow(["a", "b", "c", "d"].map((name) => keyed(name))));
    expect((await world.poll({ maxTasks: 9, waitMs: 5_000 })).tasks).toHaveLength(2);
  },

  "a deferred task keeps its key until its outcome, and so does the work that reverts one": async (world) => {
    const under = await world.start(flow([keyed("a"), keyed("b"), after(["b"], "bad")], { failure_mode: "revert" }));
    const a = await world.claim();
    await under.complete("a", { deferred: {}, claimToken: a.claimToken });
    expect((await world.poll()).tasks).toEqual([]);
    await under.complete("a", { result: 1 });
    await under.complete("b", { result: 1, claimToken: (await world.claim()).claimToken });
    await under.fail("bad", "Broken", { claimToken: (await world.claim()).claimToken });
    // Both could be undone at once.
    const undone = await world.claim({ kinds: ["REVERT"] });
    expect((await world.poll({ kinds: ["REVERT"] })).tasks).toEqual([]);
    expect(await keyOf(world)).toMatchObject({ used: 1 });
    expect(undone.kind).toBe("REVERT");
  },

  "a key is refused where no executor does the work, and where it is too long": async (world) => {
    const noop = { name: "n", noop: {}, concurrency_key: "crm" };
    await refused(world.start(flow([noop])), "INVALID_FIELD");
    await refused(world.start(flow([keyed("a", { concurrency_key: "x".repeat(256) })])), "LIMIT_EXCEEDED");
  },
};
