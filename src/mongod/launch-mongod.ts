// One attempt to start a mongod on a data folder, up to the moment it is a writable primary.
import { open, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { type DataDir, servingPid } from "./data-dir.js";
import { MongodError } from "./mongod-error.js";
import { becomePrimary } from "./replica-set.js";
import { type SpawnedMongod, type SpawnOptions, spawnMongod } from "./spawn-mongod.js";

/** Recovery after a crash on a large folder is what takes long. */
const START_LIMIT_MS = 120_000;
const POLL_MS = 20;

export type Launch =
  | { readonly kind: "up"; readonly pid: number; readonly process: SpawnedMongod }
  /** Another mongod holds the folder. */
  | { readonly kind: "folderInUse" }
  | { readonly kind: "portInUse" };

/** Throws MongodError with mongod's own words when it ends for another reason or does not answer within 120 s. */
export async function launchMongod(options: SpawnOptions): Promise<Launch> {
  const logStart = await sizeOf(options.dataDir.logPath);
  const spawned = spawnMongod(options);
  let ended: number | null | undefined;
  spawned.exited.then((code) => {
    ended = code;
  });
  const deadline = performance.now() + START_LIMIT_MS;
  while (ended === undefined) {
    const pid = await servingPid(options.dataDir, options.port);
    if (pid !== undefined && pid === (spawned.pid ?? pid)) {
      await becomePrimary(options.port);
      return { kind: "up", pid, process: spawned };
    }
    if (performance.now() > deadline) {
      spawned.kill();
      throw new MongodError(`mongod did not answer within ${START_LIMIT_MS / 1_000} s; see ${options.dataDir.logPath}`);
    }
    await delay(POLL_MS);
  }
  return whyEnded(options.dataDir, logStart, ended);
}

async function whyEnded(dataDir: DataDir, logStart: number, code: number | null): Promise<Launch> {
  const log = await readFrom(dataDir.logPath, logStart);
  if (log.includes("DBPathInUse")) return { kind: "folderInUse" };
  if (log.includes("Address already in use")) return { kind: "portInUse" };
  const errors = log.split("\n").filter((line) => /"s":"[FE]"/.test(line) || !line.startsWith("{"));
  const words = errors.filter((line) => line.trim() !== "").slice(-3);
  throw new MongodError([`mongod ended with code ${code}; its log is ${dataDir.logPath}`, ...words].join("\n  "));
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (file) => file.size,
    () => 0,
  );
}

async function readFrom(path: string, position: number): Promise<string> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(1 << 20), position });
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
