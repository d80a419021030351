// What a primary has acknowledged is read from the next one, which at first does not know that it was.
import { type Document, MongoClient } from "mongodb";
import { afterEach, expect, test } from "vitest";
import { withAdmin } from "../../src/mongod/mongod-admin.js";
import { mongoDatabase } from "../../src/store/mongo/mongo-database.js";
import { MongoPayloads } from "../../src/store/mongo/mongo-payloads.js";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import { standForElection, threeMembers } from "../chaos/three-members.js";
import { endMongods, type MongodProcess } from "../mongod/mongod-process.js";
import { segmentRecord } from "./records.js";

const DATABASE = "elections";
const PAYLOAD = { data: new Uint8Array([1, 2, 3]), contentType: "text/plain", metadata: {} };
const LIMIT_MS = 180_000;

let end: () => Promise<void> = async () => undefined;

afterEach(async () => {
  await end();
  await endMongods();
});

/** Whether the member takes over what the primary writes. */
async function fetchOplog({ port }: MongodProcess, fetches: boolean): Promise<void> {
  const mode = fetches ? "off" : "alwaysOn";
  await withAdmin(port, (admin) => admin.command({ configureFailPoint: "stopReplProducer", mode }));
}

test("a primary that no majority follows does not tell what is the latest", { timeout: LIMIT_MS }, async () => {
  const set = await threeMembers({ args: ["--setParameter", "enableTestCommands=1"] });
  const store = createMongoStore({ uri: set.uri, database: DATABASE });
  await store.open();
  end = () => store.close();
  const record = segmentRecord("ns", "f");
  await store.segments.insert([record]);
  const others = set.others(await set.primary());
  await Promise.all(others.map((other) => fetchOplog(other, false)));
  let told = false;
  const latest = store.segments.readLatest([record.id]).finally(() => {
    told = true;
  });
  // With majority it tells what it may have been long ago.
  expect(await store.segments.read([record.id])).toEqual([record]);
  expect(told).toBe(false);
  await Promise.all(others.map((other) => fetchOplog(other, true)));
  expect(await latest).toEqual([record]);
});

/** As whoever asks with majority, and no more. */
async function readWithMajority(uri: string, id: string): Promise<Document | null> {
  const client = new MongoClient(uri, { readConcern: { level: "majority" } });
  try {
    return await client.db(DATABASE).collection<{ _id: string }>("payloads").findOne({ _id: id });
  } finally {
    await client.close();
  }
}

test("a new primary is not asked before a majority is known to have all that it has", {
  timeout: LIMIT_MS,
}, async () => {
  const set = await threeMembers({ args: ["--setParameter", "enableTestCommands=1"] });
  const first = await set.primary();
  const before = createMongoStore({ uri: set.uri, database: DATABASE });
  await before.open();
  const [second, third] = set.others(first) as [MongodProcess, MongodProcess];
  // A member may follow another one than the primary, and would wait with that.
  await withAdmin(second.port, (admin) => admin.command({ replSetSyncFrom: `127.0.0.1:${first.port}` }));
  // Behind, it votes and is not elected.
  await fetchOplog(third, false);
  await before.payloads.put([{ id: "ns/f/before", payload: PAYLOAD }]);
  await before.close();
  await first.kill();
  await standForElection(second);
  await withAdmin(second.port, async (admin) => {
    const rows = admin.client.db(DATABASE).collection<{ _id: string }>("payloads", { writeConcern: { w: 1 } });
    const row = await rows.findOne({ _id: "ns/f/before" });
    await rows.insertOne({ ...row, _id: "ns/f/last" });
  });
  // On a busy machine it takes a while until the third has found whom to follow.
  const clientOptions = { socketTimeoutMS: 55_000 };
  const { client, db } = mongoDatabase({ uri: set.uri, database: DATABASE, clientOptions });
  end = () => client.close();
  const read = new MongoPayloads(db).get(["ns/f/last"]);
  expect(await readWithMajority(set.uri, "ns/f/last")).toBeNull();
  await fetchOplog(third, true);
  expect(Object.fromEntries(await read)).toEqual({ "ns/f/last": PAYLOAD });
});
