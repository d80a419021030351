/**
 * Writes new flows, those of many callers in one batch; at most two batches at once, none waits when nothing is under
 * way.
 */
import type { SegmentRecord } from "../../store/segment-record.js";
import type { Store } from "../../store/store.js";
import { StoreUnavailable } from "../../store/store-errors.js";
import type { Environment } from "../environment.js";

const BATCHES_AT_ONCE = 2;
const FLOWS_PER_BATCH = 256;
/** How long an unknown outcome is looked into before the caller is told. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 50;

interface Waiting {
  readonly record: SegmentRecord;
  resolve(inserted: boolean): void;
  reject(error: unknown): void;
}

export class Inserter {
  readonly #store: Store;
  readonly #environment: Environment;
  #waiting: Waiting[] = [];
  #underWay = 0;
  #scheduled = false;

  constructor(store: Store, environment: Environment) {
    this.#store = store;
    this.#environment = environment;
  }

  /** False = the id is taken. Rejects where the outcome stays unknown. */
  insert(record: SegmentRecord): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0 || this.#underWay >= BATCHES_AT_ONCE) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      void this.#insertBatch();
    });
  }

  async #insertBatch(): Promise<void> {
    const batch = this.#waiting.splice(0, FLOWS_PER_BATCH);
    this.#underWay += 1;
    try {
      const inserted = await this.#store.segments.insert(batch.map(({ record }) => record));
      batch.forEach(({ resolve }, index) => {
        resolve(inserted[index] === true);
      });
    } catch (error) {
      await Promise.all(batch.map((waiting) => this.#findOut(waiting, error)));
    } finally {
      this.#underWay -= 1;
      this.#schedule();
    }
  }

  /** No answer tells whether the flow was written. The incarnation does: it is no other run's. */
  async #findOut({ record, resolve, reject }: Waiting, cause: unknown): Promise<void> {
    if (!(cause instanceof StoreUnavailable)) return reject(cause);
    const giveUpAt = this.#environment.monotonic() + PATIENCE_MS;
    for (let pause = PAUSE_MS; ; pause *= 2) {
      try {
        const [inserted] = await this.#store.segments.insert([record]);
        if (inserted === true) return resolve(true);
        const [present] = await this.#store.segments.read([record.id]);
        if (present !== undefined) return resolve(present.address.incarnation === record.address.incarnation);
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || this.#environment.monotonic() > giveUpAt) return reject(error);
      }
      await new Promise<void>((wake) => this.#environment.setTimer(pause, wake));
    }
  }
}
