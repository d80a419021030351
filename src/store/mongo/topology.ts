/**
 * Whether a MongoDB deployment can serve as a store: a replica set, one member is enough, or a sharded cluster.
 */
import { type Db, type MongoClient, MongoServerError, MongoServerSelectionError } from "mongodb";
import { StoreAddressInvalid, StoreUnsuitable } from "../store-errors.js";
import { storeError, unavailable } from "./mongo-errors.js";

/**
 * Connects and checks. Throws StoreUnsuitable with what to do about it, StoreUnavailable, or StoreAddressInvalid for a file
 * that the connection string names and that cannot be read.
 */
export async function connect(client: MongoClient, db: Db): Promise<void> {
  try {
    await client.connect();
    const hello = await db.admin().command({ hello: 1 });
    if (hello["isreplicaset"] === true) throw uninitiated(client);
    if (hello["setName"] === undefined && hello["msg"] !== "isdbgrid") throw standalone(client);
  } catch (error) {
    if (error instanceof MongoServerSelectionError && isUninitiated(error)) throw uninitiated(client);
    if (error instanceof MongoServerError && error.code === AUTHENTICATION_FAILED) throw unknownUser(client);
    throw ofSystem(error) ?? storeError(error);
  }
}

const AUTHENTICATION_FAILED = 18;

/** What the driver hands on as the system said it, before it reaches a server: of files, and of names that it looks up. */
function ofSystem(error: unknown): Error | undefined {
  if (!(error instanceof Error && "syscall" in error)) return undefined;
  if ("path" in error) return new StoreAddressInvalid("uri", `a file that it names cannot be read: ${error.message}`);
  return String(error.syscall).startsWith("query") ? unavailable(error.message, error) : undefined;
}

function unknownUser(client: MongoClient): StoreUnsuitable {
  const database = client.options.credentials?.source ?? "admin";
  return new StoreUnsuitable(
    `MongoDB at ${hostsOf(client)} refuses the user or the password of the connection string, which it looks up in the ` +
      `database ${database} (authSource)`,
  );
}

function standalone(client: MongoClient): StoreUnsuitable {
  return new StoreUnsuitable(
    `MongoDB at ${hostsOf(client)} is a standalone server; LazyEngine needs a replica set, and one member is enough. ` +
      `Restart it with "mongod --replSet rs0 …" and then run once: ${initiation(client)}`,
  );
}

function uninitiated(client: MongoClient): StoreUnsuitable {
  return new StoreUnsuitable(
    `MongoDB at ${hostsOf(client)} was started as a member of a replica set that was never initiated. ` +
      `Run once: ${initiation(client)}`,
  );
}

function initiation(client: MongoClient): string {
  const [host] = client.options.hosts;
  return `mongosh "mongodb://${host}/?directConnection=true" --eval "rs.initiate()"`;
}

function hostsOf(client: MongoClient): string {
  return client.options.hosts.join(", ");
}

/** Members that are there but belong to no set. */
function isUninitiated(error: MongoServerSelectionError): boolean {
  const servers = [...(error.reason?.servers.values() ?? [])];
  return servers.length > 0 && servers.every(({ type }) => type === "RSGhost");
}
