// A replica set of three members on this machine.
import { setTimeout as delay } from "node:timers/promises";
import type { Document } from "mongodb";
import { withAdmin } from "../../src/mongod/mongod-admin.js";
import { REPLICA_SET } from "../../src/mongod/replica-set.js";
import { type MongodProcess, mongodProcess } from "../mongod/mongod-process.js";

export interface ThreeMembers {
  readonly uri: string;
  readonly members: readonly MongodProcess[];
  /** Resolves once one of those that answer is primary and may be written to. */
  primary(): Promise<MongodProcess>;
  others(than: MongodProcess): readonly MongodProcess[];
}

const LOOK_MS = 50;
const PRIMARY_LIMIT_MS = 60_000;

/** `args`: of each mongod, besides the usual. */
export async function threeMembers(args: readonly string[] = []): Promise<ThreeMembers> {
  const members = [await mongodProcess({ args }), await mongodProcess({ args }), await mongodProcess({ args })];
  const hosts = members.map(({ port }) => `127.0.0.1:${port}`);
  const config = { _id: REPLICA_SET, members: hosts.map((host, index) => ({ _id: index, host })) };
  await withAdmin(members[0]?.port ?? 0, (admin) => admin.command({ replSetInitiate: config }));
  const set: ThreeMembers = {
    uri: `mongodb://${hosts.join(",")}/?replicaSet=${REPLICA_SET}`,
    members,
    async primary() {
      const deadline = performance.now() + PRIMARY_LIMIT_MS;
      while (performance.now() < deadline) {
        for (const member of members) if (await leads(member)) return member;
        await delay(LOOK_MS);
      }
      throw new Error(`no primary after ${PRIMARY_LIMIT_MS} ms`);
    },
    others: (than) => members.filter((member) => member !== than),
  };
  await set.primary();
  return set;
}

/** Has a primary give way to another member. */
export async function stepDown({ port }: MongodProcess): Promise<void> {
  await withAdmin(port, (admin) => admin.command({ replSetStepDown: 20, secondaryCatchUpPeriodSecs: 10 }));
}

async function leads({ port }: MongodProcess): Promise<boolean> {
  const answer = await withAdmin(port, (admin) => admin.command({ hello: 1 })).catch((): Document => ({}));
  return answer["isWritablePrimary"] === true;
}
