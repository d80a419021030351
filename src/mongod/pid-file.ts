// What the launcher leaves in a data folder: which mongod it started there, and for whom. A hint, never the authority:
// readers check it against the process and the port, so a stale or torn one is harmless.
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAlive } from "./process-table.js";

const STARTING = "mongod.starting.";

export interface PidFile {
  /** The mongod's process id. */
  readonly pid: number;
  readonly port: number;
  /** The process that stops this mongod when it stops itself. */
  readonly owner: number;
}

/** Undefined when there is none, or none that can be read. */
export async function readPidFile(dataDir: string): Promise<PidFile | undefined> {
  const text = await readFile(pidFilePath(dataDir), "utf8").catch(() => "");
  try {
    const { pid, port, owner } = JSON.parse(text) as Partial<Record<keyof PidFile, unknown>>; // each field is checked below
    return isPositiveInteger(pid) && isPositiveInteger(port) && isPositiveInteger(owner)
      ? { pid, port, owner }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the file at once: a reader sees the old or the new one, never a part. */
export async function writePidFile(dataDir: string, content: PidFile): Promise<void> {
  const draft = `${pidFilePath(dataDir)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(content)}\n`);
  await rename(draft, pidFilePath(dataDir));
}

/**
 * Says that this process is about to start a mongod here, until the returned function is called: whoever finds that mongod
 * before its pid file is written can tell that it has an owner.
 */
export async function announceStart(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, `${STARTING}${process.pid}`);
  await writeFile(path, "");
  return () => rm(path, { force: true });
}

/** Whether another living process has announced a start. Announcements of dead ones are removed. */
export async function othersStart(dataDir: string): Promise<boolean> {
  const names = (await readdir(dataDir)).filter((name) => name.startsWith(STARTING));
  const pids = names.map((name) => Number(name.slice(STARTING.length))).filter((pid) => pid !== process.pid);
  for (const pid of pids) if (!isAlive(pid)) await rm(join(dataDir, `${STARTING}${pid}`), { force: true });
  return pids.some(isAlive);
}

export async function removePidFile(dataDir: string): Promise<void> {
  await rm(pidFilePath(dataDir), { force: true });
}

function pidFilePath(dataDir: string): string {
  return join(dataDir, "mongod.pid.json");
}

function isPositiveInteger(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}
