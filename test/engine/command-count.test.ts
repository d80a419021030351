/**
 * What completions cost the database: the commands on segments, counted by the driver's command monitoring.
 */
import type { CommandStartedEvent, Document } from "mongodb";
import { expect, onTestFinished, test } from "vitest";
import { createEngine, type Engine, type ReadyTask } from "../../src/engine/index.js";
import { ChangeFeeds } from "../../src/store/mongo/change-feeds.js";
import { mongoDatabase } from "../../src/store/mongo/mongo-database.js";
import { MongoSegments } from "../../src/store/mongo/mongo-segments.js";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import { FORMATS, Formats } from "../../src/store/mongo/segment-formats.js";
import { testDatabase } from "../mongod/database.js";
import { startExecutor } from "./executor.js";
import { bound } from "./faulty-store.js";
import { chain, json } from "./json-payload.js";

interface MonitoredEngine {
  readonly engine: Engine;
  /** Every command on segments so far, in order. */
  readonly commands: Document[];
}

async function monitoredEngine(): Promise<MonitoredEngine> {
  const { uri, dbName: database } = testDatabase();
  const inner = createMongoStore({ uri, database });
  const watched = mongoDatabase({ uri, database, clientOptions: { monitorCommands: true } });
  const commands: Document[] = [];
  watched.client.on("commandStarted", ({ command }: CommandStartedEvent) => commands.push(command));
  await watched.client.connect();
  const feeds = new ChangeFeeds(uri, database, watched.clientOptions);
  const segments = new MongoSegments(watched.db, new Formats(FORMATS), feeds);
  const engine = await createEngine({ store: bound(inner, (name) => (name === "segments" ? segments : undefined)) });
  onTestFinished(async () => {
    await engine.stop(0);
    await watched.client.close();
    await inner.close();
  });
  return { engine, commands };
}

/** One of so many is not met by a renewal. */
const CHAINS = 5;

/** What the flows' own work sent; the sweep's and the reconciliation's reads go by indexes, not by _id. */
function workOf(commands: readonly Document[]) {
  const updates = commands.filter((command) => "update" in command);
  const reads = commands.filter(({ find, filter }) => find !== undefined && JSON.stringify(filter).includes('"_id"'));
  return { updates: updates.length, reads: reads.length };
}

const complete = (engine: Engine, { flowId, taskId, claimToken }: ReadyTask) =>
  engine.taskComplete({
    flowId,
    taskId,
    claimToken,
    responseDetail: "MINIMAL",
    outcome: { kind: "result", result: json(1) },
  });

/** Runs the flows with an executor that completes what it is sent; resolves when `count` tasks are done. */
async function runToEnd(
  engine: Engine,
  flowIds: readonly string[],
  length: number,
  maxInFlight: number,
): Promise<void> {
  let done = 0;
  let ended = (): void => undefined;
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  await startExecutor(engine, { maxInFlight }, (ready) => {
    void complete(engine, ready).then(() => {
      done += 1;
      if (done === flowIds.length * length) ended();
    });
  });
  for (const flowId of flowIds) await engine.run({ flowId, definition: { kind: "spec", spec: chain(length) } });
  await end;
}

test("a completion on an idle chain is one guarded write that also hands the next task over, and no read", async () => {
  const reads: number[] = [];
  // On a slow machine a renewal falls into a chain, and looks at what the session holds.
  while (reads.length < CHAINS && !reads.includes(0)) {
    const { engine, commands } = await monitoredEngine();
    await runToEnd(engine, ["f"], 50, 1);
    const work = workOf(commands);
    expect(work.updates).toBe(50);
    reads.push(work.reads);
  }
  expect(Math.min(...reads)).toBe(0);
});

test("at 64 in flight over 64 flows a completion costs at most 0.2 commands", async () => {
  const { engine, commands } = await monitoredEngine();
  const flowIds = Array.from({ length: 64 }, (_, index) => `f${index}`);
  await runToEnd(engine, flowIds, 30, 64);
  const inserts = commands.filter((command) => "insert" in command).length;
  const perCompletion = (commands.length - inserts) / (64 * 30);
  console.log(`${perCompletion.toFixed(3)} commands on segments for each completion`);
  expect(perCompletion).toBeLessThanOrEqual(0.2);
});
