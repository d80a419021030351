/**
 * The server of the demo as a process of its own, so that it can be killed as hard as a machine would do it.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { lastLines } from "./last-lines.mjs";

/**
 * @typedef {object} ServerProcess
 * @property {string} address HOST:PORT of gRPC.
 * @property {string} pages The address of the web pages.
 * @property {number} pid
 * @property {number} startMs From the start of the process to its ready line.
 * @property {() => Promise<void>} kill SIGKILL: no word of farewell. Resolves when the process is gone.
 * @property {() => Promise<void>} stop SIGTERM: an orderly end, the embedded MongoDB included.
 */

/**
 * Resolves when the server serves. `port` 0 takes a free one.
 *
 * @param {{ root: string, data: string, port: number }} options
 * @returns {Promise<ServerProcess>}
 */
export async function startServer({ root, data, port }) {
  const begin = performance.now();
  const args = ["dev", "--data", data, "--port", String(port), "--http-port", "0", "--log-level", "warn"];
  const child = spawn(process.execPath, [join(root, "dist", "cli", "main.js"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = once(child, "close");
  const said = lastLines(child.stderr);
  const { address, pages } = await Promise.race([
    readyAddresses(child.stdout),
    closed.then(([code]) => {
      throw new Error(`the server ended with code ${code} before it was ready:\n${said().join("\n")}`);
    }),
  ]);
  /** @param {NodeJS.Signals} signal */
  const end = async (signal) => {
    child.kill(signal);
    await closed;
  };
  return {
    address,
    pages,
    pid: child.pid ?? 0,
    startMs: performance.now() - begin,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

/**
 * @param {import("node:stream").Readable} stdout
 * @returns {Promise<{ address: string, pages: string }>}
 */
function readyAddresses(stdout) {
  return new Promise((resolve) => {
    createInterface({ input: stdout }).on("line", (line) => {
      const [, address, http] = /^lazyengine ready grpc=(\S+) http=(\S+) /.exec(line) ?? [];
      if (address !== undefined) resolve({ address, pages: `http://${http}/ui/` });
    });
  });
}
