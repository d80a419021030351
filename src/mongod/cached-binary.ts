// The record of a binary that was fetched before: one small file in the cache folder, replaced atomically.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type MongodBinary, probeBinary } from "./mongod-binary.js";
import { MongodError } from "./mongod-error.js";

/** The binary fetched earlier. Throws MongodError when there is none, or it no longer runs. */
export async function cachedBinary(cacheDir: string): Promise<MongodBinary> {
  const record = await readFile(recordPath(cacheDir), "utf8").catch(() => undefined);
  if (record === undefined) throw new MongodError(`nothing in ${cacheDir}`);
  return probeBinary(recordedPath(record), "cache");
}

/** Remembers a fetched binary for cachedBinary. */
export async function rememberBinary(cacheDir: string, binary: MongodBinary): Promise<void> {
  await mkdir(cacheDir, { recursive: true });
  const draft = `${recordPath(cacheDir)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(binary, undefined, 2)}\n`);
  await rename(draft, recordPath(cacheDir));
}

function recordPath(cacheDir: string): string {
  return join(cacheDir, "mongod.json");
}

function recordedPath(record: string): string {
  try {
    const { path } = JSON.parse(record) as { path?: unknown }; // checked in the next line
    if (typeof path === "string") return path;
  } catch {
    // Fall through: a record that cannot be read counts as one without a path.
  }
  throw new MongodError("the record in the cache cannot be read");
}
