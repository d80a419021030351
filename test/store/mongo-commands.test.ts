// What is sent to the database for each call of the store, counted by watching the driver's commands.
import type { CommandStartedEvent, Document } from "mongodb";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ChangeFeeds } from "../../src/store/mongo/change-feeds.js";
import { type MongoDatabase, mongoDatabase } from "../../src/store/mongo/mongo-database.js";
import { MongoSegments } from "../../src/store/mongo/mongo-segments.js";
import { MongoSessions } from "../../src/store/mongo/mongo-sessions.js";
import { FORMATS, Formats } from "../../src/store/mongo/segment-formats.js";
import { sendWrites } from "../../src/store/mongo/write-command.js";
import { type MongoFixture, mongoFixture } from "./mongo-fixture.js";
import { readyEntry, segmentRecord, updateOf } from "./records.js";
import { freshNamespace } from "./store-fixture.js";

let fixture: MongoFixture;
let watched: MongoDatabase;
let segments: MongoSegments;
const sent: Document[] = [];

beforeAll(async () => {
  fixture = await mongoFixture();
  watched = mongoDatabase({ uri: fixture.uri, database: fixture.database, clientOptions: { monitorCommands: true } });
  watched.client.on("commandStarted", ({ command }: CommandStartedEvent) => sent.push(command));
  await watched.client.connect();
  const feeds = new ChangeFeeds(fixture.uri, fixture.database, watched.clientOptions);
  segments = new MongoSegments(watched.db, new Formats(FORMATS), feeds);
});
afterAll(async () => {
  await watched.client.close();
  await fixture.close();
});
beforeEach(() => {
  sent.length = 0;
});

const names = () => sent.map((command) => Object.keys(command)[0]);

test("a round of updates is one command with one guarded statement for each segment", async () => {
  const namespace = freshNamespace();
  const records = Array.from({ length: 50 }, (_, index) => segmentRecord(namespace, `f${index}`));
  expect(await segments.insert(records)).toEqual(records.map(() => true));
  expect(names()).toEqual(["insert"]);
  sent.length = 0;
  const entry = readyEntry({ state: "SUCCEEDED", version: 2 });
  const updates = records.map((record) => updateOf(record, "p", 1, { nodes: new Map([[0, entry]]) }));
  expect((await segments.update(updates)).matched).toBe(50);
  expect(names()).toEqual(["update"]);
  const [command] = sent;
  expect(command).toMatchObject({
    update: "segments",
    ordered: false,
    writeConcern: { w: "majority", j: true },
  });
  expect(command?.["updates"].map(({ q }: Document) => q)).toEqual(
    records.map(({ id }) => ({ _id: id, version: 1, commit: "starter:1", format: 1 })),
  );
  expect(command).not.toHaveProperty("txnNumber");
  expect(command?.["updates"].every(({ multi }: Document) => multi === undefined)).toBe(true);
});

test("a round larger than one command may be goes in several, and its counts and refusals fit together", async () => {
  const namespace = freshNamespace();
  const records = Array.from({ length: 6 }, (_, index) => segmentRecord(namespace, `f${index}`));
  await segments.insert(records);
  sent.length = 0;
  const result = (megabytes: number) => {
    const data = new Uint8Array(megabytes * 1024 * 1024);
    return readyEntry({ result: { contentType: "text/plain", size: data.length, data } });
  };
  const updates = records.map((record, index) =>
    updateOf(record, "p", 1, { nodes: new Map([[0, result(index === 4 ? 20 : 5)]]) }),
  );
  const { matched, rejected } = await segments.update(updates);
  expect([matched, rejected.map(({ index }) => index)]).toEqual([5, [4]]);
  expect(names().every((name) => name === "update")).toBe(true);
  expect(names().length).toBeGreaterThan(2);
});

test("a command that is larger than it was thought to be is sent in parts, and one of its writes that is too large is refused alone", async () => {
  const documents = [5, 1, 20, 5, 5].map((megabytes, index) => {
    return { _id: `large ${index}`, data: Buffer.alloc(megabytes * 1024 * 1024) };
  });
  const kind = { insert: freshNamespace(), field: "documents" } as const;
  const { count, rejected, duplicates } = await sendWrites(watched.db, kind, documents, 0);
  expect([count, rejected.map(({ index }) => index), duplicates]).toEqual([4, [2], []]);
  const again = await sendWrites(watched.db, kind, documents, 0);
  expect([again.count, again.rejected.map(({ index }) => index), again.duplicates]).toEqual([0, [2], [0, 1, 3, 4]]);
});

test("several segments are read in one query, with majority, from the primary", async () => {
  const namespace = freshNamespace();
  const records = Array.from({ length: 150 }, (_, index) => segmentRecord(namespace, `f${index}`));
  await segments.insert(records);
  sent.length = 0;
  expect(await segments.read(records.map(({ id }) => id))).toEqual(records);
  expect(names()).toEqual(["find"]);
  expect(sent[0]).toMatchObject({ readConcern: { level: "majority" } });
  expect(sent[0]?.["$readPreference"]).toBeUndefined();
});

test("L1: a session is opened by one findAndModify", async () => {
  const sessions = new MongoSessions(watched.db);
  const opening = { namespace: freshNamespace(), session: "s", principal: "p", worker: "w", leaseMs: 1000 };
  await sessions.open(opening);
  await sessions.open(opening);
  expect(names()).toEqual(["findAndModify", "findAndModify"]);
  expect(sent[0]).toMatchObject({ writeConcern: { w: "majority", j: true } });
});

test("sessions without a stream that are opened and renewed by many at once go together", async () => {
  const sessions = new MongoSessions(watched.db);
  const namespace = freshNamespace();
  const openings = Array.from({ length: 500 }, (_, index) => {
    return { namespace, session: `s${index}`, isNew: true, principal: "p", worker: "w", leaseMs: 60_000 };
  });
  const opened = await Promise.all(openings.map((opening) => sessions.open(opening)));
  expect(opened.every((session) => session?.record.epoch === 1)).toBe(true);
  const renewed = await Promise.all(openings.map((opening) => sessions.renew(opening, "p")));
  expect(renewed.every((record) => record?.state === "LIVE")).toBe(true);
  await Promise.all(openings.map((opening) => sessions.read([opening])));
  // Each batch is a write and a read, or a read; a batch has at most 128.
  expect([names().filter((name) => name === "update").length, names().length]).toEqual([8, 20]);
  const unsafe = sent.filter((command) => command["update"] !== undefined && command["writeConcern"].w !== "majority");
  expect(unsafe).toEqual([]);
  sent.length = 0;
  await sessions.renew({ namespace, session: "s0" }, "p");
  expect(names()).toEqual(["findAndModify"]);
});
