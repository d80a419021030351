/**
 * Where anchors are installed, and by what.
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The folder of an anchor under .cache/bench/, made if it is not there. */
export async function anchorFolder(name) {
  const folder = fileURLToPath(new URL(`../../.cache/bench/${name}/`, import.meta.url));
  await mkdir(folder, { recursive: true });
  return folder;
}

/** A file of bench/anchors/. */
export function anchorFile(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** Installs what the anchor's package-lock.json says, unless that is what is there. */
export async function installFromNpm(name, folder) {
  const lock = anchorFile(`${name}/package-lock.json`);
  if (await sameText(lock, `${folder}node_modules/.made-from.json`)) return;
  console.error(`bench: setting up ${name} from npm`);
  for (const file of ["package.json", "package-lock.json"]) await cp(anchorFile(`${name}/${file}`), `${folder}${file}`);
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
  await cp(lock, `${folder}node_modules/.made-from.json`);
}

/** Throws, with the command to install it, where the machine has no such program. */
export async function needProgram(command, args, hint) {
  try {
    const { stdout } = await run(command, args);
    return stdout.trim();
  } catch {
    throw new Error(`${command} is not there; install it with: ${hint}`);
  }
}

export async function sameText(path, other) {
  const [one, two] = await Promise.all([path, other].map((file) => readFile(file, "utf8").catch(() => undefined)));
  return one !== undefined && one === two;
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Resolves when somebody listens on the port; throws after half a minute. */
export async function listening(port) {
  const { connect } = await import("node:net");
  const { setTimeout: delay } = await import("node:timers/promises");
  const deadline = performance.now() + 30_000;
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const up = await Promise.race([
      once(socket, "connect").then(
        () => true,
        () => false,
      ),
    ]);
    socket.destroy();
    if (up) return;
    if (performance.now() > deadline) throw new Error(`nobody listens on port ${port} after half a minute`);
    await delay(50);
  }
}
