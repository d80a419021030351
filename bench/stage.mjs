/**
 * What a row has running, on databases of its own: started in any order, stopped in the opposite one.
 */
import { MongoClient } from "mongodb";
import { startThrowawayMongod } from "../dist/mongod/index.js";
import { startLoad, startReady, startServer } from "./child.mjs";

/** No round of an anchor takes as long as this where it works. */
const ANCHOR_ROUND_MS = 180_000;

export class Stage {
  #running = [];
  #databases = new Set();

  /**
   * `anchors`: those that were wanted, by name, each with `missing`, the reason, where it could not be set up. `execArgv`:
   * options of Node.js for servers and loads.
   */
  constructor({ name, mongod, rounds, anchors, execArgv = [] }) {
    this.name = name;
    this.mongod = mongod;
    this.rounds = rounds;
    this.anchors = anchors;
    this.execArgv = execArgv;
  }

  /** Stopped with the rest. */
  keep(running) {
    this.#running.push(running);
    return running;
  }

  /** The name of a database of this row's own; dropped at the end. */
  database(name) {
    const database = `bench_${this.name}_${name}`.replaceAll("-", "_");
    this.#databases.add(database);
    return database;
  }

  /** A server on a database of the row; `program`: of another build. */
  async server(name = "flows", args = [], program) {
    const database = this.database(name);
    const store = ["serve", "--mongodb", this.mongod.uri, "--database", database];
    return { ...this.keep(await startServer(store, args, this.execArgv, program)), database };
  }

  /** A server on the memory store. */
  async memoryServer() {
    return this.keep(await startServer(["dev", "--store", "memory"]));
  }

  async load(path, parameters) {
    return this.keep(await startLoad(path, parameters, this.execArgv));
  }

  /** On a mongod of its own, where nobody listens to changes: a server's change stream costs every write there is. */
  async floor() {
    const args = [(await this.ownMongod()).uri, "floor"];
    return this.keep(await startReady("anchors/floor/server.mjs", args, /^floor ready (?<address>\S+)/));
  }

  /** A mongod for what is compared with. */
  async ownMongod() {
    return this.keep(await startThrowawayMongod());
  }

  /**
   * The loads of those of the named anchors that are there, by name; each anchor says what it runs. One whose round fails,
   * or takes far too long, is `missing` from then on, and its further rounds resolve to undefined: it must not take
   * the row with it.
   */
  async anchorLoads(names, parameters) {
    const loads = {};
    for (const name of names) {
      const anchor = this.anchors[name];
      if (anchor === undefined || anchor.missing !== undefined) continue;
      loads[name] = leaving(anchor, await anchor.load(this, parameters));
    }
    return loads;
  }

  /** Stops one before its time. */
  async stop(running) {
    this.#running = this.#running.filter((other) => other.stop !== running.stop);
    await running.stop();
  }

  async close() {
    for (const { stop } of this.#running.reverse()) await stop();
    this.#running = [];
    const client = new MongoClient(this.mongod.uri);
    try {
      for (const name of this.#databases) await client.db(name).dropDatabase();
    } finally {
      await client.close();
    }
  }
}

function leaving(anchor, load) {
  const run = async (parameters) => {
    if (anchor.missing !== undefined) return undefined;
    let timer;
    const tooLong = new Promise((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`a round took more than ${ANCHOR_ROUND_MS / 1000} s`)),
        ANCHOR_ROUND_MS,
      );
    });
    try {
      return await Promise.race([load.run(parameters), tooLong]);
    } catch (error) {
      console.error(`bench: ANCHOR FAILED: ${error.message}`);
      anchor.missing = error.message.split("\n")[0];
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  };
  return { ...load, run };
}
