// Two ways of starting the mongod process: one that outlives this process, one that never does.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import type { DataDir } from "./data-dir.js";
import { REPLICA_SET } from "./replica-set.js";

export interface SpawnOptions {
  readonly binary: string;
  readonly dataDir: DataDir;
  readonly port: number;
  /** WiredTiger's cache, gigabytes. */
  readonly cacheSizeGb: number;
  /** Bound: killed, and its folder removed, when this process ends in whatever way. Otherwise it goes on. */
  readonly bound: boolean;
}

export interface SpawnedMongod {
  /** mongod's process id; undefined for a bound one, which a watching shell starts. */
  readonly pid: number | undefined;
  /** Resolves to the exit code, null after a signal or when it could not be started. */
  readonly exited: Promise<number | null>;
  /** Kills it at once; the folder of a bound one is removed before `exited` resolves. */
  kill(): void;
}

// $1 = data folder, the rest = mongod's command line. Standard input is a pipe from this process: `read` returns when it
// closes, which it does at any kind of end. The mark tells that end from one of mongod alone, which keeps its folder.
const BOUND = `
dir=$1; shift
exec 3<&0
"$@" </dev/null 3<&- &
mongod=$!
{ read -r _ <&3; : >"$dir/orphaned"; kill -9 "$mongod"; } &
reader=$!
wait "$mongod"; code=$?
kill "$reader" 2>/dev/null
if [ -e "$dir/orphaned" ]; then rm -rf "$dir"; fi
exit "$code"`;

export function spawnMongod(options: SpawnOptions): SpawnedMongod {
  const log = openSync(options.dataDir.logPath, "a", 0o600);
  try {
    return options.bound ? spawnBound(options, log) : spawnDetached(options, log);
  } finally {
    closeSync(log);
  }
}

function spawnDetached(options: SpawnOptions, log: number): SpawnedMongod {
  const child = spawn(options.binary, mongodArguments(options), {
    stdio: ["ignore", log, log],
    cwd: options.dataDir.path,
    // A session of its own: neither a Ctrl-C at the terminal nor the end of this process reaches it.
    detached: true,
  });
  child.unref();
  return { pid: child.pid, exited: exitOf(child), kill: () => void child.kill("SIGKILL") };
}

function spawnBound(options: SpawnOptions, log: number): SpawnedMongod {
  const { dataDir, binary } = options;
  const child = spawn("/bin/sh", ["-c", BOUND, "sh", dataDir.path, binary, ...mongodArguments(options)], {
    stdio: ["pipe", log, log],
    cwd: dataDir.path,
    detached: true,
  });
  child.unref();
  const kill = () => {
    // Whoever waits for the end is to see it, though nothing else may keep that process.
    child.ref();
    child.stdin?.end();
  };
  return { pid: undefined, exited: exitOf(child), kill };
}

function mongodArguments(options: SpawnOptions): string[] {
  // --dbpath and --port stand before others: they are looked for, followed by a space, in the command line.
  return [
    ...["--dbpath", options.dataDir.dbPath, "--port", String(options.port), "--replSet", REPLICA_SET],
    ...["--bind_ip", "127.0.0.1", "--nounixsocket"],
    // Some versions' zlib compressor can be made to leak memory.
    ...["--networkMessageCompressors", "snappy,zstd"],
    ...["--wiredTigerCacheSizeGB", String(options.cacheSizeGb), "--oplogSize", "512"],
    ...["--setParameter", "diagnosticDataCollectionEnabled=false", "--quiet"],
  ];
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  try {
    const [code] = (await once(child, "exit")) as [number | null]; // as "exit" is documented
    return code;
  } catch {
    return null; // "error": it could not be started
  }
}
