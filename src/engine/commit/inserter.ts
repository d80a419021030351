/**
 * Writes new flows, those of many callers in one batch; none waits when nothing is under way.
 */
import type { SegmentRecord } from "../../store/segment-record.js";
import type { Store } from "../../store/store.js";
import { StoreUnavailable } from "../../store/store-errors.js";
import type { Environment } from "../environment.js";
import { BatchDelay } from "./batch-delay.js";
import { deadlinePassed, QUEUE_BOUND, QueueRoom } from "./queue-bound.js";
import { WriteTurns } from "./write-turns.js";

const FLOWS_PER_BATCH = 256;
/** How long an unknown outcome is looked into before the caller is told. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 50;

interface Waiting {
  readonly record: SegmentRecord;
  /** By `Environment.monotonic`. */
  readonly deadline: number | undefined;
  readonly since: number;
  resolve(inserted: boolean | undefined): void;
  reject(error: unknown): void;
}

export class Inserter {
  readonly #store: Store;
  readonly #environment: Environment;
  #waiting: Waiting[] = [];
  readonly #room = new QueueRoom("waiting_flows", QUEUE_BOUND);
  readonly #turns: WriteTurns;
  readonly #delay = new BatchDelay();
  #scheduled = false;

  constructor(store: Store, environment: Environment) {
    this.#store = store;
    this.#environment = environment;
    this.#turns = new WriteTurns(environment, () => this.#schedule());
  }

  /** How long flows wait for their batch, where more of them wait than one takes; milliseconds. */
  get delayMs(): number {
    return this.#delay.of(this.#waiting.length);
  }

  /**
   * False = the id is taken; undefined = there was no answer and the flow is not there, but may land later: the same record
   * must not be sent again. Rejects with OVERLOADED, with DEADLINE_EXCEEDED where its batch has not begun by then, where
   * the store refuses the flow, and where the outcome stays unknown.
   */
  insert(record: SegmentRecord, deadline?: number): Promise<boolean | undefined> {
    const { namespace } = record.address;
    if (this.#room.isFull(namespace)) return Promise.reject(this.#room.refusal(namespace));
    this.#room.add(namespace, 1);
    const since = this.#environment.monotonic();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, deadline, since, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0 || !this.#turns.isFree) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (this.#waiting.length > 0 && this.#turns.isFree) void this.#insertBatch();
    });
  }

  async #insertBatch(): Promise<void> {
    const oldest = this.#waiting[0]?.since ?? Number.POSITIVE_INFINITY;
    const taken = this.#waiting.splice(0, FLOWS_PER_BATCH);
    for (const { record } of taken) this.#room.add(record.address.namespace, -1);
    const batch = this.#timely(taken);
    this.#delay.note(this.#environment.monotonic() - oldest, this.#waiting.length);
    const ended = this.#turns.begin();
    try {
      if (batch.length === 0) return;
      const inserted = await this.#store.segments.insert(batch.map(({ record }) => record));
      batch.forEach(({ resolve }, index) => {
        resolve(inserted[index] === true);
      });
    } catch (error) {
      await Promise.all(batch.map((waiting) => this.#findOut(waiting, error)));
    } finally {
      ended();
    }
  }

  /** Without those whose callers have given up. */
  #timely(batch: readonly Waiting[]): Waiting[] {
    const now = this.#environment.monotonic();
    return batch.filter(({ deadline, reject }) => {
      const late = deadline !== undefined && deadline < now;
      if (late) reject(deadlinePassed());
      return !late;
    });
  }

  /**
   * No answer tells whether the flow was written: what is there tells by its incarnation whose run it is. Where one flow of
   * the batch was refused, each is tried by itself, so that only the guilty one fails (rule C5).
   */
  async #findOut({ record, resolve, reject }: Waiting, error: unknown): Promise<void> {
    const giveUpAt = this.#environment.monotonic() + PATIENCE_MS;
    let failure = error;
    for (let pause = PAUSE_MS; ; pause *= 2) {
      try {
        if (!(failure instanceof StoreUnavailable)) {
          const [inserted] = await this.#store.segments.insert([record]);
          if (inserted === true) return resolve(true);
        }
        const [present] = await this.#store.segments.read([record.id]);
        return resolve(present && present.address.incarnation === record.address.incarnation);
      } catch (next) {
        failure = next;
        if (!(next instanceof StoreUnavailable) || this.#environment.monotonic() > giveUpAt) return reject(next);
      }
      await new Promise<void>((wake) => this.#environment.setTimer(pause, wake));
    }
  }
}
