// The way from the server to MongoDB is cut, lets nothing back, or is slow.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { endServers, serve } from "../kill/serving.js";
import { endMongods, mongodProcess } from "../mongod/mongod-process.js";
import { type TcpProxy, tcpProxy } from "../store/tcp-proxy.js";
import { rounds, SEED, tell, told } from "./form.js";
import { startLoad } from "./load.js";

const ROUNDS = rounds(3, 24);
const ROUND_LIMIT_MS = 120_000;
/** In full every third is longer than any deadline within the server. */
const FAULT_MS = [5_000, 5_000, rounds(8_000, 30_000)];
/** In full the figure; in short what only tells a slow machine from a server that needs help. */
const RECOVERY_MS = rounds(60_000, 5_000);
const SLOW_MS = 100;

let proxy: TcpProxy | undefined;
afterEach(async () => {
  await endServers();
  await proxy?.close();
  await endMongods();
});

const FAULTS: readonly ((way: TcpProxy) => void)[] = [
  (way) => way.cut(),
  (way) => way.loseAnswers(),
  (way) => way.slow(SLOW_MS),
];

test(`a way to MongoDB that fails ${ROUNDS} times costs nothing but time`, {
  timeout: ROUND_LIMIT_MS * (ROUNDS + 2),
}, async () => {
  const mongod = await mongodProcess();
  await mongod.lead();
  proxy = await tcpProxy(mongod.port);
  const { address } = await serve(`mongodb://127.0.0.1:${proxy.port}/?directConnection=true`, "chaos");
  const load = await startLoad({ addresses: [address], seed: SEED });
  const recoveries: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await load.acknowledgements(50);
    FAULTS[round % FAULTS.length]?.(proxy);
    await delay(FAULT_MS[(round + ((round / 3) | 0)) % FAULT_MS.length]); // how long it lasts is what is tested
    proxy.restore();
    const restored = performance.now();
    await load.acknowledgements(1);
    recoveries.push(performance.now() - restored);
  }
  const { faults, seen } = await load.finish();
  tell("way to MongoDB", `${ROUNDS} faults, acknowledged again after ${told(recoveries)} ms; ${seen}`);
  expect(faults).toEqual([]);
  expect(Math.max(...recoveries)).toBeLessThan(RECOVERY_MS);
});
