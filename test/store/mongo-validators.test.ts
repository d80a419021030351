// What the database itself refuses, and how the store tells of it.
import { Binary, type Document } from "mongodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { segmentToDocument } from "../../src/store/mongo/segment-document.js";
import { WriteRejected } from "../../src/store/store-errors.js";
import { type MongoFixture, mongoFixture } from "./mongo-fixture.js";
import { readyEntry, segmentRecord, updateOf } from "./records.js";
import { freshNamespace, stored } from "./store-fixture.js";

let fixture: MongoFixture;
beforeAll(async () => {
  fixture = await mongoFixture();
});
afterAll(async () => fixture.close());

const now = new Date();
const data = new Binary(new Uint8Array(1));
const segment: Document = segmentToDocument(segmentRecord("n", "f"), 1);
const good: Record<string, Document> = {
  segments: segment,
  payloads: { _id: "a", content_type: "", data, write_time: now },
  definitions: {
    _id: "n/d",
    namespace: "n",
    digest: "d",
    name: "",
    version: "",
    task_count: 0,
    chunk_count: 1,
    use_time: now,
  },
  definition_chunks: { _id: "n/d/0", data, write_time: now },
  sessions: {
    _id: "n/s",
    namespace: "n",
    session: "s",
    principal: "",
    epoch: 1,
    base_epoch: 1,
    state: "LIVE",
    worker: "",
    lease_ms: 1,
  },
  processes: { _id: "p", expire_time: now },
  queues: { _id: "n/q", namespace: "n", queue: "q", version: 1, reason: "", update_time: now, set_by: "p:1" },
  retention: { _id: "n", version: 1, commit: "c", rules: [], deleted: 0 },
  schedules: {
    _id: "n/s",
    namespace: "n",
    schedule_id: "s",
    version: 1,
    commit: "c",
    rules: {},
    run: {},
    paused: false,
    progress: { cursor: now, flows: [], counts: {} },
  },
};

const rubbish: readonly [collection: string, what: string, change: Document][] = [
  ["segments", "a version that is text", { version: "2" }],
  ["segments", "no commit", { commit: undefined }],
  ["segments", "nodes in an array", { nodes: [] }],
  ["segments", "a flow without a state", { flow: { ...segment["flow"], state: undefined } }],
  ["segments", "an empty list of heads", { heads: [] }],
  ["segments", "a head without a time", { heads: [{ queue: "q", priority: 1 }] }],
  ["segments", "a holder that is a number", { holders: [1] }],
  ["segments", "a wake time that is a number", { wake_time: 1 }],
  ["payloads", "data that is text", { data: "x" }],
  ["payloads", "no time", { write_time: undefined }],
  ["definitions", "a negative count", { chunk_count: -1 }],
  ["definition_chunks", "no data", { data: undefined }],
  ["definition_chunks", "names that are texts", { names: ["x"] }],
  ["sessions", "a state that is none", { state: "ASLEEP" }],
  ["sessions", "an owner without a name", { owner: "" }],
  ["processes", "an expiry that is a number", { expire_time: 1 }],
  ["queues", "a pause until a number", { pause: { until: 1 } }],
  ["queues", "no reason", { reason: undefined }],
  ["retention", "no rules", { rules: undefined }],
  ["schedules", "no cursor", { progress: { flows: [], counts: {} } }],
  ["schedules", "a wake time that is a number", { wake_time: 1 }],
];

describe("the validators", () => {
  test.each(Object.entries(good))(
    "of %s let through what readers rely on, and fields that they do not know",
    async (collection, document) => {
      const inserted = { ...document, _id: freshNamespace() as never, of_a_newer_version: { x: 1 } };
      expect((await fixture.db.collection(collection).insertOne(inserted)).acknowledged).toBe(true);
    },
  );

  test.each(rubbish)("of %s refuse %s", async (collection, _what, change) => {
    const broken = { ...good[collection], ...change, _id: freshNamespace() as never };
    const insert = fixture.db.collection(collection).insertOne(broken, { ignoreUndefined: true });
    await expect(insert).rejects.toMatchObject({ code: 121 });
  });
});

describe("a write that the database refuses", () => {
  const badHeads = [{ queue: 7 as never, priority: 1, time: 1 }];

  test("C5: is named by its place in the batch, and the others land", async () => {
    const namespace = freshNamespace();
    const records = ["a", "b", "c"].map((flow) => segmentRecord(namespace, flow));
    await fixture.store.segments.insert(records);
    const updates = records.map((record, index) => updateOf(record, "p", 1, index === 1 ? { heads: badHeads } : {}));
    const { matched, rejected } = await fixture.store.segments.update(updates);
    expect(matched).toBe(2);
    expect(rejected).toMatchObject([{ index: 1, message: expect.stringContaining("validation") }]);
    const after = await fixture.store.segments.read(records.map(({ id }) => id));
    expect(after.map((record) => record?.version)).toEqual([2, 1, 2]);
  });

  test("as an insert says which one, and that it is rejected", async () => {
    const namespace = freshNamespace();
    const bad = segmentRecord(namespace, "bad", { heads: badHeads });
    const insert = fixture.store.segments.insert([segmentRecord(namespace, "good"), bad]);
    await expect(insert).rejects.toThrow(bad.id);
    await expect(insert).rejects.toBeInstanceOf(WriteRejected);
    expect((await stored(fixture.store, segmentRecord(namespace, "good").id)).version).toBe(1);
  });

  test("because it makes the document too large is rejected, too", async () => {
    const record = segmentRecord(freshNamespace(), "large");
    await fixture.store.segments.insert([record]);
    const large = readyEntry({
      result: { contentType: "", size: 9_000_000, data: new Uint8Array(9_000_000) },
    });
    const first = updateOf(record, "p", 1, { nodes: new Map([[0, large]]) });
    expect((await fixture.store.segments.update([first])).matched).toBe(1);
    const second = updateOf(await stored(fixture.store, record.id), "p", 2, { nodes: new Map([[1, large]]) });
    const { matched, rejected } = await fixture.store.segments.update([second]);
    expect([matched, rejected.map(({ index }) => index)]).toEqual([0, [0]]);
  });
});
