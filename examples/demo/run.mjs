/**
 * The real job: a bill of materials of everything that is installed in this checkout, made by a flow with one task for
 * each package, whose server is killed halfway. Exits with 1 where anything it claims does not hold.
 */
import { EventEmitter, once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client, parseFlowFile } from "lazyengine/client";
import { findOccupant, openDataDir } from "../../dist/mongod/data-dir.js";
import { brokenClaims, measuresOf } from "./check-claims.mjs";
import { startNodeExecutor, startPythonExecutor } from "./executor-process.mjs";
import { inventoryFlow } from "./inventory-flow.mjs";
import { readInstalledPackages } from "./package-graph.mjs";
import { reportLines } from "./report.mjs";
import { startServer } from "./server-process.mjs";

/** @typedef {import("./check-claims.mjs").Ran} Ran */
/** @typedef {import("./server-process.mjs").ServerProcess} ServerProcess */

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = join(ROOT, ".cache", "demo");
/** From the root of the checkout. Kept until the next run, so that one can look at this one. */
const DATA = ".cache/demo/data";
const BILL = join(FOLDER, "bill-of-materials.cdx.json");
const NODE_EXECUTORS = 2;
const MAX_IN_FLIGHT = 4;
const PAGE_SIZE = 100;
const MAX_TOLD = 20;

const begin = performance.now();
/** Of the run, once it has ended. */
let flowId = "";

/** @param {string} text */
function tell(text) {
  const seconds = ((performance.now() - begin) / 1000).toFixed(1).padStart(5);
  process.stdout.write(`${seconds} s  ${text}\n`);
}

async function demo() {
  const data = join(ROOT, DATA);
  await expectUnused(data);
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  const { name, version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const packages = await readInstalledPackages(ROOT);
  const flow = inventoryFlow(packages, { name, version });
  tell(`${packages.length} packages are installed: ${flow.tasks} tasks, ${flow.edges} edges, ${flow.cycles} cycles`);

  /** @type {ServerProcess | undefined} */
  let server = await startServer({ root: ROOT, data, port: 0 });
  const client = new Client({ address: server.address });
  /** @type {import("./executor-process.mjs").ExecutorProcess[]} */
  const executors = [];
  try {
    tell(`the server serves at ${server.address} after ${Math.round(server.startMs)} ms, process ${server.pid}`);
    const runs = new Runs();
    const halfway = once(runs, String(Math.floor(flow.tasks / 2)));
    executors.push(...startExecutors(server.address, (ran) => runs.add(ran)));
    const handle = await client.run(parseFlowFile(JSON.stringify(flow.definition)));
    tell(`flow ${handle.flowId} is running: ${NODE_EXECUTORS} Node executors measure, one Python executor joins`);
    tell(`see it run: ${pageOf(server.pages, handle.flowId)}`);
    const result = handle.result();
    await Promise.race([halfway, result]);
    const killed = server;
    server = undefined;
    server = await killAndRestart(killed, data, runs.all.length);
    const joined = /** @type {any} */ (await result)["bill-of-materials"];
    tell("the flow has ended");
    flowId = handle.flowId;
    const seen = { flow, packages, runs: runs.all, joined, restartMs: server.startMs };
    return await judge(client, handle.flowId, seen);
  } finally {
    client.close();
    await Promise.all(executors.map((executor) => executor.stop()));
    await server?.stop();
  }
}

/**
 * Somebody may still look at the run before.
 * @param {string} data
 */
async function expectUnused(data) {
  const occupant = await findOccupant(await openDataDir(data));
  if (occupant.kind === "none") return;
  process.stderr.write(
    `process ${occupant.pid} serves the run before, in ${DATA}: stop the server that shows it first\n`,
  );
  process.exit(1);
}

/**
 * @param {string} pages
 * @param {string} flowId
 */
function pageOf(pages, flowId) {
  return `${pages}#/flow/${encodeURIComponent(flowId)}`;
}

/** What the executors told so far; tells each number of runs as an event of that name. */
class Runs extends EventEmitter {
  /** @type {Ran[]} */
  all = [];

  /** @param {Ran} ran */
  add(ran) {
    this.all.push(ran);
    this.emit(String(this.all.length));
  }
}

/**
 * @param {string} address
 * @param {(ran: Ran) => void} onRan
 */
function startExecutors(address, onRan) {
  const numbers = Array.from({ length: NODE_EXECUTORS }, (_, index) => index + 1);
  return [
    ...numbers.map((number) =>
      startNodeExecutor({ address, root: ROOT, workerId: `node-${number}`, maxInFlight: MAX_IN_FLIGHT }, onRan),
    ),
    startPythonExecutor({ address, root: ROOT }, onRan),
  ];
}

/**
 * The new server takes the old one's port, so that executors and client find it again, and its data.
 *
 * @param {ServerProcess} server
 * @param {string} data
 * @param {number} begun How many tasks were begun by then.
 */
async function killAndRestart(server, data, begun) {
  tell(`${begun} tasks were begun: SIGKILL to the server`);
  await server.kill();
  const port = Number(server.address.slice(server.address.lastIndexOf(":") + 1));
  const next = await startServer({ root: ROOT, data, port });
  tell(`the server serves again after ${Math.round(next.startMs)} ms, process ${next.pid}, its pages at ${next.pages}`);
  return next;
}

/**
 * Reads the flow back, writes the bill, and checks every claim.
 *
 * @param {Client} client
 * @param {string} flowId
 * @param {object} seen
 * @param {import("./inventory-flow.mjs").InventoryFlow} seen.flow
 * @param {readonly import("./package-graph.mjs").InstalledPackage[]} seen.packages
 * @param {readonly Ran[]} seen.runs
 * @param {any} seen.joined What the last task brought.
 * @param {number} seen.restartMs
 */
async function judge(client, flowId, { flow, packages, runs, joined, restartMs }) {
  const { ended, tasks } = await readFlow(client, flowId);
  const paths = packages.map(({ path }) => path);
  const broken = brokenClaims({ flow: ended, tasks, runs, packages: paths, bill: joined.bill });
  await writeFile(BILL, `${JSON.stringify(joined.bill, undefined, 2)}\n`);
  const seconds = (performance.now() - begin) / 1000;
  const measures = measuresOf(tasks);
  const lines = reportLines({ flow, tasks, runs, measures, licences: joined.licences, kills: 1, restartMs, seconds });
  process.stdout.write(`\n${lines.join("\n")}\n\nThe bill of materials (CycloneDX 1.5): ${BILL}\n`);
  return broken;
}

/**
 * @param {Client} client
 * @param {string} flowId
 */
async function readFlow(client, flowId) {
  const tasks = [];
  for (let pageToken = ""; ; ) {
    const page = await client.getFlowDetails(flowId, { view: "FULL", pageSize: PAGE_SIZE, pageToken });
    tasks.push(...page.tasks);
    pageToken = page.nextPageToken;
    if (pageToken === "") return { ended: page.flow, tasks };
  }
}

const broken = await demo();
for (const claim of broken.slice(0, MAX_TOLD)) process.stderr.write(`does not hold: ${claim}\n`);
if (broken.length > MAX_TOLD) process.stderr.write(`and ${broken.length - MAX_TOLD} more\n`);
if (broken.length === 0) process.stdout.write("Every task was done exactly once.\n");
process.stdout.write(`
The run is kept. To see it: npx lazyengine dev --port 50051 --data ${DATA}
and then, in a browser: ${pageOf("http://127.0.0.1:50052/ui/", flowId)}
`);
process.exitCode = broken.length === 0 ? 0 : 1;
