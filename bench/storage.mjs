/**
 * What flows take in MongoDB, by hand: bytes of its log of operations for each Run and each completion, and bytes of documents
 * and on disk for each task once the flows have ended. With it the memory of a server before and after.
 * Usage: node bench/storage.mjs
 */
import { MongoClient } from "mongodb";
import { startThrowawayMongod } from "../dist/mongod/index.js";
import { startLoad, startServer } from "./child.mjs";
import { logPosition } from "./oplog.mjs";
import { rssBytes } from "./process-cost.mjs";

const SLOTS = 64;
const CASES = {
  "200 flows of ten tasks, 64 at once": { shape: "chainAndDiamond", size: 10, count: 200, atOnce: 64 },
  "200 flows of ten tasks, one at once": { shape: "chainAndDiamond", size: 10, count: 200, atOnce: 1 },
  "20 chains of 100, all at once": { shape: "chain", size: 100, count: 20, atOnce: 20 },
  "1 → 1000 → 1": { shape: "fan", size: 1_000, count: 1, atOnce: 1 },
  "1 → 5000 → 1": { shape: "fan", size: 5_000, count: 1, atOnce: 1 },
};
const COLLECTIONS = ["segments", "payloads", "definitions", "definition_chunks"];

const mongod = await startThrowawayMongod();
const client = new MongoClient(mongod.uri);
try {
  for (const [index, [name, { atOnce, ...flows }]] of Object.entries(CASES).entries()) {
    const database = `bench_storage_${index}`;
    const server = await startServer(["serve", "--mongodb", mongod.uri, "--database", database]);
    const load = await startLoad("load/gated-flows.mjs", { address: server.address, slots: SLOTS });
    const idle = rssBytes(server.pid);
    const atStart = await logPosition(client);
    const { tasks } = await load.run({ step: "begin", ...flows });
    const begun = await loggedSince(database, atStart);
    const atGates = await logPosition(client);
    await load.run({ step: "go", atOnce });
    const done = await loggedSince(database, atGates);
    await load.run({ step: "check" });
    const stored = await storedIn(database);
    console.log(name);
    tell({
      "log, B per Run": Math.round(begun.bytes / flows.count),
      "log, B per completion": Math.round(done.bytes / tasks),
      "log entries per completion": Number((done.entries / tasks).toFixed(3)),
      "documents, B per task": Math.round(stored.documents / tasks),
      "on disk, B per task": Math.round(stored.disk / tasks),
      "of it indexes": Math.round(stored.indexes / tasks),
      "server idle, MiB": Math.round(idle / 2 ** 20),
      "after, MiB": Math.round(rssBytes(server.pid) / 2 ** 20),
    });
    await load.stop();
    await server.stop();
  }
} finally {
  await client.close();
  await mongod.stop();
}
function tell(figures) {
  for (const [figure, value] of Object.entries(figures)) console.log(`  ${figure}: ${value}`);
}

/** Entries of the log that are about this database, commits of the server's own housekeeping included. */
async function loggedSince(database, since) {
  const [sum] = await client
    .db("local")
    .collection("oplog.rs")
    .aggregate([
      { $match: { ts: { $gt: since }, ns: { $regex: `^${database}[.]` } } },
      { $group: { _id: null, bytes: { $sum: { $bsonSize: "$$ROOT" } }, entries: { $sum: 1 } } },
    ])
    .toArray();
  return { bytes: sum?.bytes ?? 0, entries: sum?.entries ?? 0 };
}

/** Once all of it is in its files. */
async function storedIn(database) {
  await client.db("admin").command({ fsync: 1 });
  const db = client.db(database);
  const stats = await Promise.all(COLLECTIONS.map((collStats) => db.command({ collStats })));
  const sum = (field) => stats.reduce((total, each) => total + (each[field] ?? 0), 0);
  return { documents: sum("size"), indexes: sum("totalIndexSize"), disk: sum("storageSize") + sum("totalIndexSize") };
}
