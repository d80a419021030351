// The server is killed with SIGKILL at random moments under load, and nothing that it said is taken back.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { endAll, type Started, start } from "../cli/lazyengine-process.js";
import { type SeededRandom, seededRandom } from "../core/seeded-random.js";
import { testDatabase } from "../mongod/database.js";
import { newCaller, startCallers } from "./callers.js";
import { checkHistory } from "./check-history.js";
import { readFinalFlows } from "./final-flows.js";
import { createHistory, firstHandOvers, type History } from "./history.js";
import { watchNamespace } from "./namespace-watch.js";
import { packagedExecutor } from "./packaged-executor.js";
import { PollingExecutor } from "./polling-executor.js";
import { WatchingExecutor } from "./watching-executor.js";

const KILLS = Number(process.env["LAZYENGINE_KILLS"] ?? 20);
const SEED = Number(process.env["LAZYENGINE_SEED"] ?? Date.now() % 1_000_000);
const CALLERS = 16;
/** The promise is 2 s; the bound only tells a slow machine from a hand-over that waits for a lease or for ever. */
const FIRST_HAND_OVER_MS = 20_000;
const KILL_LIMIT_MS = 60_000;

afterEach(endAll);

test(`nothing acknowledged is lost and nothing is scheduled twice over ${KILLS} SIGKILLs`, {
  timeout: KILL_LIMIT_MS * (KILLS + 2),
}, async () => {
  const random = seededRandom(SEED);
  const history = createHistory();
  const { uri, dbName } = testDatabase();
  let server = await serve(history, ["--mongodb", uri, "--database", dbName, "--port", "0"]);
  const { address } = server;
  const watch = await watchNamespace(address, history);
  const executors = startExecutors(address, history, random);
  const callers = startCallers(address, CALLERS, history, random);
  const newFlows: string[] = [];
  const newCallers: Promise<void>[] = [];

  for (let kill = 0; kill < KILLS; kill += 1) {
    await acknowledgements(history, 5 + random.below(60));
    await delay(random.below(40)); // the moment of the kill is what is tested
    server.process.signal("SIGKILL");
    history.record({ kind: "killed" });
    await server.process.ended;
    const again = ["--mongodb", uri, "--database", dbName, "--port", address.split(":")[1] ?? ""];
    if (random.chance(0.25)) await killWhileStarting(history, again, random.below(1_000));
    server = await serve(history, again);
    newFlows.push(`new-${kill}`);
    newCallers.push(newCaller(address, history, `new-${kill}`));
  }

  await Promise.all(newCallers);
  const flowIds = [...(await callers.finish()), ...newFlows];
  await watch.seen(flowIds);
  for (const executor of executors) await executor.stop();
  await watch.stop();
  const events = history.all().map(({ event }) => event);
  const flows = await readFinalFlows(address, flowIds);
  tellFigures(history, flowIds.length);
  expect(checkHistory(events, flows), `seed ${SEED}`).toEqual([]);
  expect(Math.max(...firstHandOvers(history.all()))).toBeLessThan(FIRST_HAND_OVER_MS);
});

async function killWhileStarting(history: History, flags: readonly string[], afterMs: number): Promise<void> {
  const process = start(serveCommand(flags));
  await delay(afterMs); // the moment of the kill is what is tested
  process.signal("SIGKILL");
  history.record({ kind: "killed" });
  await process.ended;
}

async function serve(history: History, flags: readonly string[]): Promise<{ process: Started; address: string }> {
  const process = start(serveCommand(flags));
  const [, address = ""] = await process.stdout(/^lazyengine ready grpc=(\S+)/);
  history.record({ kind: "serving" });
  return { process, address };
}

function serveCommand(flags: readonly string[]): readonly string[] {
  return ["serve", ...flags, "--http-port", "0", "--log-level", "warn"];
}

/** On every way in: plain calls, with and without forgetting the session; polls and batches; the package's own. */
function startExecutors(address: string, history: History, random: SeededRandom): { stop(): Promise<void> }[] {
  const shared = { address, history, random, maxInFlight: 5 };
  return [
    new WatchingExecutor({ ...shared, name: "steady", forgetful: 0 }),
    new WatchingExecutor({ ...shared, name: "forgetful", forgetful: 0.02 }),
    new PollingExecutor({ address, history, name: "polling", maxTasks: 5 }),
    packagedExecutor(address, history, "packaged"),
  ];
}

async function acknowledgements(history: History, count: number): Promise<void> {
  for (let seen = 0; seen < count; seen += 1) await history.next(({ kind }) => kind === "acknowledged");
}

function tellFigures(history: History, flows: number): void {
  const events = history.all().map(({ event }) => event);
  const count = (kind: string): number => events.filter((event) => event.kind === kind).length;
  const tokens = new Set(
    events.flatMap((event) => (event.kind === "handed_over" ? [event.claimToken + event.flowId + event.taskId] : [])),
  );
  const later = new Set(
    events.flatMap((event) => (event.kind === "handed_over" && event.attempt > 1 ? [event.claimToken] : [])),
  );
  const handOvers = firstHandOvers(history.all())
    .toSorted((a, b) => a - b)
    .map(Math.round);
  process.stdout.write(
    `kills ${count("killed")}, flows ${flows}, claims ${tokens.size}, redelivered ${count("handed_over") - tokens.size}, ` +
      `later attempts ${later.size}, acknowledged ${count("acknowledged")}, refused ${count("refused")}, ` +
      `first hand-over after the ready line in ms: median ${handOvers[handOvers.length >> 1]}, most ${handOvers.slice(-3).toReversed()}; seed ${SEED}\n`,
  );
}
