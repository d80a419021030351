// The throwaway mongod: a real replica set of one, gone without a trace afterwards.
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { MongoClient } from "mongodb";
import { expect, test, vi } from "vitest";
import { startThrowawayMongod } from "../../src/mongod/index.js";
import { holdMongod } from "./mongod-holder.js";

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

test("does not outlive a SIGKILL of its process, nor does its folder", async () => {
  const holder = holdMongod();
  const { pid, uri } = await holder.up;
  const client = await new MongoClient(uri).connect();
  const options = await client.db("admin").command({ getCmdLineOpts: 1 });
  await client.close();
  const folder = dirname(options["parsed"].storage.dbPath);
  expect(existsSync(folder)).toBe(true);

  await holder.kill();
  await vi.waitFor(() => expect([existsSync(`/proc/${pid}`), existsSync(folder)]).toEqual([false, false]), 20_000);
});

test("keeps a process that waits for its end until it has ended", async () => {
  const holder = holdMongod();
  const { pid } = await holder.up;
  await holder.stop();
  expect(existsSync(`/proc/${pid}`)).toBe(false);
});
