// Definitions: kept once, found by digest and by name, collected when nobody uses them (rule M4).
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { newProgress } from "../../../src/core/schedules/schedule.js";
import type { DefinitionCursor, DefinitionRecord } from "../../../src/store/definition-store.js";
import type { ScheduleRecord } from "../../../src/store/schedule-store.js";
import { headerSegmentId } from "../../../src/store/segment-id.js";
import { flowHeader, segmentRecord } from "../records.js";
import { freshNamespace, type StoreFixture, stored } from "../store-fixture.js";

const WEEK_MS = 7 * 24 * 3_600_000;

export function definitionSuite(fixture: () => StoreFixture): void {
  const definitions = () => fixture().store.definitions;

  /** Its chunks are there, to be compared. */
  type Definition = DefinitionRecord & { readonly chunks: readonly Uint8Array[] };

  function definition(namespace: string, content: string, given: Partial<Definition> = {}): Definition {
    const digest = createHash("sha256").update(content).digest("hex");
    const { chunks = [new TextEncoder().encode(content)] } = given;
    const chunkCount = chunks.length;
    return { namespace, digest, name: "nightly", version: "1", taskCount: 3, ...given, chunks, chunkCount };
  }

  function scheduleOf(namespace: string, digest: string): ScheduleRecord {
    return {
      ...{ namespace, scheduleId: "s", version: 1, commit: "c", incarnation: "i", generation: 1, createTime: 1 },
      ...{ updateTime: 1, paused: true, note: "" },
      rules: { timing: { kind: "interval", everyMs: 1_000, offsetMs: 0 }, overlapPolicy: "SKIP", catchupWindowMs: 1 },
      run: { definition: { kind: "digest", digest }, labels: {}, priority: 0 },
      progress: newProgress(1),
    };
  }

  /** Puts one after the other so that the store's clock tells them apart. */
  async function register(...records: readonly DefinitionRecord[]): Promise<void> {
    for (const record of records) {
      await definitions().put(record, true);
      const putAt = await fixture().store.readTime();
      while (fixture().store.kind === "mongodb" && (await fixture().store.readTime()) === putAt);
    }
  }

  describe("definitions", () => {
    test("are kept once, chunk for chunk", async () => {
      const namespace = freshNamespace();
      const chunks = Array.from({ length: 12 }, (_, index) => Uint8Array.from([index, 255 - index]));
      const record = definition(namespace, "a", { chunks });
      expect(await definitions().put(record, false)).toBe(true);
      expect(await definitions().put(record, false)).toBe(false);
      const { chunks: _, ...summary } = record;
      expect(await definitions().get(namespace, record.digest)).toEqual({ ...summary, chunkCount: 12 });
      expect(await definitions().chunks(namespace, record.digest, [11, 0, 5])).toEqual([
        chunks[11],
        chunks[0],
        chunks[5],
      ]);
      expect(await definitions().chunks(namespace, record.digest, [3, 12])).toBeUndefined();
      expect(await definitions().get(freshNamespace(), record.digest)).toBeUndefined();
    });

    test("hold more than one document can", async () => {
      const namespace = freshNamespace();
      const chunks = Array.from({ length: 6 }, (_, index) => new Uint8Array(4 * 1024 * 1024).fill(index));
      const record = definition(namespace, "large", { chunks });
      await definitions().put(record, false);
      const found = await definitions().chunks(namespace, record.digest, [...chunks.keys()]);
      expect(found?.map((chunk) => [chunk.length, chunk[0]])).toEqual(chunks.map((chunk) => [chunk.length, chunk[0]]));
    });

    test("the newest put under a name is found by it, however old its content", async () => {
      const namespace = freshNamespace();
      const [a, b] = [definition(namespace, "a"), definition(namespace, "b")];
      await definitions().put(definition(namespace, "c"), false);
      expect(await definitions().newest(namespace, "nightly")).toBeUndefined();
      await register(a, b);
      expect((await definitions().newest(namespace, "nightly"))?.digest).toBe(b.digest);
      await register(a);
      const newest = await definitions().newest(namespace, "nightly");
      expect(newest?.digest).toBe(a.digest);
      expect(await definitions().chunks(namespace, a.digest, [0])).toEqual(a.chunks);
      expect(await definitions().newest(namespace, "other")).toBeUndefined();
    });

    test("are listed newest put first, by name, in pages", async () => {
      const namespace = freshNamespace();
      const records = ["a", "b", "c", "d"].map((content) => definition(namespace, content));
      await register(...records, definition(namespace, "e", { name: "other" }));
      await definitions().put(definition(namespace, "unnamed"), false);
      const all = await definitions().list(namespace, undefined, undefined, 10);
      expect(all.map(({ name }) => name)).toEqual(["other", "nightly", "nightly", "nightly", "nightly"]);
      expect(all[0]).not.toHaveProperty("chunks");
      const paged: string[] = [];
      for (let after: DefinitionCursor | undefined; ; ) {
        const page = await definitions().list(namespace, "nightly", after, 3);
        const last = page.at(-1);
        if (last?.putTime === undefined) break;
        paged.push(...page.map(({ digest }) => digest));
        after = { putTime: last.putTime, digest: last.digest };
      }
      expect(paged).toEqual(records.map(({ digest }) => digest).reverse());
    });

    test("M4: are collected when nobody put, used or named them for long enough", async () => {
      const namespace = freshNamespace();
      const [unused, named, running, touched] = ["u", "n", "r", "t"].map((content) => definition(namespace, content));
      const all = [unused, named, running, touched].filter((record) => record !== undefined);
      for (const record of all) await definitions().put(record, record === named);
      const flow = flowHeader({ definitionDigest: running?.digest ?? "" });
      await fixture().store.segments.insert([segmentRecord(namespace, "f", { flow })]);
      expect(await definitions().touch(namespace, "none")).toBe(false);
      await fixture().pass(WEEK_MS + 1);
      expect(await definitions().touch(namespace, touched?.digest ?? "")).toBe(true);
      expect(await definitions().collect(WEEK_MS)).toBeGreaterThanOrEqual(1);
      const left = await Promise.all(all.map(({ digest }) => definitions().get(namespace, digest)));
      expect(left.map((record) => record?.digest)).toEqual([
        undefined,
        named?.digest,
        running?.digest,
        touched?.digest,
      ]);
      expect(await definitions().put(all[0] as DefinitionRecord, false)).toBe(true);
      expect(await definitions().chunks(namespace, unused?.digest ?? "", [0])).toEqual(unused?.chunks);
    });

    test("M4: stay as long as a schedule names them", async () => {
      const namespace = freshNamespace();
      const [named, unnamed] = [definition(namespace, "x"), definition(namespace, "y")];
      for (const one of [named, unnamed]) await definitions().put(one, false);
      await fixture().store.schedules.insert(scheduleOf(namespace, named.digest));
      await fixture().pass(WEEK_MS + 1);
      await definitions().collect(WEEK_MS);
      expect(await definitions().get(namespace, named.digest)).toBeDefined();
      expect(await definitions().get(namespace, unnamed.digest)).toBeUndefined();
    });

    test("M4: stay as long as a definition that is kept names them, in whichever chunk, and go after it", async () => {
      const namespace = freshNamespace();
      const chunks = [0, 1, 2].map((place) => Uint8Array.from([place]));
      const [parent, child, grandchild] = ["p", "c", "g"].map((content) => definition(namespace, content, { chunks }));
      if (parent === undefined || child === undefined || grandchild === undefined) throw new Error("no definition");
      const naming = (record: Definition, named: string): Definition => {
        return { ...record, namedIn: (chunk, place) => new Set(place === 2 && chunk[0] === 2 ? [named] : []) };
      };
      await definitions().put(grandchild, false);
      await definitions().put(naming(child, grandchild.digest), false);
      await definitions().put(naming(parent, child.digest), false);
      // The same in another namespace holds nothing here.
      const [left, elsewhere] = [definition(namespace, "l"), freshNamespace()];
      await definitions().put(left, false);
      await definitions().put(naming({ ...parent, namespace: elsewhere }, left.digest), true);
      const flow = flowHeader({ definitionDigest: parent.digest });
      await fixture().store.segments.insert([segmentRecord(namespace, "f", { flow })]);
      const kept = async () => {
        const found = [parent, child, grandchild, left].map(({ digest }) => definitions().get(namespace, digest));
        return (await Promise.all(found)).map((one) => one !== undefined);
      };
      for (let week = 0; week < 3; week += 1) {
        await fixture().pass(WEEK_MS + 1);
        await definitions().collect(WEEK_MS);
        expect(await kept()).toEqual([true, true, true, false]);
      }
      const manifest = await definitions().get(namespace, child.digest);
      expect(Object.keys(manifest ?? {})).not.toContain("namedIn");
      const { id, version, commit } = await stored(fixture().store, headerSegmentId(namespace, "f"));
      await fixture().store.segments.delete({ id, version, commit });
      for (let collection = 0; collection < 3; collection += 1) await definitions().collect(WEEK_MS);
      expect(await kept()).toEqual([false, false, false, false]);
    });

    test("M4: keep all their chunks as long as they are kept, however old those are", async () => {
      const namespace = freshNamespace();
      const chunks = Array.from({ length: 1_200 }, (_, index) => Uint8Array.from([index % 256, index >> 8]));
      const [named, running, unused] = ["n", "r", "u"].map((content) => definition(namespace, content, { chunks }));
      if (named === undefined || running === undefined || unused === undefined) throw new Error("no definition");
      for (const record of [named, running, unused]) await definitions().put(record, record === named);
      const flow = flowHeader({ definitionDigest: running.digest });
      await fixture().store.segments.insert([segmentRecord(namespace, "f", { flow })]);
      await fixture().pass(3 * WEEK_MS);
      await definitions().collect(WEEK_MS);
      const places = [...chunks.keys()];
      expect(await definitions().chunks(namespace, named.digest, places)).toEqual(chunks);
      expect(await definitions().chunks(namespace, running.digest, places)).toEqual(chunks);
      for (const place of [0, 600, 1_199]) {
        expect(await definitions().chunks(namespace, unused.digest, [place])).toBeUndefined();
      }
    });
  });
}
