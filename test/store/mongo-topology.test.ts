// Deployments that cannot serve as a store are refused with the exact remedy.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { resolveMongod } from "../../src/mongod/index.js";
import { freePort, isListening } from "../../src/mongod/mongod-admin.js";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import { StoreUnsuitable } from "../../src/store/store-errors.js";

let running: { readonly process: ChildProcess; readonly folder: string } | undefined;

afterEach(async () => {
  if (running === undefined) return;
  running.process.kill("SIGKILL");
  await once(running.process, "exit");
  await rm(running.folder, { recursive: true });
  running = undefined;
});

/** A mongod of one's own with these arguments; resolves to its port once it listens. */
async function mongod(...args: readonly string[]): Promise<number> {
  const { path } = await resolveMongod();
  const folder = await mkdtemp(join(tmpdir(), "lazyengine-topology-"));
  const port = await freePort();
  const given = ["--bind_ip", "127.0.0.1", "--nounixsocket", "--wiredTigerCacheSizeGB", "0.25", ...args];
  const process = spawn(path, ["--dbpath", folder, "--port", String(port), ...given], { stdio: "ignore" });
  running = { process, folder };
  await expect.poll(() => isListening(port), { timeout: 60_000 }).toBe(true);
  return port;
}

async function refusal(uri: string): Promise<unknown> {
  const store = createMongoStore({ uri, database: "x", clientOptions: { serverSelectionTimeoutMS: 2_000 } });
  try {
    return await store.open().then(
      () => "opened",
      (error: unknown) => error,
    );
  } finally {
    await store.close();
  }
}

test("a standalone server is refused with the commands that make it a replica set", async () => {
  const port = await mongod();
  const error = await refusal(`mongodb://127.0.0.1:${port}/`);
  expect(error).toBeInstanceOf(StoreUnsuitable);
  expect(String(error)).toContain(`127.0.0.1:${port} is a standalone server`);
  expect(String(error)).toContain("--replSet rs0");
  expect(String(error)).toContain(
    `mongosh "mongodb://127.0.0.1:${port}/?directConnection=true" --eval "rs.initiate()"`,
  );
});

test("a replica set that was never initiated is refused with the command that does it", async () => {
  const port = await mongod("--replSet", "rs0");
  for (const uri of [`mongodb://127.0.0.1:${port}/`, `mongodb://127.0.0.1:${port}/?directConnection=true`]) {
    const error = await refusal(uri);
    expect(error, uri).toBeInstanceOf(StoreUnsuitable);
    expect(String(error), uri).toContain("never initiated");
    expect(String(error), uri).toContain('--eval "rs.initiate()"');
  }
});
