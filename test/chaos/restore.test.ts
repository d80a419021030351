// A copy of the database is taken while flows run, and a server goes on from it: all that was acknowledged before is
// there, and of what came after nobody is told anything wrong.
import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, test } from "vitest";
import { Client, type LazyEngineError, type ReadyTask } from "../../src/client/index.js";
import { seededRandom } from "../core/seeded-random.js";
import { checkWork } from "../kill/check-history.js";
import { readFinalFlows } from "../kill/final-flows.js";
import { createHistory, type History, type HistoryEvent } from "../kill/history.js";
import { PollingExecutor } from "../kill/polling-executor.js";
import { endServers, serve } from "../kill/serving.js";
import { WatchingExecutor } from "../kill/watching-executor.js";
import { endMongods, type MongodProcess, mongodProcess } from "../mongod/mongod-process.js";
import { SEED, tell } from "./form.js";
import { startLoad } from "./load.js";

const DATABASE = "flows";
const SCRIPT = new URL("../../scripts/copy-database-folder.mjs", import.meta.url).pathname;
/** A session that outlives the test: what it holds is held in the copy, too. */
const KEEPER = { sessionId: "keeper", queues: ["kept"], leaseDuration: "1h" };

afterEach(async () => {
  await endServers();
  await endMongods();
});

test("flows go on from a copy that was taken while they ran", async () => {
  const live = await mongodProcess();
  await live.lead();
  const server = await serve(live.uri, DATABASE);
  const load = await startLoad({ addresses: [server.address], seed: SEED, executors: false });
  const executors = executorsAt(server.address, load.history);
  const kept = await holdSome(server.address);
  await load.acknowledgements(50);

  const before = load.history.all().map(({ event }) => event);
  const { folder, said } = await copyOf(live);
  const lost = await goOnAfter(server.address, kept);
  const { flow: later } = await detailsOf(server.address, "kept");
  const { faults } = await load.finish();
  expect(faults, "the copy did no harm to what it was taken of").toEqual([]);
  for (const executor of executors) await executor.stop();
  await server.stop();
  await live.kill();

  const restored = await mongodProcess({ folder });
  await restored.lead();
  const { address } = await serve(restored.uri, DATABASE);
  const client = new Client({ address, deadlineMs: 60_000 });
  const former = await client.suspendFlow("kept", { expectedRevision: later.revision }).catch((error) => error);
  expect((former as LazyEngineError).reason).toBe("REVISION_MISMATCH");
  await expectKept(client, kept);
  await expectLost(client, lost);
  const { flowIds, seen } = await finishAll(address, client);
  client.close();
  const history = [...before, ...seen];
  expect(checkWork(history, await readFinalFlows(address, flowIds))).toEqual([]);
  const count = (events: readonly HistoryEvent[]) => events.filter(({ kind }) => kind === "acknowledged").length;
  tell(
    "restored copy",
    `${said}; ${count(before)} acknowledged before it, ${count(seen)} after, ${flowIds.length} flows`,
  );
});

/** With sessions that a second without their process ends, and one that comes back under its name. */
function executorsAt(address: string, history: History): readonly { stop(): Promise<void> }[] {
  const random = seededRandom(SEED);
  return [
    new WatchingExecutor({ address, name: "watching", history, random, maxInFlight: 5, forgetful: 0 }),
    new PollingExecutor({ address, name: "polling", history, maxTasks: 5 }),
  ];
}

/** Two claims of one session, and a third task that waits. */
async function holdSome(address: string): Promise<readonly ReadyTask[]> {
  const client = new Client({ address });
  const tasks = ["answered", "held", "waiting"].map((name) => ({ name, type: "kept" }));
  await client.run({ name: "kept", tasks }, { flowId: "kept" });
  const { tasks: claimed } = await client.pollReadyTasks({ ...KEEPER, maxTasks: 2 });
  client.close();
  expect(claimed.map(({ taskId }) => taskId)).toEqual(["answered", "held"]);
  return claimed;
}

