/**
 * Reads that miss nothing that was acknowledged before they were asked for. One with majority alone may: a primary that has
 * been cut off, and does not know it yet, answers it from what was true before another took its place. So first something
 * is written, which only a primary with a majority can have acknowledged, and the read asks for that as well.
 *
 * The read concern "linearizable" is the same, but waits for the journal's interval: 100 ms on one member (MongoDB 6.0.5),
 * where this takes 5.
 */
import type { Collection, ReadConcern, Timestamp } from "mongodb";
import type { FormatRow } from "./collections.js";
import { Gathered } from "./gathered.js";
import { MajorityAfter } from "./majority-after.js";
import { reaching, unavailable } from "./mongo-errors.js";
import { MAJORITY } from "./write-command.js";

export class LatestReads {
  readonly #meta: Collection<FormatRow>;
  readonly #written = new Gathered<undefined, Timestamp>(async (asked) => {
    const time = await this.#write();
    return asked.map(() => time);
  });

  constructor(meta: Collection<FormatRow>) {
    this.#meta = meta;
  }

  /** What a read that is to be sent now has to ask for. Throws StoreUnavailable. */
  async concern(): Promise<ReadConcern> {
    return new MajorityAfter(await this.#written.ask(undefined));
  }

  /** When by the database's own time; what was acknowledged before this was called is no later. */
  async #write(): Promise<Timestamp> {
    const update = { q: { _id: "format" }, u: { $inc: { latest_reads: 1 } } };
    const command = { update: this.#meta.collectionName, updates: [update], writeConcern: MAJORITY };
    const { n, operationTime, writeConcernError } = await reaching(() => this.#meta.db.command(command));
    if (n !== 1 || writeConcernError !== undefined) throw unavailable("no majority has taken what was written");
    return operationTime;
  }
}
