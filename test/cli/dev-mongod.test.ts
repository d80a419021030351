// The embedded MongoDB of dev: its end is told, and of several that share it the last one stops it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startMongod } from "../../src/mongod/index.js";
import { hasEnded } from "../../src/mongod/process-table.js";
import { endAll, lazyengine, type Started, start } from "./lazyengine-process.js";

let data = "";
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "lazyengine-dev-"));
});
afterEach(async () => {
  await endAll();
  await (await startMongod({ dataDir: data })).stop();
  await rm(data, { recursive: true });
});

async function dev(): Promise<{ readonly started: Started; readonly address: string; readonly mongod: number }> {
  const started = start(["dev", "--data", data, "--port", "0"]);
  const [, mongod] = await started.stderr(/^(?:started|attached to) mongod (\d+) /);
  const [, address = ""] = await started.stdout(/^lazyengine ready grpc=(\S+)/);
  return { started, address, mongod: Number(mongod) };
}

test("dev says in one line that its mongod has ended, names its log, and ends with 5", async () => {
  const { started, mongod } = await dev();
  process.kill(mongod, "SIGKILL");
  const { code, stderr } = await started.ended;
  const log = join(data, "mongod.log");
  expect(stderr).toContain(`error: mongod ${mongod} has ended unexpectedly, its log is ${log}; stopping`);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr.match(/does not answer/g)?.length ?? 0).toBeLessThanOrEqual(1);
  expect(code).toBe(5);
});

test.each([
  ["that started it", 0],
  ["that attached to it", 1],
])("of two on one folder the one %s may go first: mongod goes on for the other, who ends it", async (_which, first) => {
  const both = [await dev(), await dev()] as const;
  const [leaving, staying] = first === 0 ? both : [both[1], both[0]];
  expect(leaving.mongod).toBe(staying.mongod);
  leaving.started.signal("SIGTERM");
  const left = await leaving.started.ended;
  expect(left.stderr).toContain(`mongod ${leaving.mongod} goes on: another process serves from it`);
  expect(left.code).toBe(0);

  const spec = '{"tasks":[{"name":"a","type":"w"}]}';
  const ran = await lazyengine(["run", "-", "--address", staying.address], { input: spec });
  expect(ran).toMatchObject({ code: 0 });
  staying.started.signal("SIGTERM");
  expect(await staying.started.ended).toMatchObject({ code: 0 });
  expect(await hasEnded(staying.mongod)).toBe(true);
});

test("of two that stop together one ends mongod", async () => {
  const both = [await dev(), await dev()];
  for (const { started } of both) started.signal("SIGTERM");
  for (const { started } of both) expect(await started.ended).toMatchObject({ code: 0 });
  expect(await hasEnded(both[0]?.mongod ?? 0)).toBe(true);
});
