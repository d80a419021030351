/**
 * What this process may hand out of one queue under its rate: reserved in the store a batch at a time, and good until a moment
 * of the database's clock. What was handed out is told to the store a moment after it has landed, and counts from then on for
 * a period; what nobody took goes back. Reserved and counted together never pass the rate, so no window does.
 */
import type { QueueKey, QueueRecord, QueueStore, Rate } from "../../store/queue-store.js";
import type { DatabaseClock } from "../database-clock.js";
import type { DecisionEnd } from "../dispatch/decision-end.js";
import type { Environment } from "../environment.js";
import { rateAt } from "./rate-usage.js";
import { RequestsInTurn } from "./requests-in-turn.js";

/** What is reserved is good for this long: what a process had reserved that dies counts for so long and a period. */
const BLOCK_MS = 3_000;
/** No decision uses what is over so soon: its write must still land. */
const SAFETY_MS = 1_000;
/** At least such a part of the rate is reserved at once, so that a high rate does not cost a write per task. */
const BATCHES = 50;
/** What was handed out is told after such a part of the period: until then it counts as if it were only about to be. */
const TELLS = 100;
const TELL_MS_MIN = 10;
const TELL_MS_MAX = 250;
/** But not before so many times of what it takes to reserve: a task may need a key besides. */
const TELL_RESERVATIONS = 3;
/** The database's clock may be behind what this process takes for it: who has asked too early asks again after this. */
const WAKE_MS_MIN = 10;

export interface AllowanceSetting {
  readonly key: QueueKey;
  /** Of the rate that it is of. */
  readonly epoch: number;
  /** Unique for ever. */
  readonly id: string;
  readonly store: QueueStore;
  readonly environment: Environment;
  readonly clock: DatabaseClock;
  /** Never the same twice. */
  token(): string;
  /** There may be something to hand out again after more was wanted than there was. */
  freed(): void;
  failed(error: unknown): void;
}

export class Allowance {
  readonly setting: AllowanceSetting;
  #rate: Rate;
  /** Reserved, and not known to be handed out. */
  #reserved = 0;
  #until = Number.NEGATIVE_INFINITY;
  /** Of these: spent by decisions whose commits are under way. */
  #underWay = 0;
  /** Of these: spent by commits of which nobody knows whether they landed. */
  #doubtful = 0;
  #doubtUntil = Number.NEGATIVE_INFINITY;
  /** Handed out, and not told yet. */
  #spent = 0;
  #spentSinceTold = false;
  #sequence = 0;
  /** How long the latest reservation took. */
  #tookMs = 0;
  #starves = false;
  /** By the database's clock: there is nothing more before. */
  #nextTime = Number.NEGATIVE_INFINITY;
  #over = false;
  readonly #requests: RequestsInTurn;
  #cancelTell: (() => void) | undefined;
  #cancelWake: () => void = () => undefined;

  constructor(setting: AllowanceSetting, rate: Rate) {
    this.setting = setting;
    this.#requests = new RequestsInTurn(setting.failed);
    this.#rate = rate;
  }

  /** Until when a write that hands out under it must land, by the database's clock. */
  get until(): number {
    return this.#until;
  }

  /** How many tasks may be handed out now. */
  get free(): number {
    const isGood = !this.#over && this.setting.clock.now() < this.#until - SAFETY_MS;
    return isGood ? Math.max(0, this.#reserved - this.#busy) : 0;
  }

  /** Nothing may be handed out, and it is known since when that is so: it is no use to ask. */
  get isSpent(): boolean {
    return this.free === 0 && this.setting.clock.now() < this.#nextTime;
  }

  /** More is wanted than may be handed out: who waits is called when there is more, though nobody asks for it until then. */
  awaitMore(): void {
    this.#starves = true;
    this.#wakeLater();
  }

  get #busy(): number {
    return this.#underWay + this.#doubtful;
  }

  /** A decision hands out a task; `settle` follows. */
  spend(): void {
    this.#underWay += 1;
    this.#spentSinceTold = true;
  }

  settle(end: DecisionEnd): void {
    this.#underWay -= 1;
    if (end === "LANDED") {
      this.#reserved = Math.max(0, this.#reserved - 1);
      this.#spent += 1;
    } else if (end === "UNKNOWN") {
      this.#doubtful += 1;
      this.#doubtUntil = Math.max(this.#doubtUntil, this.#until);
    } else if (this.#starves && this.free > 0) {
      this.#starves = false;
      this.setting.freed();
    }
    this.#tellLater();
  }

