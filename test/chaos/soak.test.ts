// Flows on two servers, one of which fails every 20 s: the other takes no more memory and no more handles with the tasks that
// it has seen, and answers as fast as before. In short it is half a minute of some flows at a time, in which caches still fill
// and one server fails as often as else in a minute; `make soak` is half an hour of half a thousand.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { Client } from "../../src/client/index.js";
import { endServers, type Serving, serve } from "../kill/serving.js";
import { testDatabase } from "../mongod/database.js";
import { SEED, tell } from "./form.js";
import { peak, type Sample, sample } from "./gauges.js";
import { startLoad } from "./load.js";

const LONG = process.env["LAZYENGINE_SOAK"];
const MINUTES = Number(LONG ?? 0.5);
const FAULT_EVERY_MS = LONG === undefined ? 10_000 : 20_000;
/** Of each server. */
const CALLERS = LONG === undefined ? 20 : 250;
const STANDSTILL_MS = 4_000;
const PROBE_EVERY_MS = 50;
/** What the flows under way take to end, and all of them to be read. */
const END_MS = 1_800_000;
const MIB = 2 ** 20;
/** V8 lets the heap grow to several times of what lives in it before it collects: with a bound its size tells of a leak. */
const BOUNDED = { env: { NODE_OPTIONS: "--max-old-space-size=384" } };
const MEMORY = "process_resident_memory_bytes";
/** Without what V8 has not collected yet, at its least. */
const HEAP = "nodejs_heap_size_used_bytes";
const CACHES = ["segments", "definitions"].map((cache) => `lazyengine_cache_bytes{cache="${cache}"}`);
const NEARLY = 0.95;
const FILES = "process_open_fds";
const HANDLES = "nodejs_active_handles_total";
/** The figure is 1 MiB for 100,000 tasks; the bounds only tell a leak from a busy machine. */
const GROWTH_MIB = 64;
/** Of p99 in the first third, that in the last: the figure. */
const DRIFT = 1.1;
/** In short a third is shorter than the time between two faults, so that none tells of another: what only tells a standstill. */
const SHORT_P99_MS = 10_000;
const MORE_HANDLES = 32;

afterEach(endServers);

test(`${MINUTES} minutes of load and faults leave a server as it was`, {
  timeout: MINUTES * 60_000 + END_MS,
}, async () => {
  const { uri, dbName } = testDatabase();
  const [steady, failing] = [await serve(uri, dbName, BOUNDED), await serve(uri, dbName)] as const;
  const load = await startLoad({ addresses: [failing.address, steady.address], seed: SEED, callers: CALLERS });
  const sampling = sample(steady.http, [MEMORY, HEAP, FILES, HANDLES, ...CACHES]);
  const probe = startProbe(steady.address);
  const begin = performance.now();
  const faults = await failUntil(failing, begin + MINUTES * 60_000);
  const times = await probe.stop();
  const samples = await sampling.stop();
  const end = performance.now();
  // Until then caches, code and heap become what they stay; in short caches do so never.
  const early = Math.max(begin + (end - begin) / 4, LONG === undefined ? begin : whenFull(samples));
  const span = (end - early) / 3;
  const late = end - span;
  const between = load.history
    .all()
    .filter(({ at, event }) => event.kind === "acknowledged" && at >= early && at < late).length;
  const grown = (name: string) => least(samples, name, late, end) - least(samples, name, early, early + span);
  const [growth, heap] = [grown(MEMORY) / MIB, grown(HEAP) / MIB];
  const handles = [FILES, HANDLES].map(grown);
  const cached = CACHES.map((name) => Math.round(least(samples, name, early, early + span) / MIB));
  const [p99Early, p99Late] = [p99(times, early, early + span), p99(times, late, end)];
  const { faults: wrong, seen } = await load.finish();
  tell(
    "soak",
    `${MINUTES} minutes, ${faults} faults; caches of ${cached.join(" and ")} MiB after ${minutes(early - begin)} minutes; from ` +
      `then on memory ${growth.toFixed(1)} MiB more after ${between} tasks, its heap ${heap.toFixed(1)}; files ${handles[0]}, handles ${handles[1]} more; ` +
      `p99 ${p99Early.toFixed(0)} ms in the first third of that, ${p99Late.toFixed(0)} ms in the last; ${seen}`,
  );
  expect(wrong).toEqual([]);
  if (LONG !== undefined) expect(growth).toBeLessThan(GROWTH_MIB);
  expect(p99Late).toBeLessThanOrEqual(LONG === undefined ? SHORT_P99_MS : DRIFT * p99Early);
  expect(Math.max(...handles)).toBeLessThan(MORE_HANDLES);
});

/** How often it has failed. */
async function failUntil(server: Serving, end: number): Promise<number> {
  let faults = 0;
  while (performance.now() + FAULT_EVERY_MS < end) {
    await delay(FAULT_EVERY_MS); // how often it fails is what is tested
    faults += 1;
    if (faults % 2 === 1) {
      await server.kill();
      await server.restart();
      continue;
    }
    server.signal("SIGSTOP");
    await delay(STANDSTILL_MS);
    server.signal("SIGCONT");
  }
  await delay(Math.max(0, end - performance.now()));
  return faults;
}

interface Timed {
  readonly at: number;
  readonly tookMs: number;
}

/** Starts a flow that ends at once, again and again. */
function startProbe(address: string): { stop(): Promise<readonly Timed[]> } {
  const client = new Client({ address, namespace: "probe" });
  const stopping = new AbortController();
  const times: Timed[] = [];
  const ask = async () => {
    while (!stopping.signal.aborted) {
      const began = performance.now();
      await client.run({ name: "probe", tasks: [{ name: "nothing", noop: true }] });
      const at = performance.now();
      times.push({ at, tookMs: at - began });
      await delay(PROBE_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const asked = ask();
  return {
    async stop() {
      stopping.abort();
      await asked;
      client.close();
      return times;
    },
  };
}

/** By performance.now(): from when on the caches are nearly as large as they ever were. */
function whenFull(samples: readonly Sample[]): number {
  const full = samples.find(({ values }) =>
    CACHES.every((name) => (values[name] ?? 0) >= NEARLY * peak(samples, name)),
  );
  return full?.at ?? 0;
}

function minutes(ms: number): string {
  return (ms / 60_000).toFixed(1);
}

/** Between two collections of garbage memory goes up and down. */
function least(samples: readonly Sample[], name: string, from: number, to: number): number {
  const within = samples.filter(({ at }) => at >= from && at < to);
  return Math.min(...within.map(({ values }) => values[name] ?? Number.POSITIVE_INFINITY));
}

function p99(times: readonly Timed[], from: number, to: number): number {
  const within = times.filter(({ at }) => at >= from && at < to).map(({ tookMs }) => tookMs);
  return within.toSorted((a, b) => a - b)[Math.floor(within.length * 0.99)] ?? 0;
}
