/**
 * The store in MongoDB: one database of a replica set.
 */
import type { Db } from "mongodb";
import type { Store, StoreHealth } from "../store.js";
import { WHATEVER_IT_TAKES_MS } from "./answer-bound.js";
import { ChangeFeeds } from "./change-feeds.js";
import { settleEnded } from "./ended-connections.js";
import { prepare } from "./format.js";
import { type MongoStoreOptions, mongoDatabase } from "./mongo-database.js";
import { MongoDefinitions } from "./mongo-definitions.js";
import { reaching } from "./mongo-errors.js";
import { MongoPayloads } from "./mongo-payloads.js";
import { MongoQueues } from "./mongo-queues.js";
import { MongoRetention } from "./mongo-retention.js";
import { MongoSchedules } from "./mongo-schedules.js";
import { MongoSegments } from "./mongo-segments.js";
import { MongoSessions } from "./mongo-sessions.js";
import { ProcessStream } from "./process-stream.js";
import { FORMATS, Formats } from "./segment-formats.js";
import { connect } from "./topology.js";

/** Connections for the one stream of a process: one that was opened anew leaves a wait behind that ends within a second. */
const OWN_STREAM_CONNECTIONS = 20;
/** For positions, and for the few that read the history. What the process itself hears never waits for them. */
const HISTORY_CONNECTIONS = 20;

/** Nothing is connected before `open`. */
export function createMongoStore(options: MongoStoreOptions): Store {
  const { client, db, clientOptions } = mongoDatabase(options);
  const formats = new Formats(options.formats ?? FORMATS);
  const feedsOn = (maxPoolSize: number) =>
    new ChangeFeeds(options.uri, db.databaseName, { ...clientOptions, maxPoolSize });
  const ownFeeds = feedsOn(OWN_STREAM_CONNECTIONS);
  const history = feedsOn(HISTORY_CONNECTIONS);
  let stopSettling: (() => void) | undefined;
  const streams = new Map<string, ProcessStream>();
  const streamOf = (process: string) => {
    const stream = streams.get(process) ?? new ProcessStream(ownFeeds, process);
    streams.set(process, stream);
    return stream;
  };
  return {
    kind: "mongodb",
    get format() {
      return formats.active.number;
    },
    segments: new MongoSegments(db, formats, history),
    payloads: new MongoPayloads(db),
    definitions: new MongoDefinitions(db),
    sessions: new MongoSessions(db),
    queues: new MongoQueues(db),
    schedules: new MongoSchedules(db),
    retention: new MongoRetention(db),
    readTime: () => reaching(async () => (await hello(db)).localTime.getTime()),
    listen: (process, listener) => streamOf(process).listen(listener),
    followOthers: (process, followed, listener) => streamOf(process).follow(followed, listener),
    open: async () => {
      stopSettling ??= settleEnded([client, ownFeeds.client, history.client]);
      await connect(client, db);
      await reaching(() => prepare(db, formats), WHATEVER_IT_TAKES_MS);
    },
    health: () => health(db),
    close: async () => {
      stopSettling?.();
      await Promise.all([ownFeeds.close(), history.close()]);
      await client.close();
    },
  };
}

interface Hello {
  readonly localTime: Date;
  readonly isWritablePrimary: boolean;
}

async function hello(db: Db): Promise<Hello> {
  // The shape of the server's answer.
  return (await db.admin().command({ hello: 1 })) as Hello;
}

async function health(db: Db): Promise<StoreHealth> {
  try {
    const { isWritablePrimary } = await reaching(() => hello(db));
    return isWritablePrimary ? { ok: true, detail: "a primary answers" } : { ok: false, detail: "there is no primary" };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
