// What tells a server of others' commits, the change stream, is lost, or its history is: the sweep finds everything.
import { afterEach, expect, test } from "vitest";
import { withAdmin } from "../../src/mongod/mongod-admin.js";
import { endServers, serve } from "../kill/serving.js";
import { endMongods, mongodProcess } from "../mongod/mongod-process.js";
import { rounds, SEED, tell } from "./form.js";
import { startLoad } from "./load.js";

const COMPLETIONS = rounds(100, 5_000);
const LIMIT_MS = 600_000;
/** They are opened again 5 s after a failure at the latest; the bound only tells a slow machine from one that is deaf for good. */
const OPENED_AGAIN_MS = 30_000;

/** By their codes in MongoDB: CursorNotFound, ChangeStreamFatalError, ChangeStreamHistoryLost. */
const ERRORS = [43, 280, 286];

afterEach(async () => {
  await endServers();
  await endMongods();
});

test("two servers whose change streams end again and again hand over all there is", { timeout: LIMIT_MS }, async () => {
  const mongod = await mongodProcess({ args: ["--setParameter", "enableTestCommands=1"] });
  await mongod.lead();
  const servers = [await serve(mongod.uri, "chaos"), await serve(mongod.uri, "chaos")];
  const load = await startLoad({ addresses: servers.map(({ address }) => address), seed: SEED });
  let failed = 0;
  for (const errorCode of ERRORS) {
    await load.acknowledgements(COMPLETIONS);
    // Of the server, only its change stream reads on with `getMore`; mongod's own threads are none of its clients.
    failed += await failing(mongod.port, errorCode, () => load.acknowledgements(COMPLETIONS));
    // The sweep would find all for ever.
    await expect.poll(() => changeStreams(mongod.port), { timeout: OPENED_AGAIN_MS }).toBe(servers.length);
  }
  const { faults, seen } = await load.finish();
  tell("change streams", `${failed} reads of them failed; ${seen}`);
  expect(faults).toEqual([]);
  expect(failed).toBeGreaterThan(ERRORS.length);
});

/** Every `getMore` of a client fails while `during` goes on; resolves to how many did. */
async function failing(port: number, errorCode: number, during: () => Promise<void>): Promise<number> {
  const failPoint = { configureFailPoint: "failCommand" };
  const data = { failCommands: ["getMore"], errorCode, failInternalCommands: false };
  const { count: before } = await withAdmin(port, (admin) => admin.command({ ...failPoint, mode: "alwaysOn", data }));
  await during();
  const { count } = await withAdmin(port, (admin) => admin.command({ ...failPoint, mode: "off" }));
  return Number(count) - Number(before);
}

/** How many of them read now: one waits for changes nearly all the time. */
async function changeStreams(port: number): Promise<number> {
  const reading = [
    { $currentOp: { allUsers: true } },
    { $match: { op: "getmore", "cursor.originatingCommand.pipeline.0.$changeStream": { $exists: true } } },
  ];
  const { cursor } = await withAdmin(port, (admin) =>
    admin.command({ aggregate: 1, pipeline: reading, cursor: { batchSize: 100 } }),
  );
  return cursor.firstBatch.length;
}
