// mongod is killed under load and started again: what was acknowledged is in its journal.
import { afterEach, expect, test } from "vitest";
import { endServers, serve } from "../kill/serving.js";
import { endMongods, mongodProcess } from "../mongod/mongod-process.js";
import { rounds, SEED, tell, told } from "./form.js";
import { startLoad } from "./load.js";

const KILLS = rounds(3, 50);
const KILL_LIMIT_MS = 60_000;
/** In full the figure; in short what only tells a slow machine from a server that needs help. */
const RECOVERY_MS = rounds(30_000, 5_000);

afterEach(async () => {
  await endServers();
  await endMongods();
});

test(`nothing acknowledged is lost over ${KILLS} SIGKILLs of mongod`, {
  timeout: KILL_LIMIT_MS * (KILLS + 2),
}, async () => {
  const mongod = await mongodProcess();
  await mongod.lead();
  const { address } = await serve(mongod.uri, "chaos");
  const load = await startLoad({ addresses: [address], seed: SEED });
  const recoveries: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    await load.acknowledgements(100);
    await mongod.kill();
    await mongod.start();
    await mongod.lead();
    const answers = performance.now();
    await load.acknowledgements(1);
    recoveries.push(performance.now() - answers);
  }
  const { faults, seen } = await load.finish();
  tell("mongod killed", `${KILLS} kills, acknowledged again after it answers ${told(recoveries)} ms; ${seen}`);
  expect(faults).toEqual([]);
  expect(Math.max(...recoveries)).toBeLessThan(RECOVERY_MS);
});
