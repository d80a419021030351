/**
 * How queues are set, as this process knows it: read again every second and when it hears of a change, and never trusted
 * for long. Where no queue is set, all of this costs a hand-over nothing but a look at the clock.
 */
import { callersQueue } from "../../core/definition/evaluation.js";
import type { QueueKey, QueuePause, QueueRecord, QueueStore } from "../../store/queue-store.js";
import type { DatabaseClock } from "../database-clock.js";
import type { Environment } from "../environment.js";
import { nameWithin } from "./name-within.js";

const READ_INTERVAL_MS = 1_000;
/** A read that hangs must not keep others from telling. */
const READS_AT_ONCE = 3;
/** Who has not read for so long hands out nothing: it may have missed a pause. */
export const TRUSTED_MS = 5_000;

export interface QueueTableSetting {
  readonly store: QueueStore;
  readonly environment: Environment;
  readonly clock: DatabaseClock;
  /** A queue is set otherwise, or what held it back is over. */
  changed(record: QueueRecord): void;
  failed(error: unknown): void;
}

export class QueueTable {
  readonly #setting: QueueTableSetting;
  readonly #records = new Map<string, QueueRecord>();
  #reading = 0;
  /** Something was heard of while as many reads as may be were under way. */
  #again = false;
  /** When the latest read began that has ended, by `Environment.monotonic`. */
  #readTime = Number.NEGATIVE_INFINITY;
  #cancelRead: () => void = () => undefined;
  #cancelPauseEnd: () => void = () => undefined;
  #stopped = false;

  constructor(setting: QueueTableSetting) {
    this.#setting = setting;
  }

  /** Resolves once it was read, or could not be: then nothing is handed out before it can. */
  async start(): Promise<void> {
    this.#schedule();
    await this.#read().catch(this.#setting.failed);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRead();
    this.#cancelPauseEnd();
  }

  /** Whether tasks of this queue may be handed out now: of the caller's name, or that of items of another kind beside it. */
  handsOut(namespace: string, queue: string): boolean {
    if (this.#setting.environment.monotonic() - this.#readTime > TRUSTED_MS) return false;
    return this.#records.size === 0 || this.pauseOf({ namespace, queue }) === undefined;
  }

  of({ namespace, queue }: QueueKey): QueueRecord | undefined {
    return this.#records.get(nameWithin(namespace, callersQueue(queue)));
  }

  /** That of exactly this name: of a concurrency key's limit, too. */
  named({ namespace, queue }: QueueKey): QueueRecord | undefined {
    return this.#records.get(nameWithin(namespace, queue));
  }

  /** All of a namespace. */
  inNamespace(namespace: string): readonly QueueRecord[] {
    return [...this.#records.values()].filter((record) => record.namespace === namespace);
  }

  /** The pause that is in force. */
  pauseOf(key: QueueKey): QueuePause | undefined {
    return pauseAt(this.of(key), this.#setting.clock.now());
  }

  /** How many queues are set, or were. */
  get size(): number {
    return this.#records.size;
  }

  /** Another process has set a queue. */
  hurry(): void {
    if (this.#reading >= READS_AT_ONCE) this.#again = true;
    else void this.#read().catch(this.#setting.failed);
  }

  /** As it is stored now. */
  put(record: QueueRecord): void {
    const key = nameWithin(record.namespace, record.queue);
    const known = this.#records.get(key);
    if (known !== undefined && known.version >= record.version) return;
    this.#records.set(key, record);
    this.#armPauseEnd();
    this.#setting.changed(record);
  }

  async #read(): Promise<void> {
    const { store, environment } = this.#setting;
    const began = environment.monotonic();
    this.#reading += 1;
    try {
      for (const record of await store.all()) this.put(record);
      this.#readTime = Math.max(this.#readTime, began);
    } finally {
      this.#reading -= 1;
    }
    if (!this.#again || this.#stopped) return;
    this.#again = false;
    this.hurry();
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#cancelRead = this.#setting.environment.setTimer(READ_INTERVAL_MS, () => {
      this.hurry();
      this.#schedule();
    });
  }

  /** What waits for the end of a pause is handed out then, not when somebody happens to look. */
  #armPauseEnd(): void {
    this.#cancelPauseEnd();
    const { clock, environment, changed } = this.#setting;
    const now = clock.now();
    const paused = [...this.#records.values()].filter(({ settings }) => (settings.pause?.until ?? 0) > now);
    const ends = paused.map(({ settings }) => settings.pause?.until ?? now);
    if (ends.length === 0 || this.#stopped) return;
    this.#cancelPauseEnd = environment.setTimer(Math.min(...ends) - now, () => {
      for (const record of paused) if (pauseAt(record, clock.now()) === undefined) changed(record);
      this.#armPauseEnd();
    });
  }
}

/** Whether what is used of it changes without it being set otherwise. */
export function isLimited(record: QueueRecord | undefined): boolean {
  return record?.settings.concurrency !== undefined || record?.settings.rate !== undefined;
}

/** The pause that is in force at this moment. */
export function pauseAt(record: QueueRecord | undefined, time: number): QueuePause | undefined {
  const pause = record?.settings.pause;
  return pause?.until !== undefined && pause.until <= time ? undefined : pause;
}
