// Two servers on one database, of which one is killed, stands still for longer than its lease, or is stopped in order.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { seededRandom } from "../core/seeded-random.js";
import { endServers, serve } from "../kill/serving.js";
import { testDatabase } from "../mongod/database.js";
import { rounds, SEED, tell, told } from "./form.js";
import { startLoad } from "./load.js";

const ROUNDS = rounds(3, 30);
const ROUND_LIMIT_MS = 60_000;
/** Longer than a process's lease and all that is left of it: others have taken over what it had. */
const STANDSTILL_MS = 9_000;
/** How long calls under way may take, `--stop-grace`, and what a busy machine adds. */
const STOP_MS = 20_000;

afterEach(endServers);

test(`two servers lose nothing and schedule nothing twice while one fails, ${ROUNDS} times`, {
  timeout: ROUND_LIMIT_MS * (ROUNDS + 2),
}, async () => {
  const { uri, dbName } = testDatabase();
  const random = seededRandom(SEED);
  const servers = [await serve(uri, dbName), await serve(uri, dbName)] as const;
  const load = await startLoad({ addresses: servers.map(({ address }) => address), seed: SEED });
  const others: number[] = [];
  const stops: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await load.acknowledgements(100);
    const failing = random.pick(servers);
    const failed = performance.now();
    const kind = round % 3;
    if (kind === 0) await failing.kill();
    if (kind === 1) failing.signal("SIGSTOP");
    if (kind === 2) stops.push(await failing.stop());
    await load.acknowledgements(1);
    others.push(performance.now() - failed);
    if (kind === 1) await delay(STANDSTILL_MS); // how long it stands still is what is tested
    if (kind === 1) failing.signal("SIGCONT");
    else await failing.restart();
  }
  const { faults, seen } = await load.finish();
  tell(
    "servers fail",
    `${ROUNDS} rounds, the other acknowledges after ${told(others)} ms, stopped in ${told(stops)} ms; ${seen}`,
  );
  expect(faults).toEqual([]);
  expect(Math.max(0, ...stops)).toBeLessThan(STOP_MS);
});
