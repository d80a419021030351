/**
 * Writes as plain commands: one command for a whole round, answered by counts and by the writes that were refused.
 * Measured against the driver's bulkWrite, it saves a fifth of the client's work and keeps one code path.
 */
import { BSON, type Db, type Document } from "mongodb";
import type { RejectedWrite } from "../segment-store.js";
import { isDuplicateKeyCode, isTooLarge, isUnavailableCode, reaching, unavailable } from "./mongo-errors.js";

/** What a write is acknowledged by, and how long that is waited for, milliseconds: past it, the outcome is unknown. */
export const MAJORITY = { w: "majority", j: true, wtimeout: 10_000 } as const;

/** A command is at most 16 MiB and a little; its statements are kept well below. */
const COMMAND_BYTES = 12 * 1024 * 1024;
/** Up to this many estimated bytes nothing needs to be measured. */
const UNMEASURED_BYTES = 4 * 1024 * 1024;

export type WriteKind =
  | { readonly update: string; readonly field: "updates" }
  | { readonly insert: string; readonly field: "documents" };

export interface WriteResult {
  /** Matched or inserted, upserts included. */
  readonly count: number;
  /** Those that can never land as they are. */
  readonly rejected: readonly RejectedWrite[];
  /** The places of those whose key existed. */
  readonly duplicates: readonly number[];
}

interface WriteReply {
  readonly n: number;
  readonly writeErrors?: readonly { readonly index: number; readonly code: number; readonly errmsg: string }[];
  readonly writeConcernError?: { readonly errmsg: string };
}

/**
 * Sends the statements, unordered, each independent of the others: in one command, or in as many as their size asks
 * for. `estimate` = their size in bytes, roughly. Throws StoreUnavailable where the outcome is unknown.
 */
export async function sendWrites(
  db: Db,
  kind: WriteKind,
  statements: readonly Document[],
  estimate: number,
): Promise<WriteResult> {
  const results: WriteResult[] = [];
  let from = 0;
  for (const batch of estimate <= UNMEASURED_BYTES ? [statements] : batches(statements)) {
    results.push(shifted(await sendBatch(db, kind, batch), from));
    from += batch.length;
  }
  return allOf(results);
}

async function sendBatch(db: Db, kind: WriteKind, statements: readonly Document[]): Promise<WriteResult> {
  if (statements.length === 0) return { count: 0, rejected: [], duplicates: [] };
  try {
    const reply = await reaching(() => db.command({ ...commandOf(kind, statements), writeConcern: MAJORITY }));
    return resultOf(reply);
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    if (statements.length > 1) return sendHalves(db, kind, statements);
    return { count: 0, rejected: [{ index: 0, message: error.message }], duplicates: [] };
  }
}

/** Of a command that was too large nothing has landed: the estimate was wrong, and nobody else may suffer for one of them. */
async function sendHalves(db: Db, kind: WriteKind, statements: readonly Document[]): Promise<WriteResult> {
  const half = Math.ceil(statements.length / 2);
  const first = await sendBatch(db, kind, statements.slice(0, half));
  const second = await sendBatch(db, kind, statements.slice(half));
  return allOf([first, shifted(second, half)]);
}

function allOf(results: readonly WriteResult[]): WriteResult {
  return {
    count: results.reduce((sum, result) => sum + result.count, 0),
    rejected: results.flatMap((result) => result.rejected),
    duplicates: results.flatMap((result) => result.duplicates),
  };
}

function commandOf(kind: WriteKind, statements: readonly Document[]): Document {
  const { field, ...command } = kind;
  return { ...command, [field]: statements, ordered: false };
}

function resultOf(document: Document): WriteResult {
  // The shape of the answer to insert and update, as the server's manual gives it.
  const { n, writeErrors = [], writeConcernError } = document as unknown as WriteReply;
  if (writeConcernError !== undefined) throw unavailable(writeConcernError.errmsg);
  const open = writeErrors.find(({ code }) => isUnavailableCode(code));
  if (open !== undefined) throw unavailable(open.errmsg);
  return {
    count: n,
    rejected: writeErrors
      .filter(({ code }) => !isDuplicateKeyCode(code))
      .map(({ index, errmsg }) => ({ index, message: errmsg })),
    duplicates: writeErrors.filter(({ code }) => isDuplicateKeyCode(code)).map(({ index }) => index),
  };
}

function shifted({ count, rejected, duplicates }: WriteResult, by: number): WriteResult {
  return {
    count,
    rejected: rejected.map(({ index, message }) => ({ index: index + by, message })),
    duplicates: duplicates.map((index) => index + by),
  };
}

/** In their order, each batch as large as one command may be; a statement that is larger by itself goes alone. */
function* batches(statements: readonly Document[]): Generator<readonly Document[]> {
  let batch: Document[] = [];
  let bytes = 0;
  for (const statement of statements) {
    const size = BSON.calculateObjectSize(statement);
    if (batch.length > 0 && bytes + size > COMMAND_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(statement);
    bytes += size;
  }
  yield batch;
}
