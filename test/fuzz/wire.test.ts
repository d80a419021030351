// A server is attacked on its port: it lives, takes no more memory, and serves others as before.
import { readFile } from "node:fs/promises";
import { afterEach, expect, test } from "vitest";
import { Client } from "../../src/client/index.js";
import { endAll, start } from "../cli/lazyengine-process.js";
import { seededRandom } from "../core/seeded-random.js";
import { type Attack, bomb, frames, hugeHeaders, invalidMessages, noise, rapidReset } from "./wire-attacks.js";

const CASES = Number(process.env["CASES"] ?? 90_000);
const SEED = Number(process.env["SEED"] ?? 1);
const LIMIT_MS = 3_600_000;
const AT_ONCE = 8;
const WARMING = 2_000;
/** With a heap that cannot grow, memory that is not given back ends the process or shows. */
const HEAP = { NODE_OPTIONS: "--max-old-space-size=96 --max-semi-space-size=8" };
const RSS_GROWTH_MIB = 64;
/** The figure is twice that of before; the bound only tells a machine that has to make the attacks too from a server that stands still. */
const P99_MS = 10_000;
const SAMPLES = 200;
/** Of all cases: of attacks that have one on a connection, and of calls that are seen to be taken back. */
const LEAST_OF_EACH = 1 / 2_000;
const LEAST_TAKEN_BACK = 1 / 10;
const ATTACKS: Readonly<Record<string, Attack>> = { noise, frames, hugeHeaders, rapidReset, bomb, invalidMessages };

afterEach(endAll);

test(`${CASES} hostile cases on the wire stop nothing and nobody`, { timeout: LIMIT_MS }, async () => {
  const server = start(["dev", "--store", "memory", "--port", "0", "--http-port", "0", "--log-level", "silent"], {
    env: HEAP,
  });
  const [, address = "", http = ""] = await server.stdout(/^lazyengine ready grpc=(\S+) http=(\S+)/);
  const port = Number(address.split(":")[1]);
  const client = new Client({ address });
  await attack(port, WARMING, new Map());
  const before = { p99: await p99Of(client, SAMPLES), rss: await rssOf(server.pid), left: await leftCalls(http) };
  const counts = new Map<string, number>();
  let over = false;
  const attacked = attack(port, CASES, counts).then(() => {
    over = true;
  });
  const times: number[] = [];
  while (!over) times.push(await timeOf(client));
  await attacked;
  const during = { p99: percentile(times), rss: await rssOf(server.pid), left: await leftCalls(http) };
  const told = [...counts].map(([name, count]) => `${name} ${count}`).join(", ");
  process.stdout.write(
    `fuzz: wire: ${told}; calls that the server saw taken back ${during.left - before.left}; p99 of others ${before.p99.toFixed(1)} ms before, ${during.p99.toFixed(1)} ms meanwhile; ` +
      `memory ${before.rss} MiB before, ${during.rss} MiB after; seed ${SEED}\n`,
  );
  client.close();
  // An attack that does not reach the server proves nothing.
  for (const name of Object.keys(ATTACKS)) expect(counts.get(name) ?? 0, name).toBeGreaterThan(CASES * LEAST_OF_EACH);
  expect(during.left - before.left).toBeGreaterThan(CASES * LEAST_TAKEN_BACK);
  expect(during.rss - before.rss).toBeLessThan(RSS_GROWTH_MIB);
  expect(during.p99).toBeLessThan(P99_MS);
  server.signal("SIGTERM");
  expect((await server.ended).code).toBe(0);
});

async function attack(port: number, cases: number, counts: Map<string, number>): Promise<void> {
  const random = seededRandom(SEED);
  const names = Object.keys(ATTACKS);
  let sent = 0;
  const go = async (): Promise<void> => {
    while (sent < cases) {
      const name = random.pick(names);
      const made = (await ATTACKS[name]?.(port, random)) ?? 0;
      counts.set(name, (counts.get(name) ?? 0) + made);
      sent += made;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, go));
}

async function p99Of(client: Client, samples: number): Promise<number> {
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) times.push(await timeOf(client));
  return percentile(times);
}

async function timeOf(client: Client): Promise<number> {
  const begin = performance.now();
  await client.getServerInfo();
  return performance.now() - begin;
}

function percentile(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
}

/** Calls that ended as their callers left, as the server has counted them. */
async function leftCalls(http: string): Promise<number> {
  const text = await (await fetch(`http://${http}/metrics`)).text();
  const counted = text.matchAll(/^lazyengine_calls_total\{[^}]*code="1"[^}]*\} (\d+)$/gm);
  return [...counted].reduce((sum, [, value]) => sum + Number(value), 0);
}

/** Resident memory, MiB. */
async function rssOf(pid: number): Promise<number> {
  const [, kib] = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kib) / 1_024);
}
