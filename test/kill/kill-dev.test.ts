// Only the process of dev itself is killed: the embedded MongoDB lives on, the next start always comes up, nothing is
// lost.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Client } from "../../src/client/index.js";
import { startMongod } from "../../src/mongod/index.js";
import { endAll, type Started, start } from "../cli/lazyengine-process.js";

const PAUSES_MS = [0, 300, 1_000, 3_000];
const KILLS = Number(process.env["LAZYENGINE_KILLS"] ?? 20);
const KILL_LIMIT_MS = 60_000;

let data = "";
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "lazyengine-dev-"));
});
afterEach(async () => {
  await endAll();
  // A server that was killed last leaves its MongoDB behind, as it should.
  await (await startMongod({ dataDir: data })).stop();
  await rm(data, { recursive: true });
});

test(`dev comes up with its data after each of ${KILLS} SIGKILLs, whatever the pause`, {
  timeout: KILL_LIMIT_MS * (KILLS + 2),
}, async () => {
  const startMs: number[] = [];
  const kept: string[] = [];
  for (let kill = 0; kill <= KILLS; kill += 1) {
    const begin = performance.now();
    const server = start(["dev", "--data", data, "--port", "0", "--log-level", "warn"]);
    const address = await ready(server);
    startMs.push(performance.now() - begin);
    expect(await flowsAt(address)).toEqual(kept);
    kept.push(await runToItsEnd(address, `flow-${String(kill).padStart(2, "0")}`));
    if (kill === KILLS) break;
    server.signal("SIGKILL");
    await server.ended;
    await delay(PAUSES_MS[kill % PAUSES_MS.length]); // the length of the pause is what is tested
  }
  const worst = Math.round(Math.max(...startMs.slice(1)));
  process.stdout.write(
    `dev after ${KILLS} kills: first start ${Math.round(startMs[0] ?? 0)} ms, worst later ${worst} ms\n`,
  );
});

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
