// The primary of three members gives way, is killed, stands still, or is left alone by the others.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { endServers, serve } from "../kill/serving.js";
import { endMongods, type MongodProcess } from "../mongod/mongod-process.js";
import { rounds, SEED, tell, told } from "./form.js";
import { type Load, startLoad } from "./load.js";
import { stepDown, type ThreeMembers, threeMembers } from "./three-members.js";
import { writeProbe } from "./write-probe.js";

const ROUNDS = rounds(4, 30);
const ROUND_LIMIT_MS = 120_000;
/** In full the figure is 15 s: an election after 10 s without a primary. */
const WINDOW_MS = 45_000;
/** In full MongoDB's own. */
const ELECTION_TIMEOUT_MS = rounds(4_000, 10_000);
/** Longer than it takes to elect another. */
const STANDSTILL_MS = rounds(8_000, 14_000);
/** Longer than any time limit of the server's for an answer of MongoDB. */
const LONG_STANDSTILL_MS = 40_000;

afterEach(async () => {
  await endServers();
  await endMongods();
});

/** Each resolves once all three are there again. */
const FAULTS: readonly (readonly [string, (primary: MongodProcess, set: ThreeMembers) => Promise<void>])[] = [
  ["gives way", stepDown],
  ["is killed", killed],
  ["stands still", (primary) => standStill([primary], STANDSTILL_MS)],
  ["is left alone", (primary, set) => standStill(set.others(primary), STANDSTILL_MS)],
  // The fifth, so in full only.
  ["stands still for long", (primary) => standStill([primary], LONG_STANDSTILL_MS)],
];

test(`elections, ${ROUNDS} of them, lose nothing and schedule nothing twice`, {
  timeout: ROUND_LIMIT_MS * (ROUNDS + 2),
}, async () => {
  const set = await threeMembers({ electionTimeoutMs: ELECTION_TIMEOUT_MS });
  const { address } = await serve(set.uri, "chaos");
  const load = await startLoad({ addresses: [address], seed: SEED });
  const probe = writeProbe(set.members);
  const begun: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await load.acknowledgements(50);
    const primary = await set.primary();
    begun.push(performance.now());
    await FAULTS[round % FAULTS.length]?.[1](primary, set);
    await set.primary();
  }
  await load.acknowledgements(50);
  await probe.stop();
  const ours = gaps(acknowledgedAt(load), begun);
  const mongodbs = gaps(probe.written(), begun);
  const { faults, seen } = await load.finish();
  tell("elections", `${ROUNDS} rounds; ${seen}`);
  for (const [index, [name]] of FAULTS.slice(0, ROUNDS).entries()) {
    const of = (all: readonly number[]) => told(all.filter((_, round) => round % FAULTS.length === index));
    const beyond = ours.map((gap, round) => gap - (mongodbs[round] ?? 0));
    tell(
      `elections: ${name}`,
      `no write for ${of(mongodbs)} ms, nothing acknowledged for ${of(ours)}: ${of(beyond)} more`,
    );
  }
  expect(faults).toEqual([]);
  expect(Math.max(...ours)).toBeLessThan(WINDOW_MS);
});

function acknowledgedAt({ history }: Load): readonly number[] {
  return history.all().flatMap(({ event, at }) => (event.kind === "acknowledged" ? [at] : []));
}

/** The longest time without any of them from each fault's begin to the next's. */
function gaps(times: readonly number[], begun: readonly number[]): readonly number[] {
  return begun.map((from, round) => {
    const until = begun[round + 1] ?? Number.POSITIVE_INFINITY;
    const within = [from, ...times.filter((at) => at > from && at < until)];
    return Math.max(0, ...within.map((at, index) => at - (within[index - 1] ?? from)));
  });
}

async function killed(primary: MongodProcess, set: ThreeMembers): Promise<void> {
  await primary.kill();
  await set.primary();
  await primary.start();
}

async function standStill(members: readonly MongodProcess[], standstillMs: number): Promise<void> {
  for (const member of members) member.signal("SIGSTOP");
  await delay(standstillMs); // how long they stand still is what is tested
  for (const member of members) member.signal("SIGCONT");
}