  /** Tries to have so many free. Never rejects. */
  async ensure(wanted: number): Promise<void> {
    if (!this.#over && this.free < wanted && !this.isSpent) {
      const batch = Math.max(wanted, Math.ceil(this.#rate.tasks / BATCHES));
      await this.#ask(() => this.#busy + batch);
    }
    this.#starves = this.free < wanted;
    this.#wakeLater();
  }

  /** The rate is another one. */
  review(rate: Rate): void {
    this.#rate = rate;
    this.freedElsewhere();
  }

  /** Another process has given something back. */
  freedElsewhere(): void {
    this.#nextTime = Number.NEGATIVE_INFINITY;
    if (this.#starves) this.setting.freed();
  }

  /** The rate is no more, or another one has taken its place. */
  end(): void {
    this.#over = true;
    this.#cancelTell?.();
    this.#cancelWake();
  }

  /** The process stops. */
  async leave(): Promise<void> {
    if (this.#over) return;
    await this.#ask(() => this.#busy);
    this.end();
  }

  /** For so many in all, as it is when its turn comes. */
  #ask(tasks: () => number): Promise<void> {
    return this.#requests.add(() => (this.#over ? undefined : this.#reserve(tasks())));
  }

  async #reserve(tasks: number): Promise<void> {
    const { key, epoch, id, store, environment, token } = this.setting;
    // What goes back must not be spent meanwhile.
    this.#reserved = Math.min(this.#reserved, tasks);
    const told = this.#spent;
    this.#spent = 0;
    this.#spentSinceTold = false;
    this.#sequence += 1;
    const reservation = { epoch, lender: id, spent: told, tasks, blockMs: BLOCK_MS, sequence: this.#sequence };
    let record: QueueRecord | undefined;
    const since = environment.monotonic();
    try {
      record = await store.reserve(key, { ...reservation, token: token() });
    } catch (error) {
      // It may have been heard: then this counts twice, never too little.
      this.#spent += told;
      throw error;
    }
    this.#tookMs = environment.monotonic() - since;
    if (record === undefined) this.end();
    else this.#learn(record, tasks);
  }

  #learn(record: QueueRecord, wanted: number): void {
    const now = this.setting.clock.now();
    const block = record.usage?.reserved.find(({ lender }) => lender === this.setting.id);
    // What was handed out meanwhile is reserved there until it is told.
    this.#reserved = Math.max(0, (block?.tasks ?? 0) - this.#spent);
    this.#until = block?.until ?? Number.NEGATIVE_INFINITY;
    this.#rate = record.settings.rate ?? this.#rate;
    const early = (block?.tasks ?? 0) < wanted ? now + WAKE_MS_MIN : Number.NEGATIVE_INFINITY;
    this.#nextTime = rateAt(record, now)?.nextTime ?? early;
    this.#tellLater();
    if (this.#starves) this.#wakeLater();
  }

  #tellLater(): void {
    if (this.#cancelTell !== undefined || this.#over) return;
    if (this.#spent === 0 && this.#reserved === this.#underWay) return;
    const { environment } = this.setting;
    const part = Math.min(Math.max(this.#rate.periodMs / TELLS, TELL_MS_MIN), TELL_MS_MAX);
    const delay = Math.max(part, TELL_RESERVATIONS * this.#tookMs);
    this.#cancelTell = environment.setTimer(delay, () => {
      this.#cancelTell = undefined;
      this.#tell();
    });
  }

  /** What was handed out counts from now on; what nobody has taken for a while goes back. */
  #tell(): void {
    if (this.#doubtful > 0 && this.setting.clock.now() > this.#doubtUntil + SAFETY_MS) {
      this.#reserved -= this.#doubtful;
      this.#spent += this.#doubtful;
      this.#doubtful = 0;
    }
    const kept = this.#spentSinceTold ? this.free : 0;
    if (this.#spent === 0 && this.#reserved <= this.#busy + kept) {
      this.#spentSinceTold = false;
      this.#tellLater();
      return;
    }
    void this.#ask(() => this.#busy + Math.min(kept, this.free));
  }

  /** Who waits for the next window is called when it begins, not before, and asks the store nothing meanwhile. */
  #wakeLater(): void {
    this.#cancelWake();
    if (!this.#starves || this.#over) return;
    const { environment, clock, freed } = this.setting;
    const delay = this.#nextTime - clock.now();
    if (!Number.isFinite(delay)) return;
    this.#cancelWake = environment.setTimer(Math.max(delay, WAKE_MS_MIN), () => {
      this.#starves = false;
      // A timer may be a moment early: whoever looks now must ask, and not be told that it is no use yet.
      this.#nextTime = Number.NEGATIVE_INFINITY;
      freed();
    });
  }
}
