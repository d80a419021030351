// Starting on a folder: the data is kept, and what was left there by others is neither believed nor harmed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MongoClient } from "mongodb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type RunningMongod, startMongod } from "../../src/mongod/index.js";
import { readPidFile, writePidFile } from "../../src/mongod/pid-file.js";

let dataDir: string;
let running: RunningMongod[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "lazyengine-start-"));
  running = [];
});

afterEach(async () => {
  for (const mongod of running) await mongod.stop();
  await rm(dataDir, { recursive: true });
});

async function start(port?: number): Promise<RunningMongod> {
  const mongod = await startMongod(port === undefined ? { dataDir } : { dataDir, port });
  running.push(mongod);
  return mongod;
}

async function count(mongod: RunningMongod, insert: number): Promise<number> {
  const client = await new MongoClient(mongod.uri).connect();
  try {
    await client.db("t").collection<{ _id: number }>("kept").insertOne({ _id: insert });
    return await client.db("t").collection("kept").countDocuments();
  } finally {
    await client.close();
  }
}

/** Something that is no mongod, listening on a port of its own. */
async function stranger(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.on("error", () => undefined).end("hello, not a mongod\n"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, port: address.port };
}

/** The id of a process that has just ended. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? Number.NaN;
}

test("keeps the data when the port changes between two starts", async () => {
  const first = await start();
  expect(await count(first, 1)).toBe(1);
  await first.stop();
  expect(existsSync(join(dataDir, "mongod.pid.json"))).toBe(false);

  const second = await start();
  expect(second.port).not.toBe(first.port);
  expect(await count(second, 2)).toBe(2);
});

test("attaches to the mongod it already runs, and one stop ends it", async () => {
  const first = await start();
  const again = await start();
  expect(again).toMatchObject({ pid: first.pid, uri: first.uri, attached: true });
  await first.stop();
  await again.stop();
  expect(existsSync(`/proc/${first.pid}`)).toBe(false);
});

test("does not believe a pid file whose process and port belong to others now", async () => {
  const { server, port } = await stranger();
  await writeFile(join(dataDir, "mongod.pid.json"), JSON.stringify({ pid: process.pid, port, owner: process.pid }));
  await mkdir(join(dataDir, "db"));
  await writeFile(join(dataDir, "db", "mongod.lock"), `${process.pid}\n`);

  const mongod = await start();
  expect(mongod.attached).toBe(false);
  expect(mongod.port).not.toBe(port);
  expect(await count(mongod, 1)).toBe(1);
  expect(server.listening).toBe(true);
  server.close();
});

test("starts over a torn pid file and replaces it", async () => {
  await writeFile(join(dataDir, "mongod.pid.json"), '{"pid": 1, "por');
  const mongod = await start();
  expect(await readPidFile(dataDir)).toEqual({ pid: mongod.pid, port: mongod.port, owner: process.pid });
});

test.each(["", "{", "null", "[]", '{"pid": 1, "port": 2}', '{"pid": "1", "port": 2, "owner": 3}', "\0\0\0"])(
  "reads nothing from a pid file of %j",
  async (torn) => {
    await writeFile(join(dataDir, "mongod.pid.json"), torn);
    expect(await readPidFile(dataDir)).toBeUndefined();
  },
);

test("leaves a mongod to the process that owns it, or is about to, and takes over a dead one's", async () => {
  const first = await start();
  const { pid, port } = first;
  const others = { living: process.ppid, dead: await endedProcess() };
  const attachedThenStopped = async () => {
    const guest = await startMongod({ dataDir });
    await guest.stop();
    return existsSync(`/proc/${pid}`);
  };
  await writePidFile(dataDir, { pid, port, owner: others.living });
  expect(await attachedThenStopped()).toBe(true);

  await rm(join(dataDir, "mongod.pid.json"));
  await writeFile(join(dataDir, `mongod.starting.${others.living}`), "");
  expect(await attachedThenStopped()).toBe(true);

  await rm(join(dataDir, `mongod.starting.${others.living}`));
  await writeFile(join(dataDir, `mongod.starting.${others.dead}`), "");
  await writePidFile(dataDir, { pid, port, owner: others.dead });
  expect(await attachedThenStopped()).toBe(false);
  expect(existsSync(join(dataDir, `mongod.starting.${others.dead}`))).toBe(false);
});

test("refuses a given port that is in use", async () => {
  const { server, port } = await stranger();
  await expect(startMongod({ dataDir, port })).rejects.toThrow(`port ${port} is in use`);
  server.close();
});

test("gives mongod's own reason for not starting on a folder that holds something else", async () => {
  await mkdir(join(dataDir, "db"));
  await writeFile(join(dataDir, "db", "WiredTiger"), "not a database");
  await writeFile(join(dataDir, "db", "WiredTiger.turtle"), "not a database");
  await writeFile(join(dataDir, "db", "storage.bson"), "not a database");
  await expect(startMongod({ dataDir })).rejects.toThrow(/mongod ended with code \d+[\s\S]*storage\.bson|metadata/);
});

test("names the process that holds the folder without answering", async () => {
  const mongod = await start();
  process.kill(mongod.pid, "SIGSTOP");
  try {
    await expect(startMongod({ dataDir })).rejects.toThrow(`held by process ${mongod.pid} that does not answer`);
  } finally {
    process.kill(mongod.pid, "SIGCONT");
  }
});
