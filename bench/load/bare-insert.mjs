/**
 * What a store has written since a moment, inserted again by the bare driver.
 */
import { MongoClient } from "mongodb";

const COLLECTIONS = ["segments", "definitions", "definition_chunks", "payloads"];

export class BareInsert {
  #reading;
  #stored;
  #writing;
  #documents;
  #before = new Set();

  /** `stored` is the store's deployment and database; `bareUri` another deployment, where no server listens to changes. */
  constructor({ uri, database }, bareUri) {
    this.#reading = new MongoClient(uri);
    this.#stored = this.#reading.db(database);
    // As the store of the package writes.
    this.#writing = new MongoClient(bareUri, { retryWrites: false });
    this.#documents = this.#writing.db("bare").collection("documents", { writeConcern: { w: "majority", j: true } });
  }

  /** From now on counts. */
  async begin() {
    const found = COLLECTIONS.map((name) => this.#stored.collection(name).find().project({ _id: 1 }).toArray());
    this.#before = new Set((await Promise.all(found)).flat().map(idOf));
  }

  /** Milliseconds of one insertMany of what has been written since; `mark` makes the ids others than before. */
  async insertMs(mark) {
    const found = COLLECTIONS.map((name) => this.#stored.collection(name).find().toArray());
    const written = (await Promise.all(found)).flat().filter((document) => !this.#before.has(idOf(document)));
    if (written.length === 0) throw new Error("nothing has been written");
    const copies = written.map((document) => ({ ...document, _id: `${mark}-${document._id}` }));
    await this.#documents.insertOne({ _id: `${mark}-warm` });
    const begun = performance.now();
    await this.#documents.insertMany(copies);
    return performance.now() - begun;
  }

  async close() {
    await this.#reading.close();
    await this.#writing.close();
  }
}

function idOf({ _id }) {
  return `${_id}`;
}
