// Starts processes that hold a data folder's mongod (hold-mongod.mjs), for tests that kill them.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { distUrl } from "../run/once-per-run.js";

const dist = await distUrl();
const script = fileURLToPath(new URL("hold-mongod.mjs", import.meta.url));

export interface HeldMongod {
  readonly uri: string;
  readonly pid: number;
  readonly attached: boolean;
}

export interface MongodHolder {
  /** Resolves when the process says that its mongod is up; rejects with its last words when it ends before. */
  readonly up: Promise<HeldMongod>;
  /** SIGKILL, and waits for the end of the process. */
  kill(): Promise<void>;
  /** Has it stop its mongod in order, and waits for the end. */
  stop(): Promise<void>;
}

/** Without a data folder: a throwaway mongod. */
export function holdMongod(dataDir = ""): MongodHolder {
  const child = spawn(process.execPath, [script, dist, dataDir], { stdio: ["pipe", "pipe", "pipe"] });
  const ended = once(child, "exit");
  const up = firstLine(child);
  up.catch(() => undefined); // reported where it is awaited; a test that kills at once does not await it
  return {
    up,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    stop: async () => {
      child.stdin.end();
      const [code] = await ended;
      if (code !== 0) throw new Error(`the holder ended with ${code} instead of stopping in order`);
    },
  };
}

function firstLine(child: ChildProcess): Promise<HeldMongod> {
  return new Promise((resolve, reject) => {
    const errors: string[] = [];
    child.stderr?.on("data", (chunk) => errors.push(String(chunk)));
    if (child.stdout) createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line)));
    child.once("close", (code) =>
      reject(new Error(`the holder ended with ${code} before its mongod was up\n${errors}`)),
    );
  });
}
