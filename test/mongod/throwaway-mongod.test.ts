// The throwaway mongod: a real replica set of one, gone without a trace afterwards.
import { existsSync } from "node:fs";
import { MongoClient } from "mongodb";
import { expect, test } from "vitest";
import { startThrowawayMongod } from "../../src/mongod/index.js";

test("serves transactions and change streams, and is gone after stop", async () => {
  const mongod = await startThrowawayMongod();
  const client = await new MongoClient(mongod.uri).connect();
  try {
    const things = client.db("t").collection<{ _id: string }>("things");
    await things.insertOne({ _id: "before" });
    const changes = things.watch();
    const first = changes.next();
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await things.insertOne({ _id: "within" }, { session });
      }),
    );
    expect(await first).toMatchObject({ operationType: "insert", documentKey: { _id: "within" } });
    await changes.close();
  } finally {
    await client.close();
    await mongod.stop();
  }
  expect(existsSync(`/proc/${mongod.pid}`)).toBe(false);
});
