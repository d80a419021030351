/**
 * Queues in MongoDB: one small document for each that was ever set.
 */
import type { Db, Document } from "mongodb";
import type {
  Borrowing,
  QueueKey,
  QueueRecord,
  QueueStore,
  QueueUpdate,
  Reservation,
  Trimming,
} from "../queue-store.js";
import { WriteRejected } from "../store-errors.js";
import { collectionsOf, QUEUES, type QueueRow } from "./collections.js";
import { Gathered } from "./gathered.js";
import { borrowPipeline, countedPipeline, overFor, trimPipeline } from "./lending-pipelines.js";
import { isDuplicateKey, reaching } from "./mongo-errors.js";
import { nameOf, recordOf } from "./queue-document.js";
import { accountPipeline, forgottenAfter, putPipeline } from "./queue-pipelines.js";
import { reservePipeline } from "./rate-pipeline.js";
import { sendWrites } from "./write-command.js";

/** Of a statement that borrows, in bytes, roughly. */
const STATEMENT_BYTES = 4_096;
/** An account is made by one update, or by another that follows on what was made meanwhile. */
const ACCOUNT_TRIES = 3;

export class MongoQueues implements QueueStore {
  readonly #db: Db;
  readonly #reads = new Gathered((keys: readonly QueueKey[]) => this.#readAll(keys));
  readonly #accounts = new Gathered((accounts: readonly Account[]) => this.#accountAll(accounts));
  readonly #borrowings = new Gathered((requests: readonly BorrowRequest[]) => this.#borrowAll(requests));

  constructor(db: Db) {
    this.#db = db;
  }

