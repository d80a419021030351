// Administrative talk with one mongod on this machine: who are you, and stop.
import { connect, createServer } from "node:net";
import { type Db, MongoClient, MongoNetworkError, MongoServerSelectionError } from "mongodb";

const LOOPBACK = "127.0.0.1";
const CONTACT_LIMIT_MS = 2_000;

export interface MongodIdentity {
  readonly pid: number;
  readonly dbPath: string;
}

/** Whether anything accepts connections at this port of the loopback interface. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (!(port > 0 && port < 65_536)) return resolve(false);
    const socket = connect({ port, host: LOOPBACK, timeout: CONTACT_LIMIT_MS });
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
    socket.once("timeout", () => answer(false));
  });
}

/** A port of the loopback interface that nobody uses at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === "object") resolve(address.port);
        else reject(new Error("a listening socket has no port"));
      });
    });
  });
}

/** What the mongod at this port says of itself, or undefined when whatever is there is no mongod that answers us. */
export async function identifyMongod(port: number): Promise<MongodIdentity | undefined> {
  try {
    return await withAdmin(port, async (admin) => {
      const options = await admin.command({ getCmdLineOpts: 1 });
      const status = await admin.command({ serverStatus: 1 }, { readPreference: "nearest" });
      const dbPath: unknown = options["parsed"]?.storage?.dbPath;
      return typeof dbPath === "string" ? { pid: Number(status["pid"]), dbPath } : undefined;
    });
  } catch {
    return undefined; // no mongod, one that wants a password, or one that just goes: not ours to use
  }
}

/** Asks a mongod to end in order. It closes the connection instead of answering; one that is gone already has ended. */
export async function shutDownMongod(port: number): Promise<void> {
  try {
    await withAdmin(port, (admin) => admin.command({ shutdown: 1, force: true, timeoutSecs: 0 }));
  } catch (error) {
    if (!(error instanceof MongoNetworkError || error instanceof MongoServerSelectionError)) throw error;
  }
}

/** Opens a direct connection for the length of `use`. Throws the driver's errors. */
export async function withAdmin<T>(port: number, use: (admin: Db) => Promise<T>): Promise<T> {
  const client = new MongoClient(`mongodb://${LOOPBACK}:${port}/`, {
    directConnection: true,
    serverSelectionTimeoutMS: CONTACT_LIMIT_MS,
    connectTimeoutMS: CONTACT_LIMIT_MS,
    socketTimeoutMS: 30_000,
    appName: "lazyengine-launcher",
  });
  try {
    return await use(client.db("admin"));
  } finally {
    await client.close();
  }
}
