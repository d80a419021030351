/**
 * One large flow through a server of its own, by hand: imported, started, read, and with --to-the-end run to its end.
 * Prints what each step took and what the server's memory came to.
 * Usage: node bench/large-flow.mjs [TASKS] [--to-the-end]
 */
import { readFile, writeFile } from "node:fs/promises";
import { Client, Executor } from "lazyengine/client";
import { MongoClient } from "mongodb";
import { startThrowawayMongod } from "../dist/mongod/index.js";
import { startServer } from "./child.mjs";

const DATABASE = "bench_large";
const FLOW = "large";
const LAYER = 100;
const SLOTS = 64;
const READS = 50;

const toTheEnd = process.argv.includes("--to-the-end");
const tasks = Number(process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? 100_000);

const mongod = await startThrowawayMongod();
const database = new MongoClient(mongod.uri);
const server = await startServer(["serve", "--mongodb", mongod.uri, "--database", DATABASE]);
const client = new Client({ address: server.address, deadlineMs: 600_000 });
try {
  console.log(`${tasks.toLocaleString("en")} tasks in layers of ${LAYER}`);
  await measured("before", async () => undefined);
  const { digest } = await measured("import", () => client.importDefinition({ name: "large" }, { tasks: layers() }));
  await measured("run", () => client.run({ definitionDigest: digest }, { flowId: FLOW }));
  await reads();
  if (toTheEnd) await measured("to the end", runToTheEnd);
  await measured("suspend and cancel", stopIt);
  await reads();
} finally {
  client.close();
  await server.stop();
  await database.close();
  await mongod.stop();
}

/** Each task waits for two of the layer before. */
function* layers() {
  for (let number = 0; number < tasks; number += 1) {
    const above = number - LAYER;
    const beside = above - (above % LAYER) + ((above + 1) % LAYER);
    const dependsOn = above < 0 ? [] : [`task-${above}`, `task-${beside}`];
    yield { name: `task-${number}`, type: "large", dependsOn };
  }
}

async function runToTheEnd() {
  const executor = new Executor({ client, handlers: { large: () => 1 }, maxInFlight: SLOTS });
  await executor.start();
  const flow = await client.flow(FLOW).wait();
  await executor.drain();
  if (flow.state !== "SUCCEEDED") throw new Error(`the flow is ${flow.state}`);
}

/** Until every segment has followed. */
async function stopIt() {
  const handle = client.flow(FLOW);
  if ((await handle.details()).flow.endTime !== undefined) return;
  await client.suspendFlow(FLOW);
  await until("SUSPENDED");
  await client.cancelFlow(FLOW);
  await until("CANCELLED");
}

async function until(state) {
  for await (const event of client.watchFlow({ flowId: FLOW }))
    if (event.kind === "update" && event.flow.state === state) return;
}

async function reads() {
  const middle = `task-${Math.floor(tasks / 2)}`;
  const kinds = {
    "GetFlowDetails SUMMARY": () => client.getFlowDetails(FLOW),
    "page of 100": () => client.getFlowDetails(FLOW, { view: "TASKS" }),
    "page of one state": () => client.getFlowDetails(FLOW, { view: "TASKS", states: ["READY", "RUNNING"] }),
    "one task by its id": () => client.getFlowDetails(FLOW, { view: "TASKS", taskIds: [middle] }),
    "dependencies of one": () => client.getFlowDetails(FLOW, { view: "TASKS", dependenciesOf: middle }),
    "by prefix": () => client.getFlowDetails(FLOW, { view: "TASKS", taskIdPrefix: "task-1" }),
    ListFlows: () => client.listFlows(),
  };
  for (const [name, read] of Object.entries(kinds)) await readMany(name, read);
}

/** Commands and bytes are mongod's, those of the server's own sweeps included. */
async function readMany(name, read) {
  await read();
  const before = await databaseCounters();
  const times = [];
  for (let number = 0; number < READS; number += 1) {
    const began = performance.now();
    await read();
    times.push(performance.now() - began);
  }
  const after = await databaseCounters();
  const each = (counter) => ((after[counter] - before[counter]) / READS).toFixed(1);
  times.sort((a, b) => a - b);
  const median = times[Math.floor(READS / 2)].toFixed(1);
  console.log(`  ${name.padEnd(24)} ${median} ms, ${each("commands")} commands, ${each("bytes")} bytes read`);
}

async function databaseCounters() {
  const { opcounters, network } = await database.db("admin").command({ serverStatus: 1 });
  return { commands: opcounters.query + opcounters.getmore + opcounters.update, bytes: network.bytesOut };
}

async function measured(name, work) {
  await writeFile(`/proc/${server.pid}/clear_refs`, "5");
  const cpu = await cpuSeconds();
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1000;
  const status = await readFile(`/proc/${server.pid}/status`, "utf8");
  const mib = (field) => Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  const used = (await cpuSeconds()) - cpu;
  console.log(
    `${name.padEnd(20)} ${seconds.toFixed(1)} s, server: ${used.toFixed(1)} s of CPU, RSS ${mib("VmRSS")} MiB, at most ${mib("VmHWM")} MiB`,
  );
  return result;
}

/** Of the server's process. */
async function cpuSeconds() {
  const fields = (await readFile(`/proc/${server.pid}/stat`, "utf8")).split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
