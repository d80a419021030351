/**
 * What reads change streams: the changes of a namespace's segments, and what hints are made of. Streams wait on
 * connections of their own, so that calls never wait for them.
 */
import { type Collection, type Db, type Document, MongoClient, type MongoClientOptions } from "mongodb";
import type { FollowedChange } from "../segment-store.js";
import { SEGMENTS } from "./collections.js";
import { reaching, streamError } from "./mongo-errors.js";

interface ChangeRow {
  readonly _id: { readonly _data: string };
  readonly operationType: string;
  readonly documentKey: { readonly _id: string };
  readonly version?: number | null;
}

export class ChangeFeeds {
  readonly #database: string;
  readonly #client: MongoClient;

  constructor(uri: string, database: string, options: MongoClientOptions) {
    this.#database = database;
    this.#client = new MongoClient(uri, options);
  }

  /** The position after everything that was acknowledged before. */
  async position(): Promise<string> {
    return reaching(async () => {
      const command = {
        aggregate: SEGMENTS,
        pipeline: [{ $changeStream: {} }],
        cursor: { batchSize: 0 },
        readConcern: { level: "majority" },
      };
      // A cursor's id must go back as the 64-bit number that it came as.
      const { cursor } = await this.#db.command(command, { promoteLongs: false });
      await this.#db.command({ killCursors: SEGMENTS, cursors: [cursor.id] });
      return cursor.postBatchResumeToken._data;
    });
  }

  /** The events of the whole database after a position, until the signal is aborted. */
  events(pipeline: readonly Document[], after: string, signal: AbortSignal): AsyncGenerator<Document> {
    return this.#events(this.#db, pipeline, after, signal);
  }

  async *#events(
    source: Db | Collection,
    pipeline: readonly Document[],
    after: string,
    signal: AbortSignal,
  ): AsyncGenerator<Document> {
    const stream = source.watch<Document, Document>([...pipeline], { resumeAfter: { _data: after } });
    let stop = (): void => undefined;
    const stopped = new Promise<undefined>((resolve) => {
      stop = () => resolve(undefined);
      signal.addEventListener("abort", stop, { once: true });
    });
    try {
      while (!signal.aborted) {
        // The database answers a wait that is no longer wanted up to a second later: nobody waits for that.
        const event = await Promise.race([stream.next(), stopped]);
        if (event !== undefined) yield event;
      }
    } catch (error) {
      throw streamError(error);
    } finally {
      signal.removeEventListener("abort", stop);
      await stream.close();
    }
  }

  async *follow(namespace: string, after: string | undefined, signal: AbortSignal): AsyncGenerator<FollowedChange> {
    const begin = after ?? (await this.position());
    for await (const event of this.#events(this.#db.collection(SEGMENTS), changesOf(namespace), begin, signal)) {
      yield changeOf(event);
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  get #db() {
    return this.#client.db(this.#database);
  }
}

/** The namespace stands in the id: an update's event holds only what changed, a deletion's nothing else. */
function changesOf(namespace: string): Document[] {
  const id = `^[0-9a-f]{8}:${namespace.replace(/[^a-z0-9]/g, "\\$&")}/`;
  return [
    {
      $match: {
        operationType: { $in: ["insert", "update", "replace", "delete"] },
        "documentKey._id": { $regex: id },
      },
    },
    {
      $project: {
        operationType: 1,
        documentKey: 1,
        version: { $ifNull: ["$updateDescription.updatedFields.version", "$fullDocument.version"] },
      },
    },
  ];
}

function changeOf(event: Document): FollowedChange {
  // The shape that `changesOf` projects.
  const { _id, operationType, documentKey, version } = event as ChangeRow;
  const change = { position: _id._data, id: documentKey._id };
  return operationType === "delete" || typeof version !== "number" ? change : { ...change, version };
}
