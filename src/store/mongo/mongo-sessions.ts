/**
 * Sessions and process leases in MongoDB. Each change is one update that the database judges by its own clock.
 */
import type { Db, Document } from "mongodb";
import type { OpenedSession, SessionKey, SessionOpening, SessionRecord, SessionStore } from "../session-store.js";
import { collectionsOf, type SessionRow } from "./collections.js";
import { isDuplicateKey, reaching, unavailable } from "./mongo-errors.js";
import { EXPIRE, HAS_EXPIRED, HAS_NOT_EXPIRED, LIVE_ON, leaseFor, openPipeline } from "./session-pipelines.js";

const OPENING_TRIES = 3;

export class MongoSessions implements SessionStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  async open(opening: SessionOpening): Promise<OpenedSession | undefined> {
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

  async renew(key: SessionKey, principal: string): Promise<SessionRecord | undefined> {
    const filter = { _id: nameOf(key), principal, state: "LIVE" as const, ...HAS_NOT_EXPIRED };
    const row = await reaching(() => this.#sessions.findOneAndUpdate(filter, LIVE_ON, { returnDocument: "after" }));
    return row === null ? undefined : recordOf(row);
  }

  async read(keys: readonly SessionKey[]): Promise<readonly (SessionRecord | undefined)[]> {
    const ids = keys.map(nameOf);
    const rows = await reaching(() => this.#sessions.find({ _id: { $in: ids } }).toArray());
    const byId = new Map(rows.map((row) => [row._id, recordOf(row)]));
    return ids.map((id) => byId.get(id));
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
    const updates = due.map(({ _id, epoch }) => ({
      updateOne: { filter: { _id, epoch, state: "LIVE" as const, ...HAS_EXPIRED }, update: EXPIRE },
    }));
    await reaching(() => this.#sessions.bulkWrite(updates, { ordered: false }));
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

function nameOf({ namespace, session }: SessionKey): string {
  return `${namespace}/${session}`;
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
