// Rule U1: an older format is read, written and taken forward; a newer one is refused and never written.
import type { Document } from "mongodb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { migrateDatabase } from "../../src/store/mongo/migrate-database.js";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import type { SegmentDocument } from "../../src/store/mongo/segment-document.js";
import type { SegmentFormat } from "../../src/store/mongo/segment-formats.js";
import type { Store } from "../../src/store/store.js";
import { FormatTooNew, StoreUnsuitable } from "../../src/store/store-errors.js";
import { testDatabase } from "../mongod/database.js";
import { type MongoFixture, mongoFixture } from "./mongo-fixture.js";
import { BOTH, CURRENT, OLDER } from "./older-format.js";
import { readyEntry, segmentRecord, updateOf } from "./records.js";
import { stored } from "./store-fixture.js";

describe("U1 a database in the format before", () => {
  let uri: string;
  let database: string;
  let fixture: MongoFixture;
  const stores: Store[] = [];
  const record = segmentRecord("n", "f", { nodes: new Map([[7, readyEntry()]]) });
  const changed = (tries: number) => ({ nodes: new Map([[7, readyEntry({ version: 2, tries })]]) });

  async function opened(formats: readonly SegmentFormat[]): Promise<Store> {
    const store = createMongoStore({ uri, database, formats });
    stores.push(store);
    await store.open();
    return store;
  }

  beforeAll(async () => {
    fixture = await mongoFixture();
  });
  afterAll(async () => fixture.close());
  beforeEach(async () => {
    ({ uri, dbName: database } = testDatabase());
    const old = await opened([OLDER]);
    await old.segments.insert([record]);
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
  });

  const inDatabase = async (): Promise<Document | null> =>
    fixture.db.client.db(database).collection<SegmentDocument>("segments").findOne({ _id: record.id });

  test("is read and written in that format until it is finalized", async () => {
    const store = await opened(BOTH);
    expect(store.format).toBe(OLDER.number);
    expect(await stored(store, record.id)).toEqual(record);
    const update = updateOf(record, "p", 1, changed(4));
    expect((await store.segments.update([update])).matched).toBe(1);
    expect(await inDatabase()).toMatchObject({
      format: OLDER.number,
      nodes: { 7: { status: "READY", tries: 4 } },
      version: 2,
    });
  });

  test("is left by each document at its next write, once it is finalized", async () => {
    const report = await migrateDatabase({ uri, database, formats: BOTH }, { finalize: true });
    expect(report).toEqual({ active: CURRENT.number, newest: CURRENT.number, outdated: 1 });
    const store = await opened(BOTH);
    expect(store.format).toBe(CURRENT.number);
    const read = await stored(store, record.id);
    expect(read).toEqual({ ...record, version: read.version, commit: read.commit });
    expect((await store.segments.update([updateOf(read, "p", 1, changed(3))])).matched).toBe(1);
    expect(await inDatabase()).toMatchObject({ format: CURRENT.number, nodes: { 7: { state: "READY", tries: 3 } } });
    expect(await inDatabase()).not.toHaveProperty("nodes.7.status");
  });

  test("is left by all documents when the database is migrated again", async () => {
    await migrateDatabase({ uri, database, formats: BOTH }, { finalize: true });
    const report = await migrateDatabase({ uri, database, formats: BOTH }, { finalize: false });
    expect(report.outdated).toBe(0);
    expect(await inDatabase()).toMatchObject({ format: CURRENT.number, nodes: { 7: { state: "READY" } } });
  });

  test("no update from before the migration lands on a migrated document", async () => {
    const running = await opened(BOTH);
    const read = await stored(running, record.id);
    await migrateDatabase({ uri, database, formats: BOTH }, { finalize: true });
    await stored(await opened(BOTH), record.id);
    expect((await running.segments.update([updateOf(read, "p", 1)])).matched).toBe(0);
    // What it reads tells the running process of the new format, which it writes from then on.
    const again = await stored(running, record.id);
    expect((await running.segments.update([updateOf(again, "p", 2)])).matched).toBe(1);
    expect(running.format).toBe(CURRENT.number);
    expect(await inDatabase()).toMatchObject({ format: CURRENT.number, commit: "p:2" });
  });

  test("a process that knows only that format reads nothing newer, and writes nothing over it", async () => {
    const old = await opened([OLDER]);
    const read = await stored(old, record.id);
    await migrateDatabase({ uri, database, formats: BOTH }, { finalize: true });
    await stored(await opened(BOTH), record.id);
    const before = await inDatabase();
    await expect(old.segments.read([record.id])).rejects.toBeInstanceOf(FormatTooNew);
    expect((await old.segments.update([updateOf(read, "old", 1)])).matched).toBe(0);
    expect(await inDatabase()).toEqual(before);
    await expect(opened([OLDER])).rejects.toBeInstanceOf(FormatTooNew);
  });

  test("of two versions ago is refused with the way out", async () => {
    const later = { ...CURRENT, number: CURRENT.number + 1 };
    await expect(opened([CURRENT, later])).rejects.toBeInstanceOf(StoreUnsuitable);
    await expect(opened([CURRENT, later])).rejects.toThrow("migrate --finalize");
  });
});

describe("U1 a database in a newer format", () => {
  test("is refused before anything is written", async () => {
    const { uri, dbName: database } = testDatabase();
    const fixture = await mongoFixture();
    const db = fixture.db.client.db(database);
    await db.collection<{ _id: string }>("meta").insertOne({ _id: "format", active: 99, prepared: 99 } as never);
    const store = createMongoStore({ uri, database });
    await expect(store.open()).rejects.toBeInstanceOf(FormatTooNew);
    await expect(migrateDatabase({ uri, database }, { finalize: true })).rejects.toBeInstanceOf(FormatTooNew);
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(["meta"]);
    expect(await db.collection("meta").find().toArray()).toEqual([{ _id: "format", active: 99, prepared: 99 }]);
    await store.close();
    await fixture.close();
  });

  test("that a newer version has only prepared keeps that version's validators", async () => {
    const fixture = await mongoFixture();
    const { db, uri, database } = fixture;
    await db.collection<{ _id: string }>("meta").updateOne({ _id: "format" }, { $set: { prepared: 2 } });
    await db.command({ collMod: "processes", validator: {} });
    const store = createMongoStore({ uri, database });
    await store.open();
    await store.sessions.registerProcess("p", 1_000);
    const [processes] = await db.listCollections({ name: "processes" }, { nameOnly: false }).toArray();
    expect(processes).not.toHaveProperty("options.validator.$jsonSchema");
    await store.close();
    await fixture.close();
  });
});

test("a segment that was not touched keeps its content through all of it", async () => {
  const record = segmentRecord("n", "f", { nodes: new Map([[7, readyEntry()]]) });
  expect(OLDER.fromDocument(OLDER.toDocument(record))).toEqual(record);
});
