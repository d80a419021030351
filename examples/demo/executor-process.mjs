/**
 * The demo's executors as processes of their own. Each tells of every run of a handler: the Node ones by the channel to
 * their parent, the Python one by lines on stdout.
 */
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { lastLines } from "./last-lines.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/**
 * @typedef {object} ExecutorProcess
 * @property {() => Promise<void>} stop SIGTERM: what it holds is finished first. Rejects where it ended with an error.
 */

/** @typedef {(ran: import("./check-claims.mjs").Ran) => void} OnRan */

/**
 * @param {{ address: string, root: string, workerId: string, maxInFlight: number }} options
 * @param {OnRan} onRan
 * @returns {ExecutorProcess}
 */
export function startNodeExecutor({ address, root, workerId, maxInFlight }, onRan) {
  const args = [address, root, workerId, String(maxInFlight)];
  const child = fork(join(here, "measure-executor.mjs"), args, { stdio: ["ignore", "ignore", "pipe", "ipc"] });
  child.on("message", (message) => onRan(/** @type {import("./check-claims.mjs").Ran} */ (message)));
  return stoppable(child, workerId);
}

/**
 * @param {{ address: string, root: string }} options
 * @param {OnRan} onRan
 * @returns {ExecutorProcess}
 */
export function startPythonExecutor({ address, root }, onRan) {
  const python = process.env["LAZYENGINE_PYTHON"] ?? join(root, ".venv", "bin", "python");
  const child = spawn(python, [join(here, "join_executor.py"), address], { stdio: ["ignore", "pipe", "pipe"] });
  createInterface({ input: child.stdout }).on("line", (line) => onRan(JSON.parse(line)));
  return stoppable(child, "the Python executor");
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} name
 * @returns {ExecutorProcess}
 */
function stoppable(child, name) {
  const last = lastLines(child.stderr);
  const ended = Promise.race([
    once(child, "close"),
    once(child, "error").then(([error]) => {
      throw new Error(`${name} did not start: ${error.message}`);
    }),
  ]);
  // Told by stop(), whenever that is called.
  ended.catch(() => undefined);
  return {
    async stop() {
      child.kill("SIGTERM");
      const [code, signal] = await ended;
      if (code !== 0) throw new Error(`${name} ended with ${signal ?? code}:\n${last().join("\n")}`);
    },
  };
}
