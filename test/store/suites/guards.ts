// Guarded writes: who wins, who misses, and how one finds out (rules C1 and C3).
import { describe, expect, test } from "vitest";
import type { SegmentUpdate } from "../../../src/store/segment-record.js";
import { readyEntry, START, segmentRecord, updateOf } from "../records.js";
import { freshNamespace, type StoreFixture, stored } from "../store-fixture.js";

const LONG_AGO = Date.UTC(2020);
const FAR_AHEAD = Date.UTC(2200);

export function guardSuite(fixture: () => StoreFixture): void {
  const segments = () => fixture().store.segments;

  describe("guarded writes", () => {
    test("an insert lands once: a second one of the same id is told that it exists", async () => {
      const namespace = freshNamespace();
      const [a, b] = [segmentRecord(namespace, "a"), segmentRecord(namespace, "b")];
      expect(await segments().insert([a])).toEqual([true]);
      expect(await segments().insert([{ ...a, commit: "other:1" }, b])).toEqual([false, true]);
      expect((await stored(fixture().store, a.id)).commit).toBe("starter:1");
    });

    test("reads answer in the order asked, with nothing for what is not there", async () => {
      const namespace = freshNamespace();
      const [a, b] = [segmentRecord(namespace, "a"), segmentRecord(namespace, "b")];
      await segments().insert([a, b]);
      const read = await segments().read([b.id, "00000000:none/none", a.id]);
      expect(read.map((record) => record?.address.flowId)).toEqual(["b", undefined, "a"]);
    });

    test("an update sets what it names, raises the version and leaves the rest", async () => {
      const namespace = freshNamespace();
      const head = { queue: "mail", priority: 3, time: 17 };
      const record = segmentRecord(namespace, "a", { heads: [head], holders: ["s@1"], wakeTime: 99 });
      await segments().insert([record]);
      const entry = readyEntry({ state: "RUNNING", version: 2, attempt: 1 });
      const update = updateOf(record, "p", 7, { nodes: new Map([[4, entry]]), counts: { READY: 1, RUNNING: 1 } });
      expect(await segments().update([update])).toEqual({ matched: 1, rejected: [] });
      expect(await stored(fixture().store, record.id)).toEqual({
        ...record,
        version: 2,
        commit: "p:7",
        nodes: new Map([...record.nodes, [4, entry]]),
        counts: { READY: 1, RUNNING: 1 },
        writers: { starter: 1, p: 7 },
      });
    });

    test("an update takes entries away, and leaves the others", async () => {
      const nodes = new Map([1, 7, 9].map((number) => [number, readyEntry()] as const));
      const record = segmentRecord(freshNamespace(), "a", { nodes });
      await segments().insert([record]);
      const entry = readyEntry({ state: "RUNNING", version: 2, attempt: 1 });
      const update = updateOf(record, "p", 7, { nodes: new Map([[9, entry]]), gone: [1, 4] });
      expect((await segments().update([update])).matched).toBe(1);
      const after = await stored(fixture().store, record.id);
      expect([...after.nodes]).toEqual([
        [7, readyEntry()],
        [9, entry],
      ]);
    });

    test("an update may move the update time alone and leaves the rest of the header", async () => {
      const record = segmentRecord(freshNamespace(), "a");
      await segments().insert([record]);
      await segments().update([updateOf(record, "p", 7, { updateTime: START + 5 })]);
      expect((await stored(fixture().store, record.id)).flow).toEqual({ ...record.flow, updateTime: START + 5 });
    });

    test("an update takes heads, holders, the wake time and forgotten writers away", async () => {
      const head = { queue: "mail", priority: 3, time: 17 };
      const record = segmentRecord(freshNamespace(), "a", { heads: [head], holders: ["s@1"], wakeTime: 99 });
      await segments().insert([record]);
      const given = { heads: [], holders: [], wakeTime: null, forgetWriters: ["starter", "p"] };
      expect((await segments().update([updateOf(record, "p", 7, given)])).matched).toBe(1);
      const after = await stored(fixture().store, record.id);
      expect(after).toMatchObject({ heads: [], holders: [], writers: { p: 7 }, forgotten: after.version });
      expect(after.writers).toEqual({ p: 7 });
      expect(after.wakeTime).toBeUndefined();
    });

    test("C1: a stale version never wins", async () => {
      const record = segmentRecord(freshNamespace(), "a");
      await segments().insert([record]);
      expect((await segments().update([updateOf(record, "p", 1)])).matched).toBe(1);
      expect((await segments().update([updateOf(record, "q", 1)])).matched).toBe(0);
      expect((await stored(fixture().store, record.id)).commit).toBe("p:1");
    });

    test("C1: the same version of another run of the flow never wins", async () => {
      const record = segmentRecord(freshNamespace(), "a");
      await segments().insert([record]);
      expect(await segments().delete(record)).toBe(true);
      const again = segmentRecord(record.address.namespace, "a", { incarnation: "i2", commit: "starter:2" });
      await segments().insert([again]);
      expect((await segments().update([updateOf(record, "p", 1)])).matched).toBe(0);
      expect(await segments().delete(record)).toBe(false);
      expect(await stored(fixture().store, again.id)).toEqual(again);
    });

    test("what is to land before a moment lands before it alone, by the store's clock", async () => {
      const record = segmentRecord(freshNamespace(), "a");
      await segments().insert([record]);
      const landingBefore = (notAfter: number, process: string) => {
        const update = updateOf(record, process, 1);
        return { ...update, guard: { ...update.guard, notAfter } };
      };
      expect((await segments().update([landingBefore(LONG_AGO, "late")])).matched).toBe(0);
      expect((await stored(fixture().store, record.id)).commit).toBe(record.commit);
      expect((await segments().update([landingBefore(FAR_AHEAD, "early")])).matched).toBe(1);
      expect((await stored(fixture().store, record.id)).commit).toBe("early:1");
    });

    test("another run takes the place of one as its guard has it, whole, and only once", async () => {
      const head = { queue: "mail", priority: 3, time: 17 };
      const record = segmentRecord(freshNamespace(), "a", { heads: [head], holders: ["s@1"], wakeTime: 99 });
      await segments().insert([record]);
      const next = segmentRecord(record.address.namespace, "a", { incarnation: "i2", commit: "q:1" });
      expect(await segments().replace({ ...record, commit: "other:1" }, next)).toBe(false);
      expect(await segments().replace(record, next)).toBe(true);
      expect(await stored(fixture().store, record.id)).toEqual(next);
      expect(await segments().replace(record, next)).toBe(false);
      expect((await segments().update([updateOf(record, "p", 1)])).matched).toBe(0);
    });

    test("of racing updates of one state exactly one wins", async () => {
      const record = segmentRecord(freshNamespace(), "a");
      await segments().insert([record]);
      const racers = Array.from({ length: 12 }, (_, index) => updateOf(record, `p${index}`, 1));
      const results = await Promise.all(racers.map((update) => segments().update([update])));
      const winners = racers.filter((_, index) => results[index]?.matched === 1);
      expect(winners).toHaveLength(1);
      expect((await stored(fixture().store, record.id)).commit).toBe(`${winners[0]?.process}:1`);
    });

    test("in a batch each update is on its own: one that misses does not hold up the others", async () => {
      const namespace = freshNamespace();
      const records = ["a", "b", "c"].map((flow) => segmentRecord(namespace, flow));
      await segments().insert(records);
      const updates = records.map((record) => updateOf(record, "p", 1));
      const [, second] = updates;
      await segments().update([second as SegmentUpdate]);
      expect(await segments().update(updates.map((update) => ({ ...update, round: 2 })))).toEqual({
        matched: 2,
        rejected: [],
      });
      const after = await segments().read(records.map(({ id }) => id));
      expect(after.map((record) => record?.commit)).toEqual(["p:2", "p:1", "p:2"]);
    });

    test("C3: writers show which round of a process landed, whatever was committed on top", async () => {
      const namespace = freshNamespace();
      const [a, b] = [segmentRecord(namespace, "a"), segmentRecord(namespace, "b")];
      await segments().insert([a, b]);
      await segments().update([updateOf(a, "p", 5)]);
      await segments().update([updateOf(await stored(fixture().store, a.id), "q", 9)]);
      const states = await segments().writers([a.id, b.id, "00000000:none/none"], "p");
      expect([...states].sort((x, y) => (x.id === a.id ? -1 : y.id === a.id ? 1 : 0))).toEqual([
        { id: a.id, incarnation: a.address.incarnation, version: 3, round: 5 },
        { id: b.id, incarnation: b.address.incarnation, version: 1 },
      ]);
    });

    test("C2: the latest are read as any are, one by one or several", async () => {
      const namespace = freshNamespace();
      const [a, b] = [segmentRecord(namespace, "a"), segmentRecord(namespace, "b")];
      await segments().insert([a, b]);
      await segments().update([updateOf(a, "p", 5)]);
      const ids = [b.id, "00000000:none/none", a.id];
      const latest = await Promise.all([segments().readLatest(ids), segments().readLatest([a.id])]);
      expect(latest[0]).toEqual(await segments().read(ids));
      expect(latest[1]).toEqual(await segments().read([a.id]));
      expect(await segments().readLatest([])).toEqual([]);
    });

    test("counts tell how many tasks are in which state, of what is there", async () => {
      const record = segmentRecord(freshNamespace(), "f");
      await segments().insert([record]);
      expect(await segments().counts([record.id, "00000000:none/none"])).toEqual(new Map([[record.id, record.counts]]));
    });

    test("a segment is read without its nodes, or with some of them", async () => {
      const record = segmentRecord(freshNamespace(), "f");
      await segments().insert([record]);
      const numbers = [...record.nodes.keys()];
      for (const wanted of [[], numbers.slice(0, 1), [...numbers, 4095]]) {
        const found = await segments().readNodes(record.id, wanted);
        expect([...(found?.nodes.keys() ?? [])]).toEqual(wanted.filter((number) => record.nodes.has(number)));
        expect([found?.flow, found?.counts, found?.version]).toEqual([record.flow, record.counts, record.version]);
      }
      expect(await segments().readNodes("00000000:none/none", [])).toBeUndefined();
    });

    test("versions tell the run and the version of what is there", async () => {
      const namespace = freshNamespace();
      const record = segmentRecord(namespace, "a", { incarnation: "i9" });
      await segments().insert([record]);
      await segments().update([updateOf(record, "p", 1)]);
      expect(await segments().versions([record.id, "00000000:none/none"])).toEqual([
        { id: record.id, incarnation: "i9", version: 2 },
      ]);
    });
  });
}
