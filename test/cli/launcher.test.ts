// A command behind npx, which puts a shell between itself and the command: what ends npx ends the command, too.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Client } from "../../src/client/index.js";
import { startMongod } from "../../src/mongod/index.js";
import { distUrl } from "../run/once-per-run.js";

const main = fileURLToPath(new URL("bin/lazyengine.js", await distUrl()));

/** As npx: starts a shell that waits for the command, and hands SIGTERM on to that shell alone. */
const LAUNCHER = `
const shell = require("node:child_process").spawn(
  "sh", ["-c", '"$0" "$@"; exit $?', process.execPath, ...process.argv.slice(1)], { stdio: "inherit" });
process.on("SIGTERM", () => shell.kill("SIGTERM"));`;

type Launched = ChildProcessByStdio<null, Readable, Readable>;

let data = "";
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "lazyengine-npx-"));
});
afterEach(async () => {
  await (await startMongod({ dataDir: data })).stop();
  await rm(data, { recursive: true });
});

/** Resolves when the server behind the launcher serves. */
async function launchDev(...flags: readonly string[]): Promise<{ launcher: Launched; address: string }> {
  const env = { ...process.env, npm_lifecycle_event: "npx", npm_lifecycle_script: "'lazyengine'" };
  const args = ["-e", LAUNCHER, main, "dev", "--port", "0", ...flags];
  const launcher = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const [line] = await once(createInterface({ input: launcher.stdout }), "line");
  return { launcher, address: /grpc=(\S+)/.exec(String(line))?.[1] ?? "" };
}

test("a SIGTERM to npx stops the server in order", async () => {
  const { launcher } = await launchDev("--store", "memory");
  const log = text(launcher.stderr);
  launcher.kill("SIGTERM");
  // Ends when nobody holds it any more: the server is gone.
  expect(await log).toContain("info: stopped");
});

test("a SIGKILL of npx ends the server as hard, and the next one has its data", async () => {
  const { launcher, address } = await launchDev("--data", data);
  const client = new Client({ address });
  await client.run({ tasks: [{ name: "a", type: "w" }] }, { flowId: "kept" });
  client.close();
  const log = text(launcher.stderr);
  launcher.kill("SIGKILL");
  expect(await log).not.toContain('"msg":"stopping"');

  const next = await launchDev("--data", data);
  const again = new Client({ address: next.address });
  expect(await again.getFlowDetails("kept")).toMatchObject({ flow: { state: "RUNNING" } });
  again.close();
  const ended = text(next.launcher.stderr);
  next.launcher.kill("SIGTERM");
  await ended;
});