async function copyOf({ port }: MongodProcess): Promise<{ readonly folder: string; readonly said: string }> {
  const folder = await mkdtemp(join(tmpdir(), "lazyengine-copy-"));
  const env = { ...process.env, ADMIN_MONGODB: `mongodb://127.0.0.1:${port}/` };
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, folder], { env });
  const said = /\d+ bytes; writes waited for \d+ ms/.exec(stdout)?.[0];
  if (said === undefined) throw new Error(`the script said ${stdout}`);
  return { folder, said };
}

/** What the copy does not have: an outcome, a claim, a flow. */
async function goOnAfter(address: string, [answered]: readonly ReadyTask[]): Promise<ReadyTask> {
  const client = new Client({ address });
  await client.taskComplete({ ...claimOf(answered), result: "told to the first" });
  await client.run({ name: "later", tasks: [{ name: "only", type: "kept" }] }, { flowId: "later" });
  const { tasks } = await client.pollReadyTasks({ ...KEEPER, maxTasks: 1 });
  client.close();
  const [claimed] = tasks;
  expect(claimed).toMatchObject({ flowId: "kept", taskId: "waiting" });
  return claimed as ReadyTask;
}

/** The claims of before hold, also the one whose outcome was lost: who still has it may bring it again. */
async function expectKept(client: Client, [answered, held]: readonly ReadyTask[]): Promise<void> {
  const { flow, tasks } = await client.getFlowDetails("kept", { view: "TASKS" });
  expect([flow.state, ...tasks.map(({ state }) => state)]).toEqual(["RUNNING", "RUNNING", "RUNNING", "READY"]);
  const resumed = await client.pollReadyTasks({ ...KEEPER, maxTasks: 2, includeHeld: true });
  expect(resumed.tasks.map(({ claimToken }) => claimToken)).toEqual([answered?.claimToken, held?.claimToken]);
  for (const claimed of [answered, held]) {
    const { replayed } = await client.taskComplete({ ...claimOf(claimed), result: "told to the second" });
    expect(replayed).toBe(false);
  }
}

async function expectLost(client: Client, claimed: ReadyTask): Promise<void> {
  const refused = await client.taskComplete({ ...claimOf(claimed), result: "late" }).catch((error) => error);
  expect((refused as LazyEngineError).reason).toBe("CLAIM_SUPERSEDED");
  const gone = await client.getFlowDetails("later").catch((error) => error);
  expect((gone as LazyEngineError).reason).toBe("FLOW_NOT_FOUND");
  // Offered as if nobody had ever claimed it, under a token of its own.
  const { tasks } = await client.pollReadyTasks({ ...KEEPER, maxTasks: 1 });
  const [again] = tasks;
  expect(again).toMatchObject({ taskId: claimed.taskId, attempt: claimed.attempt });
  expect(again?.claimToken).not.toBe(claimed.claimToken);
  const { flow } = await client.taskComplete({ ...claimOf(again), result: "done" });
  expect(flow.state).toBe("SUCCEEDED");
}

async function detailsOf(address: string, flowId: string) {
  const client = new Client({ address });
  const details = await client.getFlowDetails(flowId);
  client.close();
  return details;
}

/** All flows that the copy has come to their end. */
async function finishAll(address: string, client: Client) {
  const { flows, nextPageToken } = await client.listFlows({ pageSize: 1_000 });
  expect(nextPageToken).toBe("");
  const flowIds = flows.map(({ flowId }) => flowId).filter((flowId) => flowId !== "kept");
  const history = createHistory();
  const executors = executorsAt(address, history);
  for (const flowId of flowIds) await client.flow(flowId).wait();
  for (const executor of executors) await executor.stop();
  return { flowIds, seen: history.all().map(({ event }) => event) };
}

function claimOf(task: ReadyTask | undefined): Pick<ReadyTask, "flowId" | "taskId" | "claimToken"> {
  if (task === undefined) throw new Error("nothing was claimed");
  const { flowId, taskId, claimToken } = task;
  return { flowId, taskId, claimToken };
}
