// scripts/copy-database-folder.mjs: with the least roles, and what is left locked where it fails. That flows go on from
// its copies is shown by test/chaos/restore.test.ts.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { MongoClient } from "mongodb";
import { expect, onTestFinished, test } from "vitest";
import { guardedMongod } from "../mongod/guarded-mongod.js";

const SCRIPT = new URL("../../scripts/copy-database-folder.mjs", import.meta.url).pathname;

async function run(args: readonly string[], uri?: string) {
  const env = { ...process.env, ADMIN_MONGODB: uri };
  const done = { code: 0, stdout: "", stderr: "" };
  return promisify(execFile)(process.execPath, [SCRIPT, ...args], { env }).then(
    (answer) => ({ ...done, ...answer }),
    (error) => ({ ...done, ...error }),
  );
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lazyengine-copy-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("copies with the roles that its page names, and leaves nothing locked whatever happens", async () => {
  const { host, data, admin } = await guardedMongod();
  const root = new MongoClient(admin);
  onTestFinished(() => root.close());
  const user = { pwd: "copy-password", roles: ["hostManager", "clusterMonitor"] };
  await root.db("admin").command({ createUser: "copier", ...user });
  const uri = `mongodb://copier:copy-password@${host}/?authSource=admin`;
  const isLocked = async () => (await root.db("admin").command({ currentOp: 1 }))["fsyncLock"] === true;

  const folder = await emptyFolder();
  const copied = await run([join(folder, "new")], uri);
  expect(copied.stderr + copied.stdout).toMatch(/^copied \S+ to \S+: [1-9]\d+ bytes; writes waited for \d+ ms\n$/);
  expect(await readdir(join(folder, "new"))).toEqual(expect.arrayContaining(["WiredTiger.wt", "journal"]));
  expect(await isLocked()).toBe(false);

  const again = await run([join(folder, "new")], uri);
  expect(again).toMatchObject({ code: 1, stderr: `error: ${join(folder, "new")} is not empty\n` });
  // Known only once the copy begins: a folder cannot be copied into itself.
  const within = await run([join(data, "copy")], uri);
  expect(within).toMatchObject({ code: 1, stderr: expect.stringContaining("subdirectory of self") });
  expect(await isLocked()).toBe(false);
  await root.db("admin").command({ fsync: 1, lock: true });
  expect(await isLocked(), "a lock is seen where there is one").toBe(true);
  await root.db("admin").command({ fsyncUnlock: 1 });

  expect(await run([folder])).toMatchObject({ code: 2, stderr: expect.stringContaining("ADMIN_MONGODB") });
}, 120_000);
