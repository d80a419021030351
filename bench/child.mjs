/**
 * Processes of a benchmark: servers, and those that put load on them.
 */
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

/** A server of the package on a database of the given name; ends when `stop` is called. */
export function startServer(uri, database) {
  const args = ["serve", "--mongodb", uri, "--database", database, "--port", "0", "--log-level", "error"];
  return startReady(process.execPath, [main, ...args], /^lazyengine ready grpc=(\S+)/);
}

/** A process that prints its address when it serves: the first group of the pattern. */
export async function startReady(command, args, pattern) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const address = pattern.exec(line)?.[1];
    if (address !== undefined) return { address, stop };
  }
  throw new Error(`${command} ${args.join(" ")} ended before it was ready`);
}

/** Runs a file of bench/load/ in a process of its own; resolves to the one message that it sends. */
export async function runLoad(name, parameters) {
  const file = fileURLToPath(new URL(`load/${name}.mjs`, import.meta.url));
  const child = fork(file, [JSON.stringify(parameters)]);
  const answer = Promise.race([
    once(child, "message").then(([message]) => message),
    once(child, "exit").then(([code]) => {
      throw new Error(`bench/load/${name}.mjs ended with ${code} before it answered`);
    }),
  ]);
  const result = await answer;
  if (child.exitCode === null) await once(child, "exit");
  return result;
}
