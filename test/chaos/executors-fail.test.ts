// Executors are killed with what they hold, or stand still past their lease and then bring what they had.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import type { HandedOver, History } from "../kill/history.js";
import { endServers, serve } from "../kill/serving.js";
import { testDatabase } from "../mongod/database.js";
import { distUrl } from "../run/once-per-run.js";
import { median, rounds, SEED, tell, told } from "./form.js";
import { type Load, startLoad } from "./load.js";

const ROUNDS = rounds(4, 60);
const ROUND_LIMIT_MS = 60_000;
/** A connection that does not answer for 2 s is closed; then come the lease of 2 s, and 2 s until what it holds is offered. */
const KEEPALIVE = ["--keepalive-interval", "1s", "--keepalive-timeout", "1s"];
const STANDSTILL_MS = 8_000;
/** Where a claim landed as its session expired it is found by a look at all holders, every 10 s; in short what only tells a slow machine. */
const OFFERED_AGAIN_MS = rounds(30_000, 15_000);
/** In full the figure, of half of them. */
const MEDIAN_MS = rounds(OFFERED_AGAIN_MS, 4_000);

/** What the machine's monotonic clock is ahead of this process's. */
const CLOCK_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now();
/** Of five that it may have in hand. */
const HELD = 3;

const dist = await distUrl();
const script = fileURLToPath(new URL("executor-process.mjs", import.meta.url));
const executors = new Set<ChildProcess>();

afterEach(async () => {
  for (const executor of executors) await kill(executor);
  await endServers();
});

test(`what executors held that died, or stood still, is done by others, ${ROUNDS} times`, {
  timeout: ROUND_LIMIT_MS * (ROUNDS + 2),
}, async () => {
  const { uri, dbName } = testDatabase();
  const { address } = await serve(uri, dbName, { flags: KEEPALIVE });
  const load = await startLoad({ addresses: [address], seed: SEED, executors: false });
  let names = 0;
  const started = () => startExecutor(address, `executor-${names++}`, load.history);
  const all = [started(), started(), started()];
  const failures: Failure[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await load.acknowledgements(40);
    const executor = await busy(load, all);
    all.splice(all.indexOf(executor), 1);
    const dies = round % 2 === 0;
    failures.push({ dies, at: performance.now(), held: heldBy(load.history, executor.name) });
    if (dies) await kill(executor.process);
    else await standStill(executor.process);
    if (!dies) await answered(load.history, failures.at(-1)?.held ?? []);
    all.push(dies ? started() : executor);
  }
  const { faults, seen } = await load.finish();
  const [died = [], stood = []] = [true, false].map((dies) =>
    failures.filter((failure) => failure.dies === dies).flatMap((failure) => offeredAgain(load.history, failure)),
  );
  const late = lateAnswers(
    load.history,
    failures.filter(({ dies }) => !dies).flatMap(({ held }) => held),
  );
  const refused = late.filter((answer) => answer === "CLAIM_SUPERSEDED");
  tell(
    "executors fail",
    `${ROUNDS} rounds, offered again: ${died.length} tasks of dead ones after ${told(died)} ms, ` +
      `${stood.length} of those that stood still after ${told(stood)} ms, ` +
      `which ${refused.length} of ${late.length} brought too late; ${seen}`,
  );
  expect(faults).toEqual([]);
  expect(refused.length).toBeGreaterThan(0);
  expect(late.filter((answer) => answer !== "CLAIM_SUPERSEDED")).toEqual([]);
  expect(Math.min(died.length, stood.length)).toBeGreaterThan(0);
  expect(Math.max(...died, ...stood)).toBeLessThan(OFFERED_AGAIN_MS);
  expect(median(died)).toBeLessThan(MEDIAN_MS);
});

/** When an executor failed, and what it had claimed and not been answered for. */
interface Failure {
  readonly dies: boolean;
  readonly at: number;
  readonly held: readonly HandedOver[];
}

interface ExecutorProcess {
  readonly name: string;
  readonly process: ChildProcess;
}

function startExecutor(address: string, name: string, history: History): ExecutorProcess {
  const child = spawn(process.execPath, [script, dist, address, name], { stdio: ["ignore", "pipe", "inherit"] });
  executors.add(child);
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { at, ...event } = JSON.parse(line);
    history.record(event, at - CLOCK_MS);
  });
  return { name, process: child };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** One of them that has enough in hand for its failure to be noticed. */
async function busy(load: Load, executors: readonly ExecutorProcess[]): Promise<ExecutorProcess> {
  for (;;) {
    const found = executors.find(({ name }) => heldBy(load.history, name).length >= HELD);
    if (found !== undefined) return found;
    await load.acknowledgements(1);
  }
}

async function standStill(child: ChildProcess): Promise<void> {
  child.kill("SIGSTOP");
  await delay(STANDSTILL_MS); // how long it stands still is what is tested
  child.kill("SIGCONT");
}

/** Resolves when the executor has been told of each what became of its completion. */
async function answered(history: History, held: readonly HandedOver[]): Promise<void> {
  const open = () =>
    held.some(({ claimToken, flowId, taskId }) => answerTo(history, flowId, taskId, claimToken) === "");
  while (open()) await history.next(({ kind }) => kind === "acknowledged" || kind === "refused");
}

/** "" = none yet; why it was refused; or "recorded". */
function answerTo(history: History, flowId: string, taskId: string, claimToken: string): string {
  for (const { event } of history.all()) {
    if (event.kind !== "acknowledged" && event.kind !== "refused") continue;
    if (event.flowId !== flowId || event.taskId !== taskId || event.claimToken !== claimToken) continue;
    return event.kind === "refused" ? event.reason : "recorded";
  }
  return "";
}

/** What was answered to those that somebody else has had since: who had it recorded before, nobody else gets. */
function lateAnswers(history: History, held: readonly HandedOver[]): readonly string[] {
  return held
    .filter(({ flowId, taskId, attempt }) =>
      history
        .all()
        .some(
          ({ event }) =>
            event.kind === "handed_over" &&
            event.flowId === flowId &&
            event.taskId === taskId &&
            event.attempt > attempt,
        ),
    )
    .map(({ flowId, taskId, claimToken }) => answerTo(history, flowId, taskId, claimToken));
}

function heldBy(history: History, executor: string): readonly HandedOver[] {
  const held = new Map<string, HandedOver>();
  for (const { event } of history.all()) {
    if (event.kind === "handed_over" && event.executor === executor) held.set(event.claimToken, event);
    if (event.kind === "acknowledged" || event.kind === "refused") held.delete(event.claimToken);
  }
  return [...held.values()];
}

/** How long it took until each was handed over as another attempt; those recorded meanwhile, though nobody was told, never are. */
function offeredAgain(history: History, { at: failed, held }: Failure): readonly number[] {
  return held.flatMap(({ flowId, taskId, attempt }) => {
    const next = history
      .all()
      .find(
        ({ event }) =>
          event.kind === "handed_over" &&
          event.flowId === flowId &&
          event.taskId === taskId &&
          event.attempt === attempt + 1,
      );
    return next === undefined ? [] : [next.at - failed];
  });
}
