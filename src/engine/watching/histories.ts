/**
 * What has changed before a watch heard of it, from the store's history. The store may look through all that happened
 * since, of all namespaces, so few are read at once (rule C7), and namespaces take turns: who resumes from long ago keeps no other
 * waiting. Of one namespace all that wait read together what they have in common.
 */
import type { HistoryPart, SegmentStore } from "../../store/segment-store.js";
import { PositionLost } from "../../store/store-errors.js";
import { FewAtOnce } from "../few-at-once.js";

/** Of which each namespace has one. What waits are namespaces. */
const PLACES = { atOnce: 4, waiting: 20_000 };
/** Changes that are read in one go. */
const PART = 1_000;

interface Reader {
  readonly after: string;
  readonly until: string;
  take(part: HistoryPart): void;
  fail(error: unknown): void;
}

export class Histories {
  readonly #segments: Pick<SegmentStore, "history" | "isLater">;
  readonly #few = new FewAtOnce("histories_at_once", PLACES);
  /** By namespace, in the order in which they came. */
  readonly #waiting = new Map<string, Set<Reader>>();

  constructor(segments: Pick<SegmentStore, "history" | "isLater">) {
    this.#segments = segments;
  }

  /**
   * The first part of what changed in a namespace after a position; nothing where the signal is aborted before it is there.
   * Throws PositionLost where history does not reach back so far.
   */
  read(namespace: string, after: string, until: string, signal?: AbortSignal): Promise<HistoryPart> {
    return new Promise((resolve, reject) => {
      const leave = () => reader.take({ changes: [], position: after });
      const done = () => {
        signal?.removeEventListener("abort", leave);
        this.#waiting.get(namespace)?.delete(reader);
      };
      const reader: Reader = {
        ...{ after, until },
        take: (part) => {
          done();
          resolve(part);
        },
        fail: (error) => {
          done();
          reject(error);
        },
      };
      signal?.addEventListener("abort", leave);
      this.#wait(namespace, reader);
      if (signal?.aborted === true) leave();
    });
  }

  #wait(namespace: string, reader: Reader): void {
    const waiting = this.#waiting.get(namespace);
    if (waiting !== undefined) {
      waiting.add(reader);
      return;
    }
    const readers = new Set([reader]);
    this.#waiting.set(namespace, readers);
    void this.#readAll(namespace, readers);
  }

  /** Until nobody waits. Never rejects. */
  async #readAll(namespace: string, readers: Set<Reader>): Promise<void> {
    while (readers.size > 0) {
      try {
        await this.#few.during(namespace, () => this.#readTogether(namespace, readers));
      } catch (error) {
        for (const reader of [...readers]) reader.fail(error);
      }
    }
    this.#waiting.delete(namespace);
  }

  /** From where the one is that came first: those that are before it wait for their turn. */
  async #readTogether(namespace: string, readers: ReadonlySet<Reader>): Promise<void> {
    const [first] = readers;
    if (first === undefined) return; // It has left.
    const { after } = first;
    const served = [...readers].filter((reader) => !this.#segments.isLater(after, reader.after));
    const until = served
      .map((reader) => reader.until)
      .reduce((one, other) => (this.#segments.isLater(other, one) ? other : one));
    try {
      const part = await this.#segments.history({ namespace, after, until, limit: PART });
      for (const reader of served) this.#tell(reader, part);
    } catch (error) {
      if (!(error instanceof PositionLost)) throw error;
      for (const reader of served) if (!this.#segments.isLater(reader.after, after)) reader.fail(error);
    }
  }

  /** One that is behind the part has nothing from it, and still waits. */
  #tell(reader: Reader, { changes, position }: HistoryPart): void {
    const { after } = reader;
    if (this.#segments.isLater(after, position)) return;
    reader.take({ changes: changes.filter((change) => this.#segments.isLater(change.position, after)), position });
  }
}
