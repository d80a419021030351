// What dispatch and sweep find by index: heads in the order of offering (rule D1), timers that are due, what is held.
import { describe, expect, test } from "vitest";
import { segmentRecord, updateOf } from "../records.js";
import { freshNamespace, type StoreFixture, stored } from "../store-fixture.js";

const MANY = 10_000;

export function dispatchSuite(fixture: () => StoreFixture): void {
  const segments = () => fixture().store.segments;

  describe("heads", () => {
    test("D1: come by priority, then by the age of the root flow, each segment at all of its places", async () => {
      const namespace = freshNamespace();
      const heads = (...list: [queue: string, priority: number, time: number][]) => ({
        heads: list.map(([queue, priority, time]) => ({ queue, priority, time })),
      });
      await segments().insert([
        segmentRecord(namespace, "late", heads(["mail", 5, 400])),
        segmentRecord(namespace, "early", heads(["mail", 5, 100], ["mail", 0, 100])),
        segmentRecord(namespace, "other", heads(["print", 9, 50], ["mail", 1, 300])),
        segmentRecord(namespace, "print", heads(["print", 8, 10])),
        segmentRecord(namespace, "none", heads()),
      ]);
      const found = await segments().heads(namespace, "mail", 10);
      expect(found.map(({ flowId, priority, time }) => [flowId, priority, time])).toEqual([
        ["early", 5, 100],
        ["late", 5, 400],
        ["other", 1, 300],
        ["early", 0, 100],
      ]);
      expect(found[0]).toEqual({
        id: segmentRecord(namespace, "early").id,
        flowId: "early",
        queue: "mail",
        priority: 5,
        time: 100,
      });
    });

    test("D1: of many, the best come first at every limit", async () => {
      const namespace = freshNamespace();
      const priorities = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5];
      await segments().insert(
        priorities.map((priority, index) =>
          segmentRecord(namespace, `f${index}`, {
            heads: [
              { queue: "a", priority: 10 - priority, time: index },
              { queue: "q", priority, time: 100 - index },
              { queue: "q", priority: priority - 2, time: 100 - index },
            ],
          }),
        ),
      );
      const all = await segments().heads(namespace, "q", 100);
      expect(all).toHaveLength(2 * priorities.length);
      for (const limit of [1, 2, 3, 5, 10, 11]) {
        expect(await segments().heads(namespace, "q", limit)).toEqual(all.slice(0, limit));
      }
    });

    test("of one flow are those of all its segments and of no other", async () => {
      const namespace = freshNamespace();
      const heads = [{ queue: "q", priority: 1, time: 5 }];
      const own = [
        segmentRecord(namespace, "flow", { heads }),
        segmentRecord(namespace, "flow", { segment: 3, heads: [{ queue: "q", priority: 2, time: 5 }] }),
      ];
      await segments().insert([...own, segmentRecord(namespace, "flow-2", { heads }), segmentRecord(namespace, "flo")]);
      const found = await segments().heads(namespace, "q", 10, "flow");
      expect(found.map(({ id, flowId }) => [id, flowId])).toEqual([
        [own[1]?.id, "flow"],
        [own[0]?.id, "flow"],
      ]);
      expect(await segments().heads(namespace, "other", 10, "flow")).toEqual([]);
    });

    test("of which none is asked for are none", async () => {
      const namespace = freshNamespace();
      const heads = [{ queue: "q", priority: 1, time: 5 }];
      await segments().insert([segmentRecord(namespace, "a", { heads, holders: ["s@1"], wakeTime: 1 })]);
      expect(await segments().heads(namespace, "q", 0)).toEqual([]);
      expect(await segments().due(1, 0)).toEqual([]);
      expect(await segments().held(undefined, 0)).toEqual([]);
      expect(await segments().list({ namespace }, undefined, 0)).toEqual([]);
    });

    test("are gone when an update takes them", async () => {
      const namespace = freshNamespace();
      const record = segmentRecord(namespace, "a", { heads: [{ queue: "q", priority: 1, time: 5 }] });
      await segments().insert([record]);
      await segments().update([updateOf(record, "p", 1, { heads: [] })]);
      expect(await segments().heads(namespace, "q", 10)).toEqual([]);
    });
  });

  describe("timers", () => {
    test("that are due come earliest first, and none that is not", async () => {
      const namespace = freshNamespace();
      const times = { late: 3_000, first: 1_000, second: 2_000, future: 4_000 };
      await segments().insert([
        ...Object.entries(times).map(([flow, wakeTime]) => segmentRecord(namespace, flow, { wakeTime })),
        segmentRecord(namespace, "none"),
      ]);
      const ids = new Map(Object.keys(times).map((flow) => [segmentRecord(namespace, flow).id, flow]));
      const due = (await segments().due(3_000, MANY)).filter(({ id }) => ids.has(id));
      expect(due.map(({ id, wakeTime }) => [ids.get(id), wakeTime])).toEqual([
        ["first", 1_000],
        ["second", 2_000],
        ["late", 3_000],
      ]);
    });

    test("are those of all namespaces but the ones that are left out", async () => {
      const [here, there] = [freshNamespace(), freshNamespace()];
      const due = [here, there].map((namespace) => segmentRecord(namespace, "a", { wakeTime: 10 }));
      await segments().insert(due);
      const found = async (except: readonly string[]) => {
        const ids = new Set((await segments().due(10, MANY, except)).map(({ id }) => id));
        return due.filter(({ id }) => ids.has(id)).map(({ address }) => address.namespace);
      };
      expect(await found([])).toEqual([here, there]);
      expect(await found([here, freshNamespace()])).toEqual([there]);
      expect(await found([here, there])).toEqual([]);
    });

    test("move with the update that sets them", async () => {
      const namespace = freshNamespace();
      const record = segmentRecord(namespace, "a", { wakeTime: 10 });
      await segments().insert([record]);
      await segments().update([updateOf(record, "p", 1, { wakeTime: 20 })]);
      const ofRecord = async (time: number) =>
        (await segments().due(time, MANY)).filter(({ id }) => id === record.id).map(({ wakeTime }) => wakeTime);
      expect(await ofRecord(15)).toEqual([]);
      expect(await ofRecord(20)).toEqual([20]);
      await segments().update([updateOf(await stored(fixture().store, record.id), "p", 2, { wakeTime: null })]);
      expect(await ofRecord(20)).toEqual([]);
    });
  });

  describe("holders", () => {
    test("what a session holds is found at whatever epoch, and only that", async () => {
      const namespace = freshNamespace();
      const held = segmentRecord(namespace, "held", { holders: ["other@1", "worker@3"] });
      const records = [
        held,
        segmentRecord(namespace, "later", { holders: ["worker@12"] }),
        segmentRecord(namespace, "alike", { holders: ["worker2@3", "worker@home@1"] }),
        segmentRecord(namespace, "none"),
      ];
      await segments().insert(records);
      await segments().insert([segmentRecord(freshNamespace(), "elsewhere", { holders: ["worker@3"] })]);
      const found = await segments().heldBy(namespace, "worker");
      expect(found.map(({ id }) => id).sort()).toEqual([records[0]?.id, records[1]?.id].sort());
      const { id, version, commit, holders } = held;
      expect(found.find((segment) => segment.id === held.id)).toEqual({ id, namespace, version, commit, holders });
      expect((await segments().heldBy(namespace, "worker@home")).map((segment) => segment.id)).toEqual([
        records[2]?.id,
      ]);
    });

    test("what any of several sessions holds is found at once, in one namespace, and no more than asked for", async () => {
      const namespace = freshNamespace();
      const held = (flow: string, ...holders: string[]) => segmentRecord(namespace, flow, { holders });
      const records = [held("a", "x@1", "z@1"), held("b", "y@7"), held("c", "x@home@2"), held("d", "z@2"), held("e")];
      await segments().insert(records);
      await segments().insert([segmentRecord(freshNamespace(), "elsewhere", { holders: ["x@1"] })]);
      const ids = async (sessions: string[], limit: number) =>
        (await segments().heldByAny(namespace, sessions, limit)).map(({ id }) => id).sort();
      expect(await ids(["x", "y"], 10)).toEqual([records[0]?.id, records[1]?.id].sort());
      expect(await ids(["x", "y", "z"], 2)).toHaveLength(2);
      expect(await ids(["nobody"], 10)).toEqual([]);
      expect(await ids([], 10)).toEqual([]);
    });

    test("the queues in which something waits are told once each, by name, whatever waits beside", async () => {
      const namespace = freshNamespace();
      const waiting = (flow: string, ...queues: string[]) =>
        segmentRecord(namespace, flow, { heads: queues.map((queue) => ({ queue, priority: 0, time: 1 })) });
      await segments().insert([
        waiting("1", "print", "mail"),
        waiting("2", "mail"),
        waiting("3", "zip", "\u0001mail", "\u{1f4e8}", "\ufb01"),
        waiting("4"),
        segmentRecord(freshNamespace(), "elsewhere", { heads: [{ queue: "other", priority: 0, time: 1 }] }),
      ]);
      const all = ["\u0001mail", "mail", "print", "zip", "\ufb01", "\u{1f4e8}"];
      expect([...(await segments().waitingQueues(namespace, 10))].sort()).toEqual([...all].sort());
      expect(await segments().waitingQueues(namespace, 3)).toEqual(all.slice(0, 3));
      expect(await segments().waitingQueues(freshNamespace(), 3)).toEqual([]);
    });

    test("of many queues asked at once each has its own heads, however much waits in some and whatever waits beside", async () => {
      const namespace = freshNamespace();
      const queues = Array.from({ length: 80 }, (_, index) => `q${String(index).padStart(2, "0")}`);
      const waits = new Map<string, { readonly id: string; readonly priority: number; readonly time: number }[]>();
      const records = queues.flatMap((queue, index) => {
        // In a few of them so much that one read does not get past it.
        const count = index % 30 === 7 ? 500 : index % 4;
        return Array.from({ length: count }, (_, number) => {
          const heads = [queue, ...(number % 3 === 0 ? [queues[(index * 7 + 3) % queues.length] ?? ""] : [])];
          const named = [...new Set(heads)].map((name) => {
            return { queue: name, priority: number % 3, time: 1_000 * number + index };
          });
          const record = segmentRecord(namespace, `${queue}-${number}`, { heads: named });
          for (const { queue: name, priority, time } of named) {
            waits.set(name, [...(waits.get(name) ?? []), { id: record.id, priority, time }]);
          }
          return record;
        });
      });
      await segments().insert(records);
      const asked = [...queues, "q-nothing", "q\u{1f4e8}"];
      const found = await Promise.all(asked.map((queue, index) => segments().heads(namespace, queue, 1 + (index % 9))));
      const expected = asked.map((queue, index) => {
        const waiting = [...(waits.get(queue) ?? [])].sort((a, b) => b.priority - a.priority || a.time - b.time);
        return waiting.slice(0, 1 + (index % 9)).map(({ id, priority, time }) => [id, priority, time]);
      });
      expect(found.map((heads) => heads.map(({ id, priority, time }) => [id, priority, time]))).toEqual(expected);
      const names = queues.filter((queue) => waits.has(queue));
      expect(await segments().waitingQueues(namespace, 100)).toEqual(names);
      const paged = [];
      for (let page = await segments().waitingQueues(namespace, 7, "q"); page.length > 0; ) {
        paged.push(...page);
        page = await segments().waitingQueues(namespace, 7, "q", page.at(-1));
      }
      expect(paged).toEqual(names);
    });

    test("what is held in a namespace is all of that and nothing of another one", async () => {
      const [namespace, other] = [freshNamespace(), freshNamespace()];
      const many = Array.from({ length: 1_200 }, (_, index) =>
        segmentRecord(namespace, `f${index}`, { holders: ["s@1", "t@1"] }),
      );
      await segments().insert([
        ...many,
        segmentRecord(namespace, "free"),
        segmentRecord(other, "f0", { holders: ["s@1"] }),
      ]);
      expect([...(await segments().heldIn(namespace))].sort()).toEqual(many.map(({ id }) => id).sort());
      expect(await segments().heldIn(freshNamespace())).toEqual([]);
    });

    test("all that is held comes in pages by id", async () => {
      const namespace = freshNamespace();
      const flows = ["a", "b", "c", "d", "e"];
      await segments().insert([
        ...flows.map((flow) => segmentRecord(namespace, flow, { holders: ["s@1", `${flow}@2`] })),
        segmentRecord(namespace, "free"),
      ]);
      const ids: string[] = [];
      for (let after: string | undefined; ; ) {
        const page = await segments().held(after, 2);
        expect(page.length).toBeLessThanOrEqual(2);
        after = page.at(-1)?.id;
        if (after === undefined) break;
        for (const row of page.filter((row) => row.namespace === namespace)) {
          ids.push(row.id);
          expect(row.holders).toContain("s@1");
        }
      }
      expect(ids).toEqual(flows.map((flow) => segmentRecord(namespace, flow).id).sort());
    });
  });
}
