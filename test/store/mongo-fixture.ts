// A MongoDB store on a fresh database of the run's mongod.
import { type Db, MongoClient } from "mongodb";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import { FORMATS, type SegmentFormat } from "../../src/store/mongo/segment-formats.js";
import { testDatabase } from "../mongod/database.js";
import type { StoreFixture } from "./store-fixture.js";

export interface MongoFixture extends StoreFixture {
  readonly uri: string;
  readonly database: string;
  /** The database, past the store. */
  readonly db: Db;
}

/** `formats`: what is known, of which the database has the oldest; those of today where absent. */
export async function mongoFixture(formats: readonly SegmentFormat[] = FORMATS): Promise<MongoFixture> {
  const { uri, dbName } = testDatabase();
  if (formats.length > 1) {
    const oldest = createMongoStore({ uri, database: dbName, formats: formats.slice(0, 1) });
    await oldest.open();
    await oldest.close();
  }
  const store = createMongoStore({ uri, database: dbName, formats });
  await store.open();
  const client = await new MongoClient(uri).connect();
  const db = client.db(dbName);
  return {
    uri,
    database: dbName,
    db,
    store,
    pass: (ms) => shiftTimes(db, ms),
    close: async () => {
      await store.close();
      await client.close();
    },
  };
}

/** What was handed out of a queue's rate, and what may be. */
const USAGE = { spent: "at", reserved: "until" };

/** The database's clock cannot be moved: what it judges is moved the other way. */
async function shiftTimes(db: Db, ms: number): Promise<void> {
  const fields = {
    sessions: "expire_time",
    processes: "expire_time",
    payloads: "write_time",
    definitions: "use_time",
    definition_chunks: "write_time",
  };
  for (const [collection, field] of Object.entries(fields)) {
    const earlier = [{ $set: { [field]: { $subtract: [`$${field}`, ms] } } }];
    await db.collection(collection).updateMany({ [field]: { $exists: true } }, earlier);
  }
  for (const [list, field] of Object.entries(USAGE)) {
    const moved = { $mergeObjects: ["$$this", { [field]: { $subtract: [`$$this.${field}`, ms] } }] };
    const earlier = [{ $set: { [`usage.${list}`]: { $map: { input: `$usage.${list}`, in: moved } } } }];
    await db.collection("queues").updateMany({ usage: { $exists: true } }, earlier);
  }
}
