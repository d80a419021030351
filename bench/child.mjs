/**
 * Processes of a benchmark: servers, and those that put load on them. All of them end with this process, however it ends.
 */
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const endWithParent = new URL("end-with-parent.mjs", import.meta.url).href;

/** Runs a command whose standard input is a pipe from here, and kills it when that pipe closes. */
const BOUND = `
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
exec 2>/dev/null
{ read -r _ <&3; kill -9 "$child"; } &
reader=$!
echo "pid $child"
wait "$child"; code=$?
kill "$reader"
if [ -n "$REMOVED_AT_END" ]; then rm -rf "$REMOVED_AT_END"; fi
exit "$code"`;

/** A server of the package; `store` are the arguments that say where it keeps its flows. `http` serves its metrics. */
export async function startServer(store, args = [], execArgv = [], program = "../dist/cli/main.js") {
  const free = ["--port", "0", "--http-port", "0", "--log-level", "error"];
  const ready = /^lazyengine ready grpc=(?<address>\S+) http=(?<http>\S+)/;
  return startReady(program, [...store, ...free, ...args], ready, execArgv);
}

/** Runs a file as a process that prints its addresses when it serves: the groups of the pattern. */
export async function startReady(path, args, pattern, execArgv = []) {
  const child = fork(fileURLToPath(new URL(path, import.meta.url)), args, {
    execArgv: ["--import", endWithParent, ...execArgv],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const found = pattern.exec(line);
    if (found !== null) return { ...found.groups, pid: child.pid, stop };
  }
  throw new Error(`${path} ended before it was ready`);
}

/** A foreign server; resolves to its process id once `serves` resolves. Its folder is removed when it ends. */
export async function startBound(command, args, folder, serves) {
  const child = spawnBound(command, args, { cwd: folder, env: { ...process.env, REMOVED_AT_END: folder } });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const pid = new Promise((resolve) => {
    // Whatever else it prints is read away, so that it never waits for a reader.
    lines.on("line", (line) => resolve(Number(/^pid (\d+)$/.exec(line)?.[1])));
  });
  const ended = exited.then(([code]) => {
    throw new Error(`${command} ended with ${code} before it was told to`);
  });
  ended.catch(() => undefined);
  const stop = async () => {
    child.stdin.end();
    await exited;
  };
  await Promise.race([serves(), ended]);
  return { pid: await pid, stop };
}

/** Starts a load, a file from here; `run` resolves to what one run there comes to. */
export async function startLoad(path, parameters, execArgv = []) {
  const file = fileURLToPath(new URL(path, import.meta.url));
  return talkTo(fork(file, [JSON.stringify(parameters)], { execArgv }), path);
}

/** Runs a command to its end; resolves to what it printed. */
export async function runBound(command, args) {
  const child = spawnBound(command, args, {});
  const lines = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
  return lines.slice(1).join("\n");
}

function spawnBound(command, args, options) {
  const stdio = ["pipe", "pipe", "inherit"];
  return spawn("/bin/sh", ["-c", BOUND, "sh", command, ...args], { ...options, stdio });
}

async function talkTo(child, name) {
  const exited = once(child, "exit");
  const ended = exited.then(([code]) => {
    throw new Error(`${name} ended with ${code} before it was told to`);
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
  return { run, stop, pid: child.pid };
}
