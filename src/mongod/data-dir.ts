// The layout of a data folder, and which living mongod is on it.
import { constants } from "node:fs";
import { access, mkdir, readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { identifyMongod, isListening } from "./mongod-admin.js";
import { MongodError } from "./mongod-error.js";
import { readPidFile } from "./pid-file.js";
import { commandLine } from "./process-table.js";

export interface DataDir {
  /** The folder itself, real path: pid file and log lie here. */
  readonly path: string;
  /** mongod's own files. */
  readonly dbPath: string;
  readonly logPath: string;
}

/** Who is on a data folder: a mongod that answers, one that lives but does not answer (yet), or nobody known. */
export type Occupant =
  | { readonly kind: "serving"; readonly pid: number; readonly port: number }
  | { readonly kind: "silent"; readonly pid: number }
  | { readonly kind: "none" };

/** Creates what is missing, readable by its owner alone. Throws MongodError where it cannot. */
export async function openDataDir(path: string): Promise<DataDir> {
  try {
    await makeFolder(resolve(path, "db"));
  } catch (error) {
    throw new MongodError(`${path} cannot be made or written: ${error instanceof Error ? error.message : error}`);
  }
  const real = await realpath(path);
  return { path: real, dbPath: join(real, "db"), logPath: join(real, "mongod.log") };
}

/** One folder after the other: Node's recursive form never ends where a file system has no folder to make, as in /proc. */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return access(path, constants.W_OK);
  if (dirname(path) !== path && (await stat(dirname(path)).catch(() => undefined)) === undefined) {
    await makeFolder(dirname(path));
  }
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    // Two processes that start at the same time: the other one has made it meanwhile.
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

/**
 * Looks at the pid file's port first, then at the process that mongod's own lock file names. A port counts only if a
 * mongod answers there that says it serves this folder, a process only if its command line does: ids and ports get reused.
 */
export async function findOccupant(dataDir: DataDir): Promise<Occupant> {
  const recorded = await readPidFile(dataDir.path);
  if (recorded) {
    const pid = await servingPid(dataDir, recorded.port);
    if (pid !== undefined) return { kind: "serving", pid, port: recorded.port };
  }

  const pids = new Set([await lockHolder(dataDir), recorded?.pid]);
  for (const pid of pids) {
    if (pid === undefined) continue;
    const command = await commandLine(pid);
    if (!command.includes(`--dbpath ${dataDir.dbPath} `)) continue;
    const port = Number(/ --port (\d+) /.exec(command)?.[1]);
    const serving = (await servingPid(dataDir, port)) !== undefined;
    return serving ? { kind: "serving", pid, port } : { kind: "silent", pid };
  }
  return { kind: "none" };
}

/** The process id of the mongod that answers at this port and says that it serves this folder. */
export async function servingPid(dataDir: DataDir, port: number): Promise<number | undefined> {
  if (!(await isListening(port))) return undefined;
  const mongod = await identifyMongod(port);
  return mongod?.dbPath === dataDir.dbPath ? mongod.pid : undefined;
}

/** mongod writes its process id into its lock file and empties it when it ends in order. */
async function lockHolder(dataDir: DataDir): Promise<number | undefined> {
  const text = await readFile(join(dataDir.dbPath, "mongod.lock"), "utf8").catch(() => "");
  const pid = Number(text.trim());
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}
