/**
 * Sessions and process leases in MongoDB. Each change is one update that the database judges by its own clock. What many
 * callers that poll ask for at once goes together: a write of its own for each would take all connections for long.
 */
import type { Db, Document, Filter } from "mongodb";
import type { OpenedSession, SessionKey, SessionOpening, SessionRecord, SessionStore } from "../session-store.js";
import { collectionsOf, SESSIONS, type SessionRow } from "./collections.js";
import { Gathered } from "./gathered.js";
import { isDuplicateKey, reaching, unavailable } from "./mongo-errors.js";
import { EXPIRE, HAS_EXPIRED, HAS_NOT_EXPIRED, LIVE_ON, leaseFor, openPipeline } from "./session-pipelines.js";
import { sendWrites } from "./write-command.js";

const OPENING_TRIES = 3;
/** One with as many queues as may be, and their names as long, roughly. */
const OPENING_BYTES = 18_000;
/** An update of one by its id, roughly. */
const KEYED_BYTES = 2_000;

export class MongoSessions implements SessionStore {
  readonly #db: Db;
  readonly #openings = new Gathered((openings: readonly SessionOpening[]) => this.#openNew(openings));
  readonly #reads = new Gathered((ids: readonly string[]) => this.#readAll(ids));
  readonly #renewals = new Gathered((renewals: readonly Renewal[]) => this.#renewAll(renewals));

  constructor(db: Db) {
    this.#db = db;
  }

  open(opening: SessionOpening): Promise<OpenedSession | undefined> {
    return opening.isNew === true ? this.#openings.ask(opening) : this.#open(opening);
  }

  async #open(opening: SessionOpening): Promise<OpenedSession | undefined> {
    const { principal } = opening;
    const filter = { _id: nameOf(opening), principal };
    for (let tries = 0; tries < OPENING_TRIES; tries += 1) {
      try {
        const row = await reaching(() =>
          this.#sessions.findOneAndUpdate(filter, openPipeline(opening), { upsert: true, returnDocument: "after" }),
        );
        if (row !== null) return openedSession(row);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // The id exists: as another principal's, or because somebody opened it at the same moment.
        const existing = await reaching(() => this.#sessions.findOne({ _id: filter._id }));
        if (existing !== null && existing.principal !== principal) return undefined;
      }
    }
    throw unavailable("a session is being opened by many at once");
  }

  async detach(key: SessionKey, epoch: number): Promise<boolean> {
    return this.#change({ _id: nameOf(key), epoch, state: "LIVE", owner: { $exists: true } }, LIVE_ON);
  }

  renew(key: SessionKey, principal: string): Promise<SessionRecord | undefined> {
    return this.#renewals.ask({ _id: nameOf(key), principal });
  }

