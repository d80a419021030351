// When the three members took a majority write of somebody who asks each of them again and again: how long nobody could
// have been told that anything is stored, whatever server asks.
import { setTimeout as delay } from "node:timers/promises";
import { MongoClient } from "mongodb";
import type { MongodProcess } from "../mongod/mongod-process.js";

export interface WriteProbe {
  /** When each write was acknowledged, by `performance.now()`, in this order. */
  written(): readonly number[];
  stop(): Promise<void>;
}

const EVERY_MS = 50;
/** Of one write: a member that stands still is asked again after it. */
const WRITE_LIMIT_MS = 500;

export function writeProbe(members: readonly MongodProcess[]): WriteProbe {
  const written: number[] = [];
  const stopping = new AbortController();
  const asking = members.map((member) => ask(member, written, stopping.signal));
  return {
    written: () => written,
    async stop() {
      stopping.abort();
      await Promise.all(asking);
    },
  };
}

async function ask({ port }: MongodProcess, written: number[], signal: AbortSignal): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    timeoutMS: WRITE_LIMIT_MS,
    connectTimeoutMS: WRITE_LIMIT_MS,
    serverSelectionTimeoutMS: WRITE_LIMIT_MS,
    retryWrites: false,
    writeConcern: { w: "majority" },
  });
  const writes = client.db("probe").collection("writes");
  while (!signal.aborted) {
    await writes.insertOne({}).then(
      () => written.push(performance.now()),
      () => undefined, // not primary, not there, or no majority: that is what is measured
    );
    await delay(EVERY_MS);
  }
  await client.close();
}
