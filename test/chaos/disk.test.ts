// MongoDB's disk is slow, full, or fails. Skipped where there is no C compiler for what makes it so.
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, open, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { Client, LazyEngineError } from "../../src/client/index.js";
import { endServers, serve } from "../kill/serving.js";
import { endMongods, type MongodProcess, mongodProcess } from "../mongod/mongod-process.js";
import { BESIDE, rounds, SEED, tell, told } from "./form.js";
import { startLoad } from "./load.js";

const SOURCE = fileURLToPath(new URL("disk-fault.c", import.meta.url));
const LIMIT_MS = 900_000;
const SAMPLES = rounds(10, 100);
/** In full the figure; in short what only tells a slow machine from a server that needs help. */
const RECOVERY_MS = rounds(30_000, 2_000);
const SLOW_MS = [50, 500];
/** Timers of two processes are compared. */
const SYNC_SHARE = 0.9;
const STANDSTILL_MS = 5_000;
const FAULTS = rounds(2, 20);
/** How long it may take to be noticed that the store does not answer; seconds in fact. */
const NOTICED_MS = 30_000;

const noCompiler = spawnSync("cc", ["--version"]).error !== undefined;
if (noCompiler) console.warn("disks are not tried: cc cannot be run (make tools)");

interface Disk {
  readonly mongod: MongodProcess;
  /** Has syncs be so late, and writes fail with this errno; 0 and 0: as they should be. */
  readonly disk: (lateMs: number, errno: number) => Promise<void>;
}

const folders: string[] = [];
afterAll(async () => {
  await endServers();
  await endMongods();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describe.skipIf(noCompiler)("MongoDB's disk", () => {
  test("is slow: calls take as long, none times out, and all is as before at once", {
    timeout: LIMIT_MS,
    concurrent: BESIDE,
  }, async () => {
    const { mongod, disk } = await faultyDisk();
    const { address } = await serve(mongod.uri, "chaos");
    const load = await startLoad({ addresses: [address], seed: SEED });
    const client = new Client({ address, deadlineMs: 60_000 });
    const figures = [`as it is ${told(await runTimes(client))} ms`];
    for (const lateMs of SLOW_MS) {
      await disk(lateMs, 0);
      const times = await runTimes(client);
      figures.push(`${lateMs} ms late ${told(times)} ms`);
      // What is acknowledged has waited for a sync that began after it.
      expect(Math.min(...times)).toBeGreaterThan(lateMs * SYNC_SHARE);
    }
    await disk(STANDSTILL_MS, 0);
    await load.acknowledgements(1);
    await disk(0, 0);
    // A sync that has begun stands still to its end.
    const [standstill = 0, recovery = 0] = await runTimes(client, 2);
    figures.push(
      `with the last sync of ${STANDSTILL_MS} ms ${Math.round(standstill)} ms, then ${Math.round(recovery)} ms`,
    );
    client.close();
    const { faults, seen } = await load.finish();
    tell("slow disk", `Run ${figures.join(", ")}; ${seen}`);
    expect(faults).toEqual([]);
    expect(standstill).toBeLessThan(STANDSTILL_MS + RECOVERY_MS);
    expect(recovery).toBeLessThan(RECOVERY_MS);
  });

  test(`is full, or fails: callers are told, and what was acknowledged is there later, ${FAULTS} times`, {
    timeout: LIMIT_MS,
    concurrent: BESIDE,
  }, async () => {
    const { mongod, disk } = await faultyDisk();
    const { address, http } = await serve(mongod.uri, "chaos");
    const load = await startLoad({ addresses: [address], seed: SEED });
    const said = new Set<string>();
    for (let round = 0; round < FAULTS; round += 1) {
      await load.acknowledgements(50);
      await disk(0, round % 2 === 0 ? constants.errno.ENOSPC : constants.errno.EIO);
      await mongod.ended(); // it ends itself rather than lose what it has promised
      said.add(await refusal(address));
      // The store is looked after at intervals.
      const readiness = async () => (await fetch(`http://${http}/readyz`)).status;
      await expect.poll(readiness, { timeout: NOTICED_MS }).toBe(503);
      await disk(0, 0);
      await mongod.start();
      await mongod.lead();
    }
    const { faults, seen } = await load.finish();
    tell("full and failing disk", `${FAULTS} faults, callers are told ${[...said].join(", ")}; ${seen}`);
    expect([...said]).toEqual(["UNAVAILABLE"]);
    expect(faults).toEqual([]);
  });
});

/** A mongod of its own, whose disk does as it is told. */
async function faultyDisk(): Promise<Disk> {
  const folder = await mkdtemp(join(tmpdir(), "lazyengine-disk-"));
  folders.push(folder);
  const [library, fault] = [join(folder, "disk-fault.so"), join(folder, "fault")];
  await promisify(execFile)("cc", ["-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"]);
  const disk = async (lateMs: number, errno: number) => {
    const file = await open(fault, "r+").catch(() => open(fault, "w+"));
    await file.write(Buffer.from(Int32Array.of(lateMs, errno).buffer), 0, 8, 0);
    await file.close();
  };
  await disk(0, 0);
  const mongod = await mongodProcess({ env: { LD_PRELOAD: library, DISK_FAULT: fault } });
  await mongod.lead();
  return { mongod, disk };
}

/** How long each of some calls of Run takes, one after the other. */
async function runTimes(client: Client, count = SAMPLES): Promise<readonly number[]> {
  const times: number[] = [];
  for (let sample = 0; sample < count; sample += 1) {
    const begin = performance.now();
    await client.run({ tasks: [{ name: "a", type: "nobody" }] });
    times.push(performance.now() - begin);
  }
  return times;
}

/** What a caller is told that does not repeat its call. */
async function refusal(address: string): Promise<string> {
  const client = new Client({ address, deadlineMs: 20_000, retry: false });
  try {
    await client.listFlows();
    return "OK";
  } catch (error) {
    if (error instanceof LazyEngineError) return error.code;
    throw error;
  } finally {
    client.close();
  }
}
