/**
 * What a row has running, on databases of its own: started in any order, stopped in the opposite one.
 */
import { MongoClient } from "mongodb";
import { startThrowawayMongod } from "../dist/mongod/index.js";
import { startLoad, startReady, startServer } from "./child.mjs";

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

  /** A server on a database of the row. */
  async server(name = "flows", args = []) {
    const database = this.database(name);
    const store = ["serve", "--mongodb", this.mongod.uri, "--database", database];
    return { ...this.keep(await startServer(store, args, this.execArgv)), database };
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

  /** The loads of those of the named anchors that are there, by name; each anchor says what it runs. */
  async anchorLoads(names, parameters) {
    const loads = {};
    for (const name of names) {
      const anchor = this.anchors[name];
      if (anchor === undefined || anchor.missing !== undefined) continue;
      loads[name] = await anchor.load(this, parameters);
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
