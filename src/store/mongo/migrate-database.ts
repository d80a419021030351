/**
 * What an operator runs at an upgrade: the database prepared for this version, its documents rewritten, and, once no
 * process of an older version is left, the newest format made the one that is written.
 */
import { WHATEVER_IT_TAKES_MS } from "./answer-bound.js";
import { type FormatReport, finalize, migrate } from "./format.js";
import { type MongoStoreOptions, mongoDatabase } from "./mongo-database.js";
import { reaching } from "./mongo-errors.js";
import { FORMATS, Formats } from "./segment-formats.js";
import { connect } from "./topology.js";

export type { FormatReport };

/** Throws StoreUnsuitable, StoreUnavailable or, before anything is written, FormatTooNew. May be repeated at any time. */
export async function migrateDatabase(
  options: MongoStoreOptions,
  how: { readonly finalize: boolean },
): Promise<FormatReport> {
  const { client, db } = mongoDatabase(options);
  const formats = new Formats(options.formats ?? FORMATS);
  try {
    await connect(client, db);
    return await reaching(() => (how.finalize ? finalize(db, formats) : migrate(db, formats)), WHATEVER_IT_TAKES_MS);
  } finally {
    await client.close();
  }
}
