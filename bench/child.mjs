/**
 * Processes of a benchmark: servers, and those that put load on them. All of them end with this process, however it ends.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const endWithParent = new URL("end-with-parent.mjs", import.meta.url).href;

/** A server of the package on a database of the given name. */
export function startServer(uri, database) {
  const args = ["serve", "--mongodb", uri, "--database", database, "--port", "0", "--log-level", "error"];
  return startReady("../dist/cli/main.js", args, /^lazyengine ready grpc=(\S+)/);
}

/** Runs a file as a process that prints its address when it serves: the first group of the pattern. */
export async function startReady(path, args, pattern) {
  const child = fork(fileURLToPath(new URL(path, import.meta.url)), args, {
    execArgv: ["--import", endWithParent],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const address = pattern.exec(line)?.[1];
    if (address !== undefined) return { address, pid: child.pid, stop };
  }
  throw new Error(`${path} ended before it was ready`);
}

/** Starts a file of bench/load/; `run` resolves to what one run there comes to. */
export async function startLoad(name, parameters) {
  const file = fileURLToPath(new URL(`load/${name}.mjs`, import.meta.url));
  const child = fork(file, [JSON.stringify(parameters)]);
  const exited = once(child, "exit");
  const ended = exited.then(([code]) => {
    throw new Error(`bench/load/${name}.mjs ended with ${code} before it was told to`);
  });
  // Told by whoever waits for an answer.
  ended.catch(() => undefined);
  const answer = async () => {
    const [message] = await Promise.race([once(child, "message"), ended]);
    return message;
  };
  await answer();
  const run = (options) => {
    child.send(options);
    return answer();
  };
  const stop = async () => {
    if (child.connected) child.disconnect();
    await exited;
  };
  return { run, stop };
}