  async read(keys: readonly SessionKey[]): Promise<readonly (SessionRecord | undefined)[]> {
    const [only] = keys;
    if (only !== undefined && keys.length === 1) return [await this.#reads.ask(nameOf(only))];
    return this.#readAll(keys.map(nameOf));
  }

  async ownedBy(process: string): Promise<readonly SessionRecord[]> {
    return (await reaching(() => this.#sessions.find({ owner: process }).toArray())).map(recordOf);
  }

  async live(namespace: string, limit: number): Promise<readonly SessionRecord[]> {
    if (limit <= 0) return [];
    // Names begin with the namespace; "0" is the character after "/".
    const ids = { $gt: `${namespace}/`, $lt: `${namespace}0` };
    const rows = await reaching(() =>
      this.#sessions.find({ _id: ids, state: "LIVE" }).hint({ _id: 1 }).sort({ _id: 1 }).limit(limit).toArray(),
    );
    return rows.map(recordOf);
  }

  async orphan(process: string): Promise<number> {
    return (await reaching(() => this.#sessions.updateMany({ owner: process }, LIVE_ON))).matchedCount;
  }

  async expire(limit: number): Promise<readonly SessionRecord[]> {
    if (limit <= 0) return [];
    const due = await reaching(() =>
      this.#sessions
        .find({ state: "LIVE", ...HAS_EXPIRED }, { projection: { epoch: 1 } })
        .limit(limit)
        .toArray(),
    );
    if (due.length === 0) return [];
    await this.#update(due.map(({ _id, epoch }) => ({ q: { _id, epoch, state: "LIVE", ...HAS_EXPIRED }, u: EXPIRE })));
    const expired = due.map(({ _id, epoch }) => ({ _id, epoch: epoch + 1, state: "EXPIRED" as const }));
    return (await reaching(() => this.#sessions.find({ $or: expired }).toArray())).map(recordOf);
  }

  async end(key: SessionKey, epoch: number): Promise<boolean> {
    return this.#change({ _id: nameOf(key), epoch, state: "LIVE" }, EXPIRE);
  }

  async collect(ageMs: number): Promise<number> {
    const old = { state: "EXPIRED" as const, $expr: { $lte: ["$expire_time", { $subtract: ["$$NOW", ageMs] }] } };
    return (await reaching(() => this.#sessions.deleteMany(old))).deletedCount;
  }

  async registerProcess(process: string, leaseMs: number): Promise<void> {
    await reaching(() => this.#processes.updateOne({ _id: process }, leaseFor(leaseMs), { upsert: true }));
  }

  async renewProcess(process: string, leaseMs: number): Promise<boolean> {
    const filter = { _id: process, ...HAS_NOT_EXPIRED };
    const { matchedCount } = await reaching(() => this.#processes.updateOne(filter, leaseFor(leaseMs)));
    return matchedCount === 1;
  }

  async processes(): Promise<{ readonly live: readonly string[]; readonly dead: readonly string[] }> {
    // The owners first: a process is registered before it opens a session.
    const owners = await reaching(() => this.#sessions.distinct("owner"));
    const lives = { $project: { lives: HAS_NOT_EXPIRED.$expr } };
    const rows = await reaching(() => this.#processes.aggregate<{ _id: string; lives: boolean }>([lives]).toArray());
    const live = rows.filter((row) => row.lives).map(({ _id }) => _id);
    const known = new Set([...rows.map(({ _id }) => _id), ...owners.filter((owner) => owner !== undefined)]);
    for (const process of live) known.delete(process);
    return { live: live.sort(), dead: [...known].sort() };
  }

  async removeProcess(process: string): Promise<void> {
    await reaching(() => this.#processes.deleteOne({ _id: process }));
  }

  async #readAll(ids: readonly string[]): Promise<readonly (SessionRecord | undefined)[]> {
    const rows = await this.#rowsOf({ _id: { $in: [...ids] } }, ids.length);
    return ids.map((id) => {
      const row = rows.get(id);
      return row && recordOf(row);
    });
  }

  /** In one write those that do not exist; what it finds there is opened by a write of its own. */
  async #openNew(openings: readonly SessionOpening[]): Promise<readonly (OpenedSession | undefined)[]> {
    const [only] = openings;
    if (only !== undefined && openings.length === 1) return [await this.#open(only)];
    const statements = openings.map((opening) => ({
      // No session has this epoch: one that exists is refused as a duplicate.
      q: { _id: nameOf(opening), principal: opening.principal, epoch: 0 },
      u: openPipeline(opening),
      upsert: true,
    }));
    const known = new Set(await this.#update(statements, OPENING_BYTES));
    const rows = await this.#rowsOf({ _id: { $in: openings.map(nameOf) } }, openings.length);
    return Promise.all(
      openings.map((opening, index) => {
        return known.has(index) ? this.#open(opening) : firstOpened(opening, rows.get(nameOf(opening)));
      }),
    );
  }

  /** Those that are live and without a stream just after have been renewed. */
  async #renewAll(renewals: readonly Renewal[]): Promise<readonly (SessionRecord | undefined)[]> {
    const filters = renewals.map((renewal) => ({ ...renewal, state: "LIVE" as const, ...HAS_NOT_EXPIRED }));
    const [only] = filters;
    if (only !== undefined && filters.length === 1) {
      const options = { returnDocument: "after" } as const;
      const row = await reaching(() => this.#sessions.findOneAndUpdate(only, LIVE_ON, options));
      return [row === null ? undefined : recordOf(row)];
    }
    await this.#update(filters.map((q) => ({ q, u: LIVE_ON })));
    const ids = renewals.map(({ _id }) => _id);
    const rows = await this.#rowsOf({ _id: { $in: ids }, state: "LIVE", ...HAS_NOT_EXPIRED }, ids.length);
    return renewals.map(({ _id, principal }) => {
      const row = rows.get(_id);
      return row?.principal === principal ? recordOf(row) : undefined;
    });
  }

  /** Sends them together, each of at most so many bytes. Gives which of them were refused as duplicates. */
  async #update(statements: readonly Document[], bytesEach = KEYED_BYTES): Promise<readonly number[]> {
    const kind = { update: SESSIONS, field: "updates" } as const;
    const written = await sendWrites(this.#db, kind, statements, statements.length * bytesEach);
    const [rejected] = written.rejected;
    if (rejected !== undefined) throw new Error(`a session was not written: ${rejected.message}`);
    return written.duplicates;
  }

  /** At most so many, in one answer. */
  async #rowsOf(filter: Filter<SessionRow>, most: number): Promise<ReadonlyMap<string, SessionRow>> {
    const rows = await reaching(() => this.#sessions.find(filter, { batchSize: most + 1 }).toArray());
    return new Map(rows.map((row) => [row._id, row]));
  }

  async #change(filter: Document, pipeline: Document[]): Promise<boolean> {
    const { matchedCount } = await reaching(() => this.#sessions.updateOne(filter, pipeline));
    return matchedCount === 1;
  }

  get #sessions() {
    return collectionsOf(this.#db).sessions;
  }

  get #processes() {
    return collectionsOf(this.#db).processes;
  }
}

interface Renewal {
  readonly _id: string;
  readonly principal: string;
}

function nameOf({ namespace, session }: SessionKey): string {
  return `${namespace}/${session}`;
}

/** As it was opened; what the row says beyond its expiry may have come later. */
function firstOpened(opening: SessionOpening, row: SessionRow | undefined): OpenedSession {
  const { isNew: _, queues = [], ...asked } = opening;
  const expireTime = opening.owner === undefined ? row?.expire_time?.getTime() : undefined;
  const record = { ...asked, queues, epoch: 1, baseEpoch: 1, state: "LIVE" as const };
  return { record: { ...record, ...(expireTime !== undefined && { expireTime }) }, resumed: false };
}

function openedSession(row: SessionRow): OpenedSession {
  const opened = { record: recordOf(row), resumed: row.resumed };
  if (row.taken_from === undefined) return opened;
  return { ...opened, previousOwner: row.taken_from.slice(0, row.taken_from.lastIndexOf("@")) };
}

function recordOf(row: SessionRow): SessionRecord {
  const { owner, expire_time } = row;
  return {
    namespace: row.namespace,
    session: row.session,
    principal: row.principal,
    ...(owner !== undefined && { owner }),
    epoch: row.epoch,
    baseEpoch: row.base_epoch,
    state: row.state,
    worker: row.worker,
    queues: row.queues ?? [],
    leaseMs: row.lease_ms,
    ...(expire_time !== undefined && { expireTime: expire_time.getTime() }),
  };
}