  async all(): Promise<readonly QueueRecord[]> {
    const projection = { requests: 0, lending: 0, usage: 0 };
    const rows = await reaching(() => this.#queues.find({ version: { $exists: true } }, { projection }).toArray());
    return rows.map(recordOf);
  }

  read(key: QueueKey): Promise<QueueRecord | undefined> {
    return this.#reads.ask(key);
  }

  account(key: QueueKey, limit: number): Promise<QueueRecord> {
    return this.#accounts.ask({ key, limit });
  }

  async forgetAccounts(ageMs: number, limit: number): Promise<number> {
    const rows = await reaching(() =>
      this.#queues
        .find(forgottenAfter(ageMs), { projection: { _id: 1 } })
        .limit(limit)
        .toArray(),
    );
    if (rows.length === 0) return 0;
    const names = rows.map(({ _id }) => _id);
    const { deletedCount } = await reaching(() =>
      this.#queues.deleteMany({ ...forgottenAfter(ageMs), _id: { $in: names } }),
    );
    return deletedCount;
  }

  async put(record: QueueUpdate, process: string): Promise<QueueRecord | undefined> {
    const isFirst = record.version === 1;
    const filter = { _id: nameOf(record), version: isFirst ? { $exists: false } : record.version - 1 };
    try {
      const row = await reaching(() =>
        this.#queues.findOneAndUpdate(filter, putPipeline(record, process), {
          upsert: isFirst,
          returnDocument: "after",
        }),
      );
      return row === null ? undefined : recordOf(row);
    } catch (error) {
      // The first update, and another was faster.
      if (isDuplicateKey(error)) return undefined;
      throw error;
    }
  }

  borrow(key: QueueKey, borrowing: Borrowing): Promise<QueueRecord | undefined> {
    return this.#borrowings.ask({ key, borrowing });
  }

  async reserve(key: QueueKey, reservation: Reservation): Promise<QueueRecord | undefined> {
    const { epoch, lender, sequence } = reservation;
    const isLate = { $elemMatch: { lender, sequence: { $gte: sequence } } };
    const filter = { _id: nameOf(key), "usage.epoch": epoch, "usage.reserved": { $not: isLate } };
    const row = await reaching(() =>
      this.#queues.findOneAndUpdate(filter, reservePipeline(reservation), { returnDocument: "after" }),
    );
    return row === null ? undefined : recordOf(row);
  }

  async trim(key: QueueKey, trimming: Trimming): Promise<void> {
    const filter = { ...lendingOf(key, trimming.epoch), ...overFor(trimming) };
    await reaching(() => this.#queues.updateOne(filter, trimPipeline(trimming)));
  }

  async counted(
    key: QueueKey,
    { epoch, unlent, token }: { readonly epoch: number; readonly unlent: number; readonly token: string },
  ): Promise<void> {
    await reaching(() => this.#queues.updateOne(lendingOf(key, epoch), countedPipeline(unlent, token)));
  }

  async #readAll(keys: readonly QueueKey[]): Promise<readonly (QueueRecord | undefined)[]> {
    const rows = await this.#rows(keys);
    return keys.map((key) => {
      const row = rows.get(nameOf(key));
      return row && recordOf(row);
    });
  }

  /** Nearly all are there: what is only read costs the database no write. */
  async #accountAll(accounts: readonly Account[]): Promise<readonly QueueRecord[]> {
    const rows = await this.#rows(accounts.map(({ key }) => key));
    for (let tries = 0; tries < ACCOUNT_TRIES; tries += 1) {
      const missing = accounts.filter(({ key }) => rows.get(nameOf(key))?.lending === undefined);
      if (missing.length === 0) break;
      // Another process may have made one meanwhile, or have set the queue: it is seen then.
      const statement = ({ key, limit }: Account) => ({
        q: { _id: nameOf(key) },
        u: accountPipeline(key, limit),
        upsert: true,
      });
      await this.#write(missing.map(statement));
      for (const [name, row] of await this.#rows(missing.map(({ key }) => key))) rows.set(name, row);
    }
    return accounts.map(({ key }) => {
      const row = rows.get(nameOf(key));
      if (row?.lending === undefined) throw new Error(`the account of ${nameOf(key)} is neither there nor made`);
      return recordOf(row);
    });
  }

  /**
   * Each is one update of its document; what came of it is read after all of them: nobody but its lender makes a block larger, so
   * that it says what was lent.
   */
  async #borrowAll(requests: readonly BorrowRequest[]): Promise<readonly (QueueRecord | undefined)[]> {
    const statements = requests.map(({ key, borrowing }) => {
      const { epoch, lender, sequence } = borrowing;
      const isLate = { $elemMatch: { lender, sequence: { $gte: sequence } } };
      return { q: { ...lendingOf(key, epoch), "lending.blocks": { $not: isLate } }, u: borrowPipeline(borrowing) };
    });
    await this.#write(statements);
    const rows = await this.#rows(requests.map(({ key }) => key));
    return requests.map(({ key, borrowing }) => {
      const row = rows.get(nameOf(key));
      return row !== undefined && hasLent(row, borrowing) ? recordOf(row) : undefined;
    });
  }

  async #write(statements: readonly Document[]): Promise<void> {
    const kind = { update: QUEUES, field: "updates" } as const;
    const { rejected } = await sendWrites(this.#db, kind, statements, STATEMENT_BYTES * statements.length);
    const [first] = rejected;
    if (first !== undefined) throw new WriteRejected(first.message);
  }

  async #rows(keys: readonly QueueKey[]): Promise<Map<string, QueueRow>> {
    const names = [...new Set(keys.map(nameOf))];
    const filter = names.length === 1 ? { _id: names[0] ?? "" } : { _id: { $in: names } };
    const rows = await reaching(() => this.#queues.find(filter, { batchSize: names.length + 1 }).toArray());
    return new Map(rows.map((row) => [row._id, row]));
  }

  get #queues() {
    return collectionsOf(this.#db).queues;
  }
}

interface Account {
  readonly key: QueueKey;
  readonly limit: number;
}

interface BorrowRequest {
  readonly key: QueueKey;
  readonly borrowing: Borrowing;
}

function lendingOf(key: QueueKey, epoch: number) {
  return { _id: nameOf(key), "lending.epoch": epoch };
}

/** The limit is still that one, and no later request of the lender was faster. */
function hasLent({ lending }: QueueRow, { epoch, lender, sequence }: Borrowing): boolean {
  const block = lending?.blocks.find((one) => one.lender === lender);
  return lending?.epoch === epoch && block?.sequence === sequence;
}
