/**
 * The driver's client as the rules of storage ask for it.
 */
import { type Db, MongoClient, type MongoClientOptions } from "mongodb";
import { StoreAddressInvalid } from "../store-errors.js";
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

/** Nothing is connected yet. Throws StoreAddressInvalid where the driver does not take the address, or the database's name. */
export function mongoDatabase({ uri, database, clientOptions: own }: MongoStoreOptions): MongoDatabase {
  const clientOptions = { ...DEFAULTS, ...own, ...REQUIRED };
  const client = taken("uri", uri, () => new MongoClient(uri, clientOptions));
  const readConcern = new MajorityAfterElections();
  readConcern.follow(client);
  const db = taken("database", uri, () => client.db(database, { readConcern }));
  return { client, db, clientOptions };
}

/** Throws StoreAddressInvalid with the driver's text, without what may be a password. */
function taken<Value>(setting: StoreAddressInvalid["setting"], uri: string, take: () => Value): Value {
  try {
    return take();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const told = credentialsIn(uri).reduce((rest, part) => rest.replace(asWord(part), "[redacted]"), text);
    // Without a cause, whose text would be the driver's own.
    throw new StoreAddressInvalid(setting, told);
  }
}

/** The pieces of what stands before the last "@", and of hosts where there is none and a port looks like a password. */
function credentialsIn(uri: string): readonly string[] {
  const rest = uri.replace(/^[^/]*:\/\//, "");
  const at = rest.lastIndexOf("@");
  const hosts = rest.split(/[/?]/)[0] ?? "";
  if (at < 0 && hosts.split(",").every((host) => HOST_AND_PORT.test(host))) return [];
  const authority = at >= 0 ? rest.slice(0, at) : hosts;
  const parts = [authority, ...authority.split(/[:,@/?]|%40/)];
  return parts.filter((part) => part !== "").sort((a, b) => b.length - a.length);
}

const HOST_AND_PORT = /^([^:]*|\[[^\]]*\])(:\d{1,5})?$/;

/** Not within other words: a user may be called by a letter. The driver tells hosts in small letters. */
function asWord(text: string): RegExp {
  return new RegExp(`(?<!\\w)${text.replace(/[^\w]/g, "\\$&")}(?!\\w)`, "gi");
}
