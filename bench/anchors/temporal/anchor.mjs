/**
 * Temporal's development server on a database file, with a worker of its TypeScript SDK. Each task is an activity.
 */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startBound } from "../../child.mjs";
import { anchorFile, anchorFolder, freePort, installFromNpm, listening, needProgram } from "../installed.mjs";

const run = promisify(execFile);
const VERSION = "1.5.1";
const STARTS = 3;
/** Sources of all that the server is made of come with it. */
const OUTPUT_BYTES = 64 * 1024 * 1024;

export const temporal = {
  async setUp() {
    const folder = await anchorFolder("temporal");
    const server = await build(folder);
    await installFromNpm("temporal", folder);
    // Its bundler looks for packages beside the workflows.
    await cp(anchorFile("temporal/workflows.cjs"), `${folder}workflows.cjs`);
    const { version } = JSON.parse(await readFile(`${folder}node_modules/@temporalio/worker/package.json`, "utf8"));
    return { about: `${server}, start-dev --db-filename (sqlite); TypeScript SDK ${version}` };
  },

  /** One process with a worker of so many slots and a client, on a server of its own. */
  async load(stage, { slots }) {
    const port = await startServer(stage, STARTS);
    return stage.load("anchors/temporal/load.mjs", { port, slots });
  },
};

/** Resolves to its port. It panics where another program has taken one of the ports since they were found to be free. */
async function startServer(stage, starts) {
  const [port, httpPort, metricsPort] = [await freePort(), await freePort(), await freePort()];
  const folder = await mkdtemp(join(tmpdir(), "lazyengine-bench-temporal-"));
  const ports = ["--port", String(port), "--http-port", String(httpPort), "--metrics-port", String(metricsPort)];
  const files = ["--db-filename", `${folder}/temporal.db`, "--log-level", "never"];
  const args = ["server", "start-dev", "--headless", "--ip", "127.0.0.1", ...ports, ...files];
  const serves = () => Promise.all([listening(port), listening(httpPort)]);
  try {
    stage.keep(await startBound(`${await anchorFolder("temporal")}temporal`, args, folder, serves));
    return port;
  } catch (error) {
    if (starts === 1) throw error;
    return startServer(stage, starts - 1);
  }
}

/** Builds the server, unless it is there; that takes ten minutes and more. Resolves to what it is. */
async function build(folder) {
  const binary = `${folder}temporal`;
  // One that `go install` has built does not know its own version.
  const stamp = `${folder}built.txt`;
  const built = await readFile(stamp, "utf8").catch(() => "");
  if (built !== VERSION) {
    await needProgram("go", ["version"], "make tools");
    console.error("bench: building Temporal's server with go install; this takes ten minutes and more, once");
    const caches = { GOPATH: await anchorFolder("go"), GOCACHE: await anchorFolder("go-build") };
    const options = { env: { ...process.env, ...caches, GOBIN: folder }, maxBuffer: OUTPUT_BYTES };
    await run("go", ["install", `github.com/temporalio/cli/cmd/temporal@v${VERSION}`], options);
    await run("go", ["clean", "-cache", "-modcache"], options);
    await writeFile(stamp, VERSION);
  }
  const { stdout } = await run(binary, ["--version"]);
  return `temporal ${VERSION} (${/Server ([\d.]+)/.exec(stdout)?.[0] ?? "server of unknown version"})`;
}
