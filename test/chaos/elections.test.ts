// The primary of three members gives way, is killed, stands still, or is left alone by the others.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { endServers, serve } from "../kill/serving.js";
import { endMongods, type MongodProcess } from "../mongod/mongod-process.js";
import { rounds, SEED, tell, told } from "./form.js";
import { startLoad } from "./load.js";
import { stepDown, type ThreeMembers, threeMembers } from "./three-members.js";

const ROUNDS = rounds(4, 30);
const ROUND_LIMIT_MS = 120_000;
/** The figure is 15 s: an election after 10 s without a primary. */
const WINDOW_MS = 45_000;
/** Longer than it takes to elect another. */
const STANDSTILL_MS = 14_000;

afterEach(async () => {
  await endServers();
  await endMongods();
});

/** Each resolves once all three are there again. */
const FAULTS: Readonly<Record<string, (primary: MongodProcess, set: ThreeMembers) => Promise<void>>> = {
  "gives way": stepDown,
  "is killed": async (primary, set) => {
    await primary.kill();
    await set.primary();
    await primary.start();
  },
  "stands still": (primary) => standStill([primary]),
  "is left alone": (primary, set) => standStill(set.others(primary)),
};

test(`elections, ${ROUNDS} of them, lose nothing and schedule nothing twice`, {
  timeout: ROUND_LIMIT_MS * (ROUNDS + 2),
}, async () => {
  const set = await threeMembers();
  const { address } = await serve(set.uri, "chaos");
  const load = await startLoad({ addresses: [address], seed: SEED });
  const windows: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await load.acknowledgements(50);
    const primary = await set.primary();
    const fault = Object.values(FAULTS)[round % 4];
    const from = performance.now();
    await fault?.(primary, set);
    await set.primary();
    await load.acknowledgements(1);
    windows.push(
      longestSilence(
        load.history.all().filter(({ at }) => at >= from),
        from,
      ),
    );
  }
  const { faults, seen } = await load.finish();
  tell("elections", `${ROUNDS} rounds, nothing acknowledged for ${told(windows)} ms; ${seen}`);
  expect(faults).toEqual([]);
  expect(Math.max(...windows)).toBeLessThan(WINDOW_MS);
});

async function standStill(members: readonly MongodProcess[]): Promise<void> {
  for (const member of members) member.signal("SIGSTOP");
  await delay(STANDSTILL_MS); // how long they stand still is what is tested
  for (const member of members) member.signal("SIGCONT");
}

function longestSilence(
  entries: readonly { readonly event: { readonly kind: string }; readonly at: number }[],
  from: number,
): number {
  const times = entries.filter(({ event }) => event.kind === "acknowledged").map(({ at }) => at);
  return Math.max(...times.map((at, index) => at - (times[index - 1] ?? from)));
}
