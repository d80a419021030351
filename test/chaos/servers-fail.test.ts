// Two servers on one database, of which one is killed, stands still for longer than its lease, or is stopped in order.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { Client } from "../../src/client/index.js";
import { seededRandom } from "../core/seeded-random.js";
import type { HandedOver, History, HistoryEvent } from "../kill/history.js";
import { QUEUES } from "../kill/random-flow.js";
import { endServers, serve } from "../kill/serving.js";
import { testDatabase } from "../mongod/database.js";
import { rounds, SEED, tell, told } from "./form.js";
import { startLoad } from "./load.js";

const ROUNDS = rounds(3, 30);
const ROUND_LIMIT_MS = 60_000;
/** Longer than a process's lease and all that is left of it: others have taken over what it had. */
const STANDSTILL_MS = 9_000;
/** How long calls under way may take, `--stop-grace`, and in short what a busy machine adds; in full the figure. */
const STOP_MS = rounds(20_000, 5_000);
/** Until the other has acknowledged something. */
const GOES_ON_MS = 5_000;
/** After the process's lease of 5 s, the session's of 1 s, and the sweeps that look at both: what a busy machine adds. */
const OFFERED_AGAIN_MS = 30_000;

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
  const offered: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await load.acknowledgements(100);
    const failing = random.pick(servers);
    const orphaned = await holdByStream(failing.address, `held-${round}`, load.history);
    const goesOn = load.history.next(acknowledgedAt(1 - servers.indexOf(failing)));
    const again = offeredAgain(load.history, orphaned.held);
    const failed = performance.now();
    const kind = round % 3;
    if (kind === 0) await failing.kill();
    if (kind === 1) failing.signal("SIGSTOP");
    if (kind === 2) stops.push(await failing.stop());
    orphaned.leave();
    others.push((await goesOn).at - failed);
    if (kind === 1) await delay(STANDSTILL_MS); // how long it stands still is what is tested
    if (kind === 1) failing.signal("SIGCONT");
    else await failing.restart();
    offered.push((await within(OFFERED_AGAIN_MS, again)) - failed);
  }
  const { faults, seen } = await load.finish();
  tell(
    "servers fail",
    `${ROUNDS} rounds, the other acknowledges after ${told(others)} ms, what the failing one's sessions held is offered again after ${told(offered)} ms, stopped in ${told(stops)} ms; ${seen}`,
  );
  expect(faults).toEqual([]);
  expect(Math.max(...others)).toBeLessThan(GOES_ON_MS);
  expect(Math.max(0, ...stops)).toBeLessThan(STOP_MS);
});

/** By an executor whose only connection is to that server: startLoad() names each after its server. */
function acknowledgedAt(server: number): (event: HistoryEvent) => boolean {
  return (event) => event.kind === "acknowledged" && event.result.endsWith(`-${server}`);
}

interface Orphaned {
  readonly held: HandedOver;
  leave(): void;
}

/** An executor that has got a task by a stream of that server, and leaves with it. */
async function holdByStream(address: string, executor: string, history: History): Promise<Orphaned> {
  const client = new Client({ address });
  const session = { queues: QUEUES, sessionId: executor, workerId: executor, maxInFlight: 1, leaseDuration: "1s" };
  const stream = client.watchReadyTasks(session)[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await stream.next();
    if (done === true) throw new Error(`the stream of ${executor} ended before it got a task`);
    const [task] = value.kind === "ready_tasks" ? value.tasks : [];
    if (task === undefined) continue;
    const { flowId, taskId, attempt, claimToken } = task;
    const held: HandedOver = { kind: "handed_over", flowId, taskId, attempt, claimToken, executor };
    history.record(held);
    return { held, leave: () => client.close() };
  }
}

/** Resolves with when somebody gets another attempt of it, by performance.now(). */
async function offeredAgain(history: History, { flowId, taskId, attempt }: HandedOver): Promise<number> {
  const { at } = await history.next(
    (event) =>
      event.kind === "handed_over" && event.flowId === flowId && event.taskId === taskId && event.attempt > attempt,
  );
  return at;
}

async function within<T>(limitMs: number, awaited: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = delay(limitMs, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`what a failed server's session held was not offered again within ${limitMs} ms`);
  });
  return Promise.race([awaited, late]).finally(() => stop.abort());
}
