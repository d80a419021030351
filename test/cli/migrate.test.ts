// The migration as a process: what an operator is told, before and after the last old process is gone.
import { afterEach, expect, test } from "vitest";
import { testDatabase } from "../mongod/database.js";
import { endAll, lazyengine, start } from "./lazyengine-process.js";

afterEach(endAll);

test("prepares an empty database, and a server finds it ready", async () => {
  const { uri, dbName } = testDatabase();
  const where = ["--mongodb", uri, "--database", dbName];
  const migrated = await lazyengine(["migrate", ...where, "-o", "json"]);
  expect(migrated.code).toBe(0);
  const report = JSON.parse(migrated.stdout);
  expect(report).toEqual({ active: report.newest, newest: expect.any(Number), outdated: 0 });

  const server = start(["serve", ...where, "--port", "0"]);
  await server.stdout(/^lazyengine ready/);
  const finalized = await lazyengine(["migrate", "--finalize", ...where]);
  expect(finalized).toMatchObject({
    code: 0,
    stdout: `Documents are written in format ${report.newest}; the newest that this version knows is ${report.newest}.`,
  });
});
