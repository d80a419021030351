// A replica set of one member: initiated on a new data folder, moved to the new port on a kept one.
import { setTimeout as delay } from "node:timers/promises";
import { type Db, MongoServerError } from "mongodb";
import { withAdmin } from "./mongod-admin.js";
import { MongodError } from "./mongod-error.js";

export const REPLICA_SET = "lazyengine";

const PRIMARY_LIMIT_MS = 60_000;
const NOT_YET_INITIALIZED = 94;
const ALREADY_INITIALIZED = 23;

interface SetConfig {
  readonly version: number;
  readonly members: readonly { readonly host: string }[];
}

/** Returns once the mongod at this port is the writable primary of its set of one. Throws MongodError after 60 s. */
export async function becomePrimary(port: number): Promise<void> {
  const deadline = performance.now() + PRIMARY_LIMIT_MS;
  await withAdmin(port, async (admin) => {
    for (let pause = 10; !(await isPrimary(admin)); pause = Math.min(pause * 2, 100)) {
      if (performance.now() > deadline) throw new MongodError(`the mongod at port ${port} did not become primary`);
      await configure(admin, `127.0.0.1:${port}`);
      await delay(pause);
    }
  });
}

async function isPrimary(admin: Db): Promise<boolean> {
  const hello = await admin.command({ hello: 1 });
  return hello["isWritablePrimary"] === true;
}

async function configure(admin: Db, host: string): Promise<void> {
  const config = await currentConfig(admin);
  const members = [{ _id: 0, host }];
  if (config === undefined) {
    await tolerating(ALREADY_INITIALIZED, admin.command({ replSetInitiate: { _id: REPLICA_SET, members } }));
  } else if (config.members[0]?.host !== host) {
    // Forced, because a member that does not find itself in the config takes no ordinary one.
    const moved = { ...config, members, version: config.version + 1 };
    await admin.command({ replSetReconfig: moved, force: true });
  }
}

async function currentConfig(admin: Db): Promise<SetConfig | undefined> {
  const answer = await tolerating(NOT_YET_INITIALIZED, admin.command({ replSetGetConfig: 1 }));
  return answer?.["config"] as SetConfig | undefined; // the command's documented answer
}

async function tolerating<T>(code: number, command: Promise<T>): Promise<T | undefined> {
  try {
    return await command;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === code) return undefined;
    throw error;
  }
}
