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

export interface ThreeMembersOptions {
  /** Of each mongod, besides the usual. */
  readonly args?: readonly string[];
  /** For how long they have no primary before they elect another, milliseconds. Default MongoDB's, ten seconds. */
  readonly electionTimeoutMs?: number;
}

const LOOK_MS = 50;
const PRIMARY_LIMIT_MS = 60_000;
/** So many in the time after which a primary is missed. */
const HEARTBEATS = 8;

export async function threeMembers({ args = [], electionTimeoutMs }: ThreeMembersOptions = {}): Promise<ThreeMembers> {
  const members = [await mongodProcess({ args }), await mongodProcess({ args }), await mongodProcess({ args })];
  const hosts = members.map(({ port }) => `127.0.0.1:${port}`);
  const config = {
    _id: REPLICA_SET,
    members: hosts.map((host, index) => ({ _id: index, host })),
    ...(electionTimeoutMs !== undefined && {
      settings: { electionTimeoutMillis: electionTimeoutMs, heartbeatIntervalMillis: electionTimeoutMs / HEARTBEATS },
    }),
  };
  const [first] = members as [MongodProcess, ...MongodProcess[]];
  await withAdmin(first.port, (admin) => admin.command({ replSetInitiate: config }));
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
  await standForElection(first);
  return set;
}

/** Resolves once the member is primary: it does not wait until it has missed one for long. */
export async function standForElection(member: MongodProcess): Promise<void> {
  const deadline = performance.now() + PRIMARY_LIMIT_MS;
  while (!(await leads(member))) {
    if (performance.now() > deadline) throw new Error(`not primary after ${PRIMARY_LIMIT_MS} ms`);
    // Refused until it has heard of the others, and while they have another.
    await withAdmin(member.port, (admin) => admin.command({ replSetStepUp: 1 })).catch(() => undefined);
    await delay(LOOK_MS);
  }
}

/** Has a primary give way to another member. */
export async function stepDown({ port }: MongodProcess): Promise<void> {
  await withAdmin(port, (admin) => admin.command({ replSetStepDown: 20, secondaryCatchUpPeriodSecs: 10 }));
}

async function leads({ port }: MongodProcess): Promise<boolean> {
  const answer = await withAdmin(port, (admin) => admin.command({ hello: 1 })).catch((): Document => ({}));
  return answer["isWritablePrimary"] === true;
}
