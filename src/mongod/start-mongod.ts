// The mongod of a data folder: attached to if it lives, started if it does not, and never a second one.
import { setTimeout as delay } from "node:timers/promises";
import { type DataDir, findOccupant, openDataDir } from "./data-dir.js";
import { launchMongod } from "./launch-mongod.js";
import { freePort } from "./mongod-admin.js";
import type { MongodBinary } from "./mongod-binary.js";
import { MongodError } from "./mongod-error.js";
import { announceStart, othersStart, readPidFile, removePidFile, writePidFile } from "./pid-file.js";
import { hasEnded, isAlive } from "./process-table.js";
import { becomePrimary, REPLICA_SET } from "./replica-set.js";
import { resolveMongod } from "./resolve-mongod.js";
import { stopMongod } from "./stop-mongod.js";

const FOLDER_LIMIT_MS = 10_000;
const POLL_MS = 50;
const END_LOOK_MS = 500;

export interface StartMongodOptions {
  /** The folder that keeps the data; created when missing. */
  readonly dataDir: string;
  /** For a mongod that has to be started; 0 or absent: any free one. */
  readonly port?: number;
  /** Asked only when a mongod has to be started. Default: resolveMongod(). */
  readonly binary?: () => Promise<MongodBinary>;
  /** WiredTiger's cache in gigabytes, default 0.5. */
  readonly cacheSizeGb?: number;
}

export interface RunningMongod {
  /** Connection string of a replica set of one member, on the loopback interface. */
  readonly uri: string;
  readonly port: number;
  readonly pid: number;
  /** The file that mongod logs to. */
  readonly logPath: string;
  /** Whether it lived before this call. */
  readonly attached: boolean;
  /** Calls back once where the mongod ends before `stop` is called here; does not keep this process alive. */
  onEnd(listener: () => void): void;
  /** From now on it belongs to nobody: whoever is next to stop it, or to attach to it, may. */
  release(): Promise<void>;
  /** Ends the mongod in order, unless it belongs to another living process. Calling it again changes nothing. */
  stop(): Promise<void>;
}

/**
 * Returns a writable primary on the folder. The mongod outlives a SIGKILL of this process by design; the next call for
 * the folder attaches to it and takes it over. Throws MongodError: no binary, the folder held by a mongod that does not
 * answer within 10 s, a given port in use, or mongod's own reason for not starting.
 */
export async function startMongod(options: StartMongodOptions): Promise<RunningMongod> {
  const dataDir = await openDataDir(options.dataDir);
  const deadline = performance.now() + FOLDER_LIMIT_MS;
  for (;;) {
    const occupant = await findOccupant(dataDir);
    if (occupant.kind === "serving") return attach(dataDir, occupant.pid, occupant.port);
    const started = occupant.kind === "none" ? await start(dataDir, options) : undefined;
    if (started) return started;
    if (performance.now() > deadline) {
      const holder = occupant.kind === "silent" ? `process ${occupant.pid}` : "a process";
      throw new MongodError(`${dataDir.path} is held by ${holder} that does not answer; end it and try again`);
    }
    await delay(POLL_MS);
  }
}

async function attach(dataDir: DataDir, pid: number, port: number): Promise<RunningMongod> {
  await becomePrimary(port);
  if (!(await hasOwner(dataDir, pid))) await writePidFile(dataDir.path, { pid, port, owner: process.pid });
  return kept(dataDir, pid, port, true);
}

/** One that outlives this process. Who owns it is asked when it is to stop: the owner may have gone before. */
function kept(dataDir: DataDir, pid: number, port: number, attached: boolean): RunningMongod {
  return running({
    ...{ pid, port, attached, logPath: dataDir.logPath },
    release: () => disown(dataDir, pid),
    end: async () => {
      if (!(await hasOwner(dataDir, pid))) await stopMongod(dataDir, pid);
    },
  });
}

async function disown(dataDir: DataDir, pid: number): Promise<void> {
  const recorded = await readPidFile(dataDir.path);
  if (recorded?.pid === pid && recorded.owner === process.pid) await removePidFile(dataDir.path);
}

/** Whether another living process will stop this mongod: the recorded one, or one that is about to record itself. */
async function hasOwner(dataDir: DataDir, pid: number): Promise<boolean> {
  const aboutTo = await othersStart(dataDir.path);
  const recorded = await readPidFile(dataDir.path);
  if (recorded?.pid !== pid) return aboutTo;
  return recorded.owner !== process.pid && isAlive(recorded.owner);
}

/** Undefined when another took the folder, or the port that was free a moment ago. */
async function start(dataDir: DataDir, options: StartMongodOptions): Promise<RunningMongod | undefined> {
  const { path: binary } = await (options.binary ?? resolveMongod)();
  const port = options.port || (await freePort());
  const withdraw = await announceStart(dataDir.path);
  try {
    const launch = await launchMongod({ binary, dataDir, port, cacheSizeGb: options.cacheSizeGb ?? 0.5, bound: false });
    if (launch.kind === "portInUse" && options.port) throw new MongodError(`port ${port} is in use`);
    if (launch.kind !== "up") return undefined;
    await writePidFile(dataDir.path, { pid: launch.pid, port, owner: process.pid });
    return kept(dataDir, launch.pid, port, false);
  } finally {
    await withdraw();
  }
}

type Held = Omit<RunningMongod, "uri" | "onEnd" | "stop"> & { end(): Promise<void> };

/** What a caller holds: `end` is run at most once. */
export function running({ end, ...about }: Held): RunningMongod {
  let ending: Promise<void> | undefined;
  return {
    ...about,
    uri: `mongodb://127.0.0.1:${about.port}/?replicaSet=${REPLICA_SET}`,
    onEnd: (listener) => {
      const look = setInterval(async () => {
        if (ending === undefined && !(await hasEnded(about.pid))) return;
        clearInterval(look);
        if (ending === undefined) listener();
      }, END_LOOK_MS);
      look.unref();
    },
    stop: () => {
      ending ??= end();
      return ending;
    },
  };
}
