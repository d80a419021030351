// Three times as many flows are to be started as the server can start: it starts as many as it can, in time, refuses the
// rest, completes what is under way, and is as before right after.
import { afterEach, expect, test } from "vitest";
import { endServers, serve } from "../kill/serving.js";
import { testDatabase } from "../mongod/database.js";
import { rounds, SEED, tell } from "./form.js";
import { peak, sample } from "./gauges.js";
import { type Load, startLoad } from "./load.js";
import { type EndedCall, Starts, summary, toldStarts } from "./starts.js";

const NORMAL_MS = rounds(5, 30) * 1_000;
const OVERLOAD_MS = rounds(12, 300) * 1_000;
const AFTER_MS = rounds(6, 20) * 1_000;
const CALLERS = 32;
/** Until it is noticed, calls of this time are in what waits too long; told apart. */
const NOTICED_MS = 2_000;
/** Of the rate before and after: in full the figure; in short, where a second more or less tells, what only tells a collapse. */
const GOODPUT_SHARE = rounds(0.3, 0.8);
/** In short others run beside it, and may take from one span of time what they leave to the next; a collapse shows in each. */
const TRIES = rounds(3, 1);
/** In full the figure. */
const P99_TIMES = rounds(Number.POSITIVE_INFINITY, 5);
/** In a collapse all wait for as long as they may, five seconds. */
const P99_MS = 4_500;
const QUEUED = "lazyengine_queued_commands";
const OPEN = "lazyengine_open_calls";
const MEMORY = "process_resident_memory_bytes";

afterEach(endServers);

test("a server that is asked for three times as much as it can does what it can", {
  timeout: TRIES * (NORMAL_MS + OVERLOAD_MS + AFTER_MS) + 240_000,
}, async () => {
  const { uri, dbName } = testDatabase();
  const { address, http } = await serve(uri, dbName);
  const load = await startLoad({ addresses: [address], seed: SEED, callers: 2 });
  const starts = new Starts(address);
  await starts.atOnce(CALLERS, NORMAL_MS / 2); // what runs for the first time is slow
  let outcome = await overload(starts, http, load);
  for (let tries = 1; tries < TRIES && !isAsItMust(outcome); tries += 1) outcome = await overload(starts, http, load);
  starts.close();
  const { faults, seen } = await load.finish();
  tell("overload", seen);
  expect(faults).toEqual([]);
  expect(outcome.goodput).toBeGreaterThanOrEqual(GOODPUT_SHARE);
  expect(outcome.p99).toBeLessThanOrEqual(outcome.p99Bound);
  expect(outcome.recovered).toBeGreaterThanOrEqual(0);
  expect(outcome.meanwhile).toBeGreaterThan(0);
});

interface Outcome {
  /** Of the mean rate before and after. */
  readonly goodput: number;
  readonly p99: number;
  readonly p99Bound: number;
  /** The second, from 0, in which all was normal again; -1 = in none. */
  readonly recovered: number;
  /** Events of the load beside it. */
  readonly meanwhile: number;
}

function isAsItMust({ goodput, p99, p99Bound, recovered }: Outcome): boolean {
  return goodput >= GOODPUT_SHARE && p99 <= p99Bound && recovered >= 0;
}

/** As much as is answered, then three times as much, then as before. */
async function overload(starts: Starts, http: string, load: Load): Promise<Outcome> {
  const begin = performance.now();
  await starts.atOnce(CALLERS, NORMAL_MS);
  const normal = summary(starts.calls, begin, performance.now());

  const overloaded = performance.now();
  const completed = load.history.all().length;
  const sampling = sample(http, [QUEUED, OPEN, MEMORY]);
  await starts.atRate(3 * normal.perSecond, OVERLOAD_MS);
  const samples = await sampling.stop();
  const meanwhile = load.history.all().length - completed;
  const noticed = summary(starts.calls, overloaded, overloaded + NOTICED_MS);
  const over = summary(starts.calls, overloaded + NOTICED_MS, overloaded + OVERLOAD_MS);

  const ended = performance.now();
  await starts.atOnce(CALLERS, AFTER_MS);
  const recovered = firstNormalSecond(starts.calls, ended, 2 * normal.p99);
  const after = summary(starts.calls, ended, performance.now());
  const goodput = over.perSecond / ((normal.perSecond + after.perSecond) / 2);
  tell(
    "overload",
    `without ${toldStarts(normal)}; at three times in its first ${NOTICED_MS} ms ${toldStarts(noticed)}, then ${toldStarts(over)}; ` +
      `${Math.round(100 * goodput)} % of the rate before and after; at most ${peak(samples, QUEUED)} commands waited, ${peak(samples, OPEN)} calls were open, ${Math.round(peak(samples, MEMORY) / 2 ** 20)} MiB; ` +
      `normal again in second ${recovered + 1}; ${meanwhile} events of the others meanwhile`,
  );
  return { goodput, p99: over.p99, p99Bound: Math.min(P99_MS, P99_TIMES * normal.p99), recovered, meanwhile };
}

/** The first second in which nobody was refused and nobody waited longer; -1 = there was none. */
function firstNormalSecond(calls: readonly EndedCall[], from: number, mostMs: number): number {
  return Array.from({ length: AFTER_MS / 1_000 }, (_, second) =>
    summary(calls, from + second * 1_000, from + (second + 1) * 1_000),
  ).findIndex(({ perSecond, p99, refused, late }) => perSecond > 0 && p99 <= mostMs && refused + late === 0);
}
