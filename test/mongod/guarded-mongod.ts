// A mongod of a test's own that lets nobody in without a password.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MongoClient } from "mongodb";
import { expect, onTestFinished } from "vitest";
import { endMongods, mongodProcess } from "./mongod-process.js";

export interface GuardedMongod {
  readonly host: string;
  readonly data: string;
  readonly admin: string;
}

/** Its host and data folder, and the address of who may manage its users. Ended with the test. */
export async function guardedMongod(): Promise<GuardedMongod> {
  const folder = mkdtempSync(join(tmpdir(), "lazyengine-guarded-"));
  const key = join(folder, "key");
  // Members of a set know each other by a key, and who has one asks everybody else for a password.
  writeFileSync(key, randomBytes(300).toString("base64"), { mode: 0o600 });
  const { port, folder: data } = await mongodProcess({ replicaSet: "guarded", args: ["--keyFile", key] });
  onTestFinished(async () => {
    await endMongods();
    rmSync(folder, { recursive: true, force: true });
  });
  const host = `127.0.0.1:${port}`;
  // Before there is a user, whoever is on the machine may begin the set and make the first one, and nothing else.
  const first = new MongoClient(`mongodb://${host}/?directConnection=true`);
  const db = first.db("admin");
  await db.command({ replSetInitiate: { _id: "guarded", members: [{ _id: 0, host }] } });
  const isPrimary = async () => (await db.command({ hello: 1 }))["isWritablePrimary"];
  await expect.poll(isPrimary, { timeout: 30_000 }).toBe(true);
  await db.command({ createUser: "root", pwd: "root-password", roles: ["root"] });
  await first.close();
  return { host, data, admin: `mongodb://root:root-password@${host}/?directConnection=true&authSource=admin` };
}
