/**
 * Load: Run alone. Nobody takes the tasks.
 */
import { Client, flowSpecMessage } from "lazyengine/client";
import { MongoClient } from "mongodb";
import { inParallel } from "./in-parallel.mjs";
import { loadProcess } from "./load-process.mjs";
import { chainAndDiamond, fan } from "./shapes.mjs";
import { specOf } from "./spec-of.mjs";

const TYPE = "by-nobody";

await loadProcess(async ({ address, stored: { uri, database }, bare: bareUri }) => {
  const client = new Client({ address });
  const reading = new MongoClient(uri);
  const stored = reading.db(database);
  // As the store of the package writes; on a mongod where no server listens to changes.
  const writing = new MongoClient(bareUri, { retryWrites: false });
  const bare = writing.db("bare").collection("documents", { writeConcern: { w: "majority", j: true } });
  let number = 0;
  const runs = {
    /** Runs a definition that the server has not seen, then inserts again, bare, what that has stored. */
    async largeThenBare({ width }) {
      number += 1;
      // The name makes it another definition, which is stored like the first.
      const spec = flowSpecMessage(specOf(fan(width), TYPE, `large-${process.pid}-${number}`));
      const before = await idsIn(stored);
      const runMs = await timed(() => client.run(spec));
      const documents = await storedSince(stored, before);
      const copies = documents.map((document) => ({ ...document, _id: `${number}-${document._id}` }));
      await bare.insertOne({ _id: `warm-${number}` });
      const bareMs = await timed(() => bare.insertMany(copies));
      return { runMs, bareMs, documents: documents.length, tasks: width + 2 };
    },
    /** Flows of a definition that is stored already, by name. */
    async registered({ count, callers }) {
      const definitionName = "registered";
      await client.putDefinition(specOf(chainAndDiamond(), TYPE, definitionName));
      const ms = await timed(() => inParallel(count, callers, () => client.run({ definitionName })));
      return { perSecond: count / (ms / 1000) };
    },
  };
  return {
    run: ({ what, ...options }) => runs[what](options),
    async close() {
      client.close();
      await reading.close();
      await writing.close();
    },
  };
});

async function timed(act) {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}

const COLLECTIONS = ["segments", "definitions", "definition_chunks", "payloads"];

async function idsIn(database) {
  const found = COLLECTIONS.map((name) => database.collection(name).find().project({ _id: 1 }).toArray());
  return new Set((await Promise.all(found)).flat().map(({ _id }) => `${_id}`));
}

async function storedSince(database, before) {
  const found = COLLECTIONS.map((name) => database.collection(name).find().toArray());
  return (await Promise.all(found)).flat().filter(({ _id }) => !before.has(`${_id}`));
}
