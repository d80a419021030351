/**
 * The formats of segment documents that this code reads and writes: its own and the one before (rule U1). A document
 * says its format; which one is written, the database's `meta` document says.
 */
import type { Document } from "mongodb";
import type { SegmentRecord, SegmentUpdate } from "../segment-record.js";
import { FormatTooNew, StoreUnsuitable } from "../store-errors.js";
import { type SegmentDocument, segmentFromDocument, segmentToDocument } from "./segment-document.js";
import { type UpdateStatement, updateStatement } from "./segment-update.js";

/** How one format writes segments. The fields that indexes and projections name keep their names between neighbours. */
export interface SegmentFormat {
  readonly number: number;
  toDocument(record: SegmentRecord): Document;
  fromDocument(document: Document): SegmentRecord;
  updateStatement(update: SegmentUpdate): UpdateStatement;
}

const FORMAT_1: SegmentFormat = {
  number: 1,
  toDocument: (record) => segmentToDocument(record, 1),
  // The collection's documents of this format have been written by `toDocument` and `updateStatement`.
  fromDocument: (document) => segmentFromDocument(document as SegmentDocument),
  updateStatement: (update) => updateStatement(update, 1),
};

/** Oldest first; at most two. */
export const FORMATS: readonly SegmentFormat[] = [FORMAT_1];

/** The known formats and the one that is written now. */
export class Formats {
  readonly #known: ReadonlyMap<number, SegmentFormat>;
  readonly newest: number;
  #active: SegmentFormat;

  /** `formats`: oldest first, not empty. Writes the newest until told otherwise. */
  constructor(formats: readonly SegmentFormat[]) {
    this.#known = new Map(formats.map((format) => [format.number, format]));
    const newest = formats.at(-1);
    if (newest === undefined) throw new Error("no format is known");
    this.newest = newest.number;
    this.#active = newest;
  }

  get active(): SegmentFormat {
    return this.#active;
  }

  /** Writes this format from now on. Throws FormatTooNew, or StoreUnsuitable for one that is too old. */
  activate(number: number): void {
    this.#active = this.#format(number);
  }

  /** A document that was read. One of a newer format than the active one shows that a newer one was made active. */
  read(document: Document): SegmentRecord {
    const number: unknown = document["format"];
    if (typeof number !== "number") throw new Error(`segment ${document["_id"]} has no format`);
    const format = this.#format(number);
    if (number > this.#active.number) this.#active = format;
    return format.fromDocument(document);
  }

  isOutdated(document: Document): boolean {
    return document["format"] < this.#active.number;
  }

  #format(number: number): SegmentFormat {
    const format = this.#known.get(number);
    if (format !== undefined) return format;
    if (number > this.newest) {
      throw new FormatTooNew(
        `the database's format is ${number}, this version knows ${this.newest} at most: upgrade it`,
        { stored: number, supported: this.newest },
      );
    }
    throw new StoreUnsuitable(
      `the database's format is ${number}, this version knows ${this.newest} and the one before: first run ` +
        `"lazyengine migrate --finalize" of a version in between`,
    );
  }
}
