/**
 * Profiles: `make profile`. For each load, what a completion costs server, client and mongod by the kernel's accounting, and
 * where server and client spend it, by rooms and packages, by functions, and by functions with all that they call.
 * The recordings stay in .cache/bench/profiles/: open them as flame graphs with the developer tools of a browser.
 * Usage: node bench/profile/run.mjs [LOAD...]
 */
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { startThrowawayMongod } from "../../dist/mongod/index.js";
import { cpuOf } from "../process-cost.mjs";
import { Stage } from "../stage.mjs";
import { LOADS } from "./loads.mjs";
import { timesOf } from "./times.mjs";

const FOLDER = ".cache/bench/profiles";
const SHOWN = 25;
/** Completions before anything counts. */
const WARM_UP = 10_000;

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(LOADS);
const unknown = names.filter((name) => !(name in LOADS));
if (unknown.length > 0) {
  console.error(`no load ${unknown.join(", ")}; there are ${Object.keys(LOADS).join(", ")}`);
  process.exit(2);
}
await mkdir(FOLDER, { recursive: true });
process.env.BENCH_PROFILES = FOLDER;
const mongod = await startThrowawayMongod();
try {
  for (const name of names) await profile(name);
} finally {
  await mongod.stop();
}

async function profile(name) {
  const execArgv = ["--import", new URL("record.mjs", import.meta.url).href];
  const stage = new Stage({ name: "profile", mongod, rounds: 1, anchors: {}, execArgv });
  try {
    const server = await stage.server();
    const load = await LOADS[name].start(stage, server.address);
    const once = async (around = (act) => act()) => {
      await load.prepare?.();
      return around(load.run);
    };
    // Compilers work while code is new.
    for (let done = 0; done < WARM_UP; ) done += await once();
    // What is recorded costs time of its own: the kernel's account is of a run without.
    const { result: completions, cpu } = await once((act) =>
      cpuOf({ server: server.pid, client: load.pid, mongod: mongod.pid }, act),
    );
    console.log(`\n# ${name}: ${LOADS[name].what}\n`);
    const costs = Object.entries(cpu).map(([who, ms]) => `${who} ${perCompletion(ms * 1000, completions)}`);
    console.log(`CPU per completion: ${costs.join(", ")}`);
    const recorded = await once((act) => recording([server.pid, load.pid], act));
    for (const [who, pid] of [
      ["server", server.pid],
      ["client", load.pid],
    ]) {
      const file = await profileOf(pid, `${name}-${who}`);
      print(who, timesOf(file), recorded, file);
    }
  } finally {
    await stage.close();
  }
}

async function recording(pids, act) {
  const toggle = () => pids.forEach((pid) => void process.kill(pid, "SIGUSR2"));
  toggle();
  await delay(200);
  const result = await act();
  toggle();
  return result;
}

/** Waits until the process has written it; gives it a name that people know. */
async function profileOf(pid, name) {
  const file = `${FOLDER}/${name}.cpuprofile`;
  await rm(file, { force: true });
  while (!existsSync(file)) {
    const written = (await readdir(FOLDER)).find((entry) => entry.endsWith(`-${pid}.cpuprofile`));
    if (written === undefined) await delay(50);
    else await rename(`${FOLDER}/${written}`, file);
  }
  return file;
}

function print(who, { busy, functions, rooms }, completions, file) {
  console.log(`\n## ${who}: ${perCompletion(busy, completions)} while recorded; ${file}\n`);
  const row = (us, label) => console.log(`${share(us, busy)} ${perCompletion(us, completions).padStart(10)}  ${label}`);
  const most = (entries) => entries.sort(([, a], [, b]) => b - a).slice(0, SHOWN);
  console.log("by room or package:");
  for (const [room, us] of most([...rooms])) row(us, room);
  console.log("\nby function:");
  for (const [name, us] of most([...functions].map(([name, { self }]) => [name, self]))) row(us, name);
  console.log("\nby function of the package, with all that it calls:");
  const own = [...functions].filter(([name]) => / dist\//.test(name));
  for (const [name, us] of most(own.map(([name, { total }]) => [name, total]))) row(us, name);
}

function share(us, busy) {
  return `${((us / busy) * 100).toFixed(1).padStart(5)} %`;
}

function perCompletion(us, completions) {
  return `${(us / completions).toFixed(1)} µs`;
}
