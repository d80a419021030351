// Only the process of dev itself is killed: the embedded MongoDB lives on, the next start always comes up, nothing is
// lost.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { Client } from "../../src/client/index.js";
import { startMongod } from "../../src/mongod/index.js";
import { endAll, type Started, start } from "../cli/lazyengine-process.js";

const PAUSES_MS = [0, 300, 1_000, 3_000];
/** Each starts on data of its own, has its share of the kills, and waits for as much as it works: so they go beside each other. */
const FOLDERS = 2;
const KILLS_OF_EACH = Math.ceil(Number(process.env["LAZYENGINE_KILLS"] ?? 20) / FOLDERS);
const KILLS = FOLDERS * KILLS_OF_EACH;
const KILL_LIMIT_MS = 60_000;

const folders: string[] = [];
afterAll(async () => {
  await endAll();
  for (const data of folders) {
    // A server that was killed last leaves its MongoDB behind, as it should.
    await (await startMongod({ dataDir: data })).stop();
    await rm(data, { recursive: true });
  }
});

test(`dev comes up with its data after each of ${KILLS} SIGKILLs, whatever the pause`, {
  timeout: KILL_LIMIT_MS * (KILLS + 2),
}, async () => {
  const shares = Array.from({ length: FOLDERS }, (_, share) => killAgainAndAgain(share));
  const startMs = (await Promise.all(shares)).flat();
  process.stdout.write(`dev after ${KILLS} kills: worst start ${Math.round(Math.max(...startMs))} ms\n`);
});

/** How long it took to come up each time after the first, milliseconds. */
async function killAgainAndAgain(share: number): Promise<readonly number[]> {
  const data = await mkdtemp(join(tmpdir(), "lazyengine-dev-"));
  folders.push(data);
  const startMs: number[] = [];
  const kept: string[] = [];
  for (let kill = 0; kill <= KILLS_OF_EACH; kill += 1) {
    const begin = performance.now();
    const server = start(["dev", "--data", data, "--port", "0", "--log-level", "warn"]);
    const address = await ready(server);
    startMs.push(performance.now() - begin);
    expect(await flowsAt(address)).toEqual(kept);
    kept.push(await runToItsEnd(address, `flow-${String(kill).padStart(2, "0")}`));
    if (kill === KILLS_OF_EACH) break;
    server.signal("SIGKILL");
    await server.ended;
    await delay(PAUSES_MS[(kill + 2 * share) % PAUSES_MS.length]); // the length of the pause is what is tested
  }
  return startMs.slice(1);
}

async function ready(server: Started): Promise<string> {
  const [, address = ""] = await server.stdout(/^lazyengine ready grpc=(\S+) http=\S+ store=mongodb:/);
  return address;
}

async function flowsAt(address: string): Promise<readonly string[]> {
  const client = new Client({ address });
  const { flows } = await client.listFlows({ states: ["SUCCEEDED"] });
  client.close();
  return flows.map(({ flowId }) => flowId).toSorted();
}

async function runToItsEnd(address: string, flowId: string): Promise<string> {
  const client = new Client({ address });
  const handle = await client.run({ tasks: [{ name: "a", type: "outside" }] }, { flowId });
  await client.taskComplete({ flowId, taskId: "a", result: flowId });
  expect(await handle.result()).toEqual({ a: flowId });
  client.close();
  return flowId;
}
