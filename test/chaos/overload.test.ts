// Three times as many calls come in as can be served: what is taken is done, the rest is refused, and all is well after.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { Client, LazyEngineError } from "../../src/client/index.js";
import { testDatabase } from "../mongod/database.js";
import { rounds, tell } from "./form.js";
import { endServers, serve } from "./serving.js";

const SECONDS = rounds(5, 300);
const LIMIT_MS = 900_000;
const CALLERS = 64;
const TIMES = 3;
const TICK_MS = 20;
const DEADLINE_MS = 5_000;
/** The figures are 0.8 and 10 s; these only tell a slow machine from a server that breaks down. */
const GOODPUT = 0.25;
const NORMAL_MS = 60_000;
const REFUSALS = ["DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "UNAVAILABLE"];
const FLOW = { name: "overload", tasks: [{ name: "a", type: "nobody" }] };

afterEach(endServers);

interface Figures {
  readonly perSecond: number;
  readonly p99: number;
  readonly refused: Readonly<Record<string, number>>;
}

test(`${TIMES} times what can be served, for ${SECONDS} s, is served or refused`, { timeout: LIMIT_MS }, async () => {
  const { uri, dbName } = testDatabase();
  const { address } = await serve(uri, dbName);
  const client = new Client({ address, deadlineMs: DEADLINE_MS, retry: false });
  await together(client, CALLERS, 2);
  const peak = await together(client, CALLERS, SECONDS);
  const over = await offered(client, TIMES * peak.perSecond, SECONDS);
  const normal = await untilAsFastAs(client, 5 * peak.p99);
  const usual = await together(client, CALLERS, 2);
  client.close();
  const refused = Object.entries(over.refused).map(([code, count]) => `${count} ${code}`);
  tell(
    "overload",
    `${rounded(peak)}; offered ${TIMES} times as much for ${SECONDS} s: ${rounded(over)}, ` +
      `refused: ${refused.join(", ") || "none"}; normal ${Math.round(normal)} ms later: ${rounded(usual)}`,
  );
  expect(Object.keys(over.refused).filter((code) => !REFUSALS.includes(code))).toEqual([]);
  expect(over.perSecond / peak.perSecond).toBeGreaterThan(GOODPUT);
  expect(normal).toBeLessThan(NORMAL_MS);
});

/** So many callers, each with one call after the other. */
async function together(client: Client, callers: number, seconds: number): Promise<Figures> {
  const calls = new Calls(client);
  const end = performance.now() + seconds * 1_000;
  const call = async (): Promise<void> => {
    while (performance.now() < end) await calls.one();
  };
  await Promise.all(Array.from({ length: callers }, call));
  return calls.figures(seconds);
}

/** So many calls in each second, whatever becomes of those before. */
async function offered(client: Client, perSecond: number, seconds: number): Promise<Figures> {
  const calls = new Calls(client);
  const begin = performance.now();
  const all: Promise<void>[] = [];
  for (let now = begin; now - begin < seconds * 1_000; now = performance.now()) {
    while (all.length < ((now - begin) * perSecond) / 1_000) all.push(calls.one());
    await delay(TICK_MS); // the beat of what is offered
  }
  const figures = calls.figures(seconds);
  await Promise.all(all);
  return { ...figures, refused: calls.figures(seconds).refused };
}

/** How long it takes until a call is done within this time, milliseconds. */
async function untilAsFastAs(client: Client, ms: number): Promise<number> {
  const begin = performance.now();
  for (;;) {
    const calls = new Calls(client);
    await calls.one();
    const { p99, perSecond } = calls.figures(1);
    if (perSecond === 1 && p99 <= ms) return performance.now() - begin;
  }
}

class Calls {
  readonly #client: Client;
  readonly #times: number[] = [];
  readonly #refused: Record<string, number> = {};

  constructor(client: Client) {
    this.#client = client;
  }

  async one(): Promise<void> {
    const begin = performance.now();
    try {
      await this.#client.run(FLOW);
      this.#times.push(performance.now() - begin);
    } catch (error) {
      if (!(error instanceof LazyEngineError)) throw error;
      this.#refused[error.code] = (this.#refused[error.code] ?? 0) + 1;
    }
  }

  figures(seconds: number): Figures {
    const sorted = this.#times.toSorted((a, b) => a - b);
    const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0;
    return { perSecond: sorted.length / seconds, p99, refused: { ...this.#refused } };
  }
}

function rounded({ perSecond, p99 }: Figures): string {
  return `${Math.round(perSecond)} calls/s with a p99 of ${Math.round(p99)} ms`;
}
