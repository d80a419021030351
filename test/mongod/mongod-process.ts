// A mongod of a test's own, which may be killed, stand still, and start again on its port and folder.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { resolveMongod } from "../../src/mongod/index.js";
import { freePort, isListening } from "../../src/mongod/mongod-admin.js";
import { becomePrimary, REPLICA_SET } from "../../src/mongod/replica-set.js";

export interface MongodProcess {
  readonly port: number;
  readonly folder: string;
  /** As a replica set of one. */
  readonly uri: string;
  /** Resolves when it listens. */
  start(): Promise<void>;
  /** Resolves when it may be written to, as a set of one. */
  lead(): Promise<void>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** Resolves when it has ended, by whatever. */
  ended(): Promise<void>;
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
}

export interface MongodOptions {
  /** With data of another one; absent: an empty one of its own. Goes with it in either case. */
  readonly folder?: string;
  /** The name of its replica set; absent: that of the embedded one, "": it is a standalone server. */
  readonly replicaSet?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const START_LIMIT_MS = 60_000;
const LOOK_MS = 20;
/** On the loopback interface, and with no more memory than a test needs. */
const SMALL = [
  ...["--bind_ip", "127.0.0.1", "--nounixsocket", "--quiet"],
  ...["--wiredTigerCacheSizeGB", "0.25", "--setParameter", "diagnosticDataCollectionEnabled=false"],
];
const made = new Set<MongodProcess>();

/** Started; not yet a member of an initiated set. */
export async function mongodProcess({
  folder: given,
  replicaSet = REPLICA_SET,
  args = [],
  env = {},
}: MongodOptions = {}): Promise<MongodProcess> {
  const { path } = await resolveMongod();
  const folder = given ?? (await mkdtemp(join(tmpdir(), "lazyengine-mongod-")));
  const port = await freePort();
  const command = ["--dbpath", folder, "--port", String(port), ...SMALL, ...args];
  if (replicaSet !== "") command.push("--replSet", replicaSet);
  let child: ChildProcess | undefined;
  const ended = async (): Promise<void> => {
    if (child !== undefined && child.exitCode === null && child.signalCode === null) await once(child, "exit");
  };
  const mongod: MongodProcess = {
    port,
    folder,
    uri: `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`,
    ended,
    lead: () => becomePrimary(port),
    async start() {
      const log = await open(logOf(folder), "a");
      child = spawn(path, command, { stdio: ["ignore", log.fd, log.fd], env: { ...process.env, ...env } });
      await log.close();
      await listening(mongod, child);
    },
    async kill() {
      child?.kill("SIGKILL");
      await ended();
    },
    signal: (signal) => void child?.kill(signal),
  };
  made.add(mongod);
  await mongod.start();
  return mongod;
}

/** Ends all and removes their folders. */
export async function endMongods(): Promise<void> {
  for (const mongod of made) {
    await mongod.kill();
    await rm(mongod.folder, { recursive: true, force: true });
  }
  made.clear();
}

async function listening({ port, folder }: MongodProcess, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS;
  while (!(await isListening(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      const log = await readFile(logOf(folder), "utf8");
      throw new Error(`mongod does not listen: ${child.exitCode}\n${log.slice(-2_000)}`);
    }
    await delay(LOOK_MS);
  }
}

function logOf(folder: string): string {
  return join(folder, "log.txt");
}
