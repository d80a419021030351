// Making the folder of the embedded mongod.
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDataDir } from "../../src/mongod/data-dir.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lazyengine-folder-"));
});

afterEach(() => rm(folder, { recursive: true }));

test("is made with all above it, for its owner alone", async () => {
  const { dbPath } = await openDataDir(join(folder, "of", "many"));
  const made = await stat(dbPath);
  expect(made.isDirectory()).toBe(true);
  expect(made.mode & 0o777).toBe(0o700);
});

test("is made once by many that start at the same time", async () => {
  for (let round = 0; round < 20; round++) {
    const path = join(folder, `round-${round}`, "data");
    const opened = await Promise.all(Array.from({ length: 10 }, () => openDataDir(path)));
    expect(new Set(opened.map(({ dbPath }) => dbPath)).size).toBe(1);
  }
});

test("is refused where a file is in its place", async () => {
  const path = join(folder, "taken");
  await writeFile(path, "");
  await expect(openDataDir(path)).rejects.toThrow(`${path} cannot be made or written`);
});
