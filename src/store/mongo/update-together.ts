/**
 * Several guarded updates in one transaction: all land or none does.
 */
import { type ClientSession, type Db, type Document, MongoError } from "mongodb";
import { WriteRejected } from "../store-errors.js";
import { storeError, unavailable } from "./mongo-errors.js";
import { MAJORITY, sendWithin, type WriteKind } from "./write-command.js";

const TRANSACTION = {
  readConcern: { level: "snapshot" },
  writeConcern: { w: "majority", journal: true, wtimeoutMS: MAJORITY.wtimeout },
  readPreference: "primary",
} as const;

const WRITE_CONFLICT = 112;
const COMMIT_TRIES = 3;

/**
 * True = landed; false = a guard missed, or another write was in the way. Throws WriteRejected where an update can
 * never land, StoreUnavailable where the outcome is unknown.
 */
export async function updateTogether(db: Db, kind: WriteKind, statements: readonly Document[]): Promise<boolean> {
  return db.client.withSession({ defaultTransactionOptions: TRANSACTION }, async (session) => {
    session.startTransaction();
    try {
      const { count, rejected } = await sendWithin(session, db, kind, statements);
      const [first] = rejected;
      if (first !== undefined) throw new WriteRejected(first.message);
      if (count < statements.length) {
        await session.abortTransaction();
        return false;
      }
    } catch (error) {
      await session.abortTransaction();
      if (error instanceof MongoError && error.code === WRITE_CONFLICT) return false;
      throw storeError(error);
    }
    await commit(session);
    return true;
  });
}

/** Until the answer is known: a commit that is sent again does nothing more. */
async function commit(session: ClientSession): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      const unknown = error instanceof MongoError && error.hasErrorLabel("UnknownTransactionCommitResult");
      if (unknown && tries < COMMIT_TRIES) continue;
      throw unknown ? unavailable(error.message, error) : storeError(error);
    }
  }
}
