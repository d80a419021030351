/**
 * The driver's client as the rules of storage ask for it.
 */
import { type Db, MongoClient, type MongoClientOptions } from "mongodb";
import { MajorityAfterElections } from "./after-elections.js";
import type { SegmentFormat } from "./segment-formats.js";
import { MAJORITY } from "./write-command.js";

export interface MongoStoreOptions {
  /** A connection string; what it says about read and write concerns and retried writes does not count. */
  readonly uri: string;
  /** The database's name. Default: the one in the connection string. */
  readonly database?: string;
  /** For the driver, such as TLS and credentials. Default for `maxPoolSize`: 20. */
  readonly clientOptions?: MongoClientOptions;
  /** The formats to read and write, oldest first. Default: those of this version. */
  readonly formats?: readonly SegmentFormat[];
}

const DEFAULTS: MongoClientOptions = {
  appName: "lazyengine",
  maxPoolSize: 20,
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 30_000,
};

/**
 * What the rules of storage ask for. A write is never retried by the driver: the engine finds out what became of it
 * anyhow, and bookkeeping for retries costs the database a tenth of its time.
 */
const REQUIRED: MongoClientOptions = {
  readConcern: { level: "majority" },
  writeConcern: { w: "majority", journal: true, wtimeoutMS: MAJORITY.wtimeout },
  readPreference: "primary",
  retryWrites: false,
  ignoreUndefined: false,
};

export interface MongoDatabase {
  readonly client: MongoClient;
  readonly db: Db;
  /** As the client was made with them. */
  readonly clientOptions: MongoClientOptions;
}

/** Nothing is connected yet. */
export function mongoDatabase(options: MongoStoreOptions): MongoDatabase {
  const clientOptions = { ...DEFAULTS, ...options.clientOptions, ...REQUIRED };
  const client = new MongoClient(options.uri, clientOptions);
  const readConcern = new MajorityAfterElections();
  readConcern.follow(client);
  return { client, db: client.db(options.database, { readConcern }), clientOptions };
}
