// What the folder's mongod survives: the death of the process that started it, its own, and both.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { MongoClient } from "mongodb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startMongod } from "../../src/mongod/index.js";
import { holdMongod } from "./mongod-holder.js";

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "lazyengine-kill-"));
});

afterEach(async () => {
  // Whatever a test left running on the folder is stopped in order before the folder goes.
  await (await startMongod({ dataDir })).stop();
  await rm(dataDir, { recursive: true });
});

async function record(uri: string, id: number): Promise<number[]> {
  const client = await new MongoClient(uri).connect();
  try {
    const kept = client.db("t").collection<{ _id: number }>("kept");
    await kept.insertOne({ _id: id }, { writeConcern: { w: "majority", journal: true } });
    const all = await kept.find().sort({ _id: 1 }).toArray();
    return all.map((document) => document._id);
  } finally {
    await client.close();
  }
}

test("lives on after a SIGKILL of its process and is attached to after 0, 0.3 and 1 s, data kept", async () => {
  const first = holdMongod(dataDir);
  const { uri, pid, attached } = await first.up;
  expect(attached).toBe(false);
  expect(await record(uri, 0)).toEqual([0]);
  await first.kill();

  const kept = [0];
  for (const [index, pauseMs] of [0, 300, 1_000].entries()) {
    await delay(pauseMs); // not to wait for something: the length of the pause is what is tested
    const next = holdMongod(dataDir);
    const mongod = await next.up;
    expect(mongod).toEqual({ uri, pid, attached: true });
    kept.push(index + 1);
    expect(await record(mongod.uri, index + 1)).toEqual(kept);
    await next.kill();
  }
});

test("is found by the next process when the first is killed while it starts", async () => {
  for (const afterMs of [100, 250, 400, 550, 700, 850]) {
    const holder = holdMongod(dataDir);
    await delay(afterMs); // the moment of the kill is what is tested
    await holder.kill();
  }
  const survivor = holdMongod(dataDir);
  expect(await record((await survivor.up).uri, 1)).toEqual([1]);
  await survivor.stop();
});

test("starts again with its data after a SIGKILL of process and mongod together", async () => {
  const first = holdMongod(dataDir);
  const { uri, pid } = await first.up;
  await record(uri, 1);
  process.kill(pid, "SIGKILL");
  await first.kill();

  const second = await startMongod({ dataDir });
  expect(second.attached).toBe(false);
  expect(await record(second.uri, 2)).toEqual([1, 2]);
  await second.stop();
});

test("is one mongod for two processes that start at the same time, and the second leaves it to the first", async () => {
  const holders = [holdMongod(dataDir), holdMongod(dataDir)];
  const [one, other] = await Promise.all(holders.map((holder) => holder.up));
  expect(one?.pid).toBe(other?.pid);
  const guest = holders[one?.attached ? 0 : 1];
  await guest?.stop();
  expect(await record(one?.uri ?? "", 1)).toEqual([1]);
  await holders[one?.attached ? 1 : 0]?.stop();
});
