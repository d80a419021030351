/**
 * What reads change streams: the changes of a namespace's segments, and what processes hear of each other. Streams wait on
 * connections of their own, so that calls never wait for them.
 */
import { type ChangeStreamOptions, type Document, MongoClient, type MongoClientOptions } from "mongodb";
import type { FollowedChange, HistoryPart, HistoryQuery } from "../segment-store.js";
import { answered } from "./answer-bound.js";
import { SEGMENTS } from "./collections.js";
import { reaching, streamError, unavailable } from "./mongo-errors.js";

interface ChangeRow {
  readonly operationType: string;
  readonly documentKey: { readonly _id: string };
  readonly version?: number | null;
}

/** The first looks through all that happened since; more than the driver waits for an answer. */
const FIRST_STEP_WITHIN_MS = 40_000;
/** A further one takes about a second: the database says so where nothing happens. */
const STEP_WITHIN_MS = 10_000;
/** How long the database waits for more where only what has been is read. */
const PAST_AWAIT_MS = 20;

const NEVER = new AbortController().signal;

/** What comes out of a stream: an event, or no more than that there was none up to a position. */
export interface StreamStep {
  readonly event: Document | undefined;
  /** After it. */
  readonly position: string;
}

export class ChangeFeeds {
  readonly client: MongoClient;
  readonly #database: string;

  constructor(uri: string, database: string, options: MongoClientOptions) {
    this.#database = database;
    this.client = new MongoClient(uri, options);
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

  /**
   * What happened in the whole database after a position, until the signal is aborted: about once a second at least how
   * far that is. Positions of the whole database serve every reader.
   */
  async *steps(
    pipeline: readonly Document[],
    after: string,
    signal: AbortSignal,
    options: ChangeStreamOptions = {},
  ): AsyncGenerator<StreamStep> {
    const stream = this.#db.watch<Document, Document>([...pipeline], { ...options, resumeAfter: { _data: after } });
    let stop = (): void => undefined;
    const end = () => stop();
    signal.addEventListener("abort", end, { once: true });
    let withinMs = FIRST_STEP_WITHIN_MS;
    try {
      while (!signal.aborted) {
        // The database answers a wait that is no longer wanted up to a second later: nobody waits for that.
        const event = await new Promise<Document | null>((resolve, reject) => {
          stop = () => resolve(null);
          answered(stream.tryNext(), withinMs).then(resolve, reject);
        });
        if (signal.aborted) return;
        withinMs = STEP_WITHIN_MS;
        // What it was about is gone.
        if (event === null && stream.closed) throw unavailable("the change stream ended");
        const position = positionOf(stream.resumeToken);
        if (position !== undefined) yield { event: event ?? undefined, position };
      }
    } catch (error) {
      throw streamError(error);
    } finally {
      signal.removeEventListener("abort", end);
      // It may never settle (`answer-bound.ts`), and who listens is to hear of what comes next.
      void stream.close().catch(() => undefined);
    }
  }

  /** Not ended before its time: the database would go on looking. */
  async history({ namespace, after, until, limit }: HistoryQuery): Promise<HistoryPart> {
    const changes: FollowedChange[] = [];
    let reached = after;
    const options = { maxAwaitTimeMS: PAST_AWAIT_MS, batchSize: limit };
    for await (const { event, position } of this.steps(changesOf(namespace), after, NEVER, options)) {
      if (event !== undefined) changes.push(changeOf(event, position));
      reached = position;
      if (changes.length >= limit || !isLaterPosition(until, position)) break;
    }
    return { changes, position: reached };
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  get #db() {
    return this.client.db(this.#database);
  }
}

/** Tokens are texts whose order is that of what they stand for. */
export function isLaterPosition(position: string, than: string): boolean {
  return position > than;
}

function positionOf(token: unknown): string | undefined {
  // The driver leaves open what a token is; in every database that it knows it is this.
  return (token as { readonly _data: string } | null | undefined)?._data;
}

/** The changes of a namespace's segments: it stands in the id, and an update's event holds only what changed. */
export function idsOf(namespaces: readonly string[]): Document {
  const names = namespaces.map((namespace) => namespace.replace(/[^a-z0-9]/g, "\\$&"));
  return { "documentKey._id": { $regex: `^[0-9a-f]{8}:(${names.join("|")})/` } };
}

/** The version that an event tells of. */
export const EVENT_VERSION = { $ifNull: ["$updateDescription.updatedFields.version", "$fullDocument.version"] };

function changesOf(namespace: string): Document[] {
  return [
    {
      $match: {
        "ns.coll": SEGMENTS,
        operationType: { $in: ["insert", "update", "replace", "delete"] },
        ...idsOf([namespace]),
      },
    },
    { $project: { operationType: 1, documentKey: 1, version: EVENT_VERSION } },
  ];
}

export function changeOf(event: Document, position: string): FollowedChange {
  // The shape that the pipelines project.
  const { operationType, documentKey, version } = event as ChangeRow;
  const change = { position, id: documentKey._id };
  return operationType === "delete" || typeof version !== "number" ? change : { ...change, version };
}
