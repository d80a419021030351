/**
 * What this process has borrowed of one concurrency limit, of a queue or of a key: a block of permits, good until a moment of the database's
 * clock, and who holds them. A permit belongs to a claim until its attempt is over, whoever ends it; what is not held goes
 * back. The block says how much may be out at most, so that the sum of all blocks never passes the limit.
 */
import type { Block, QueueRecord } from "../../store/queue-store.js";
import type { LenderSetting } from "./lender-setting.js";
import { permitsOut } from "./permits-out.js";
import { RequestsInTurn } from "./requests-in-turn.js";

/** A block is good for this long after it was asked for; as long as a process's lease. */
export const BLOCK_MS = 5_000;
const RENEW_MS = 1_500;
/** No decision uses a permit that is over so soon: its write must still land. */
const SAFETY_MS = 1_000;
/** What nobody holds goes back after this. */
const IDLE_MS = 50;
/** The same of a key, which others often wait for. */
const IDLE_KEY_MS = 10;
/** Or after so many times of what it takes to borrow: a task may need several limits, one after the other. */
const IDLE_BORROWINGS = 3;
/** A key that other processes want too is used for so long, and then given to them. */
const TURN_MS = 200;
/** Who has given it to them leaves it to them for this long. */
const REST_MS = 50;

interface HeldPermit {
  readonly segmentId: string;
  /** By `Environment.monotonic`. */
  readonly since: number;
}

export class Lender {
  readonly setting: LenderSetting;
  readonly requests: RequestsInTurn;
  /** By claim token. */
  readonly held = new Map<string, HeldPermit>();
  #permits = 0;
  #until = Number.NEGATIVE_INFINITY;
  /** Spent by decisions whose commits are under way. */
  #spent = 0;
  /** The same, of permits that were passed on by claims that end with them. */
  #passing = 0;
  /** Spent by commits of which nobody knows whether they landed. */
  #doubtful = 0;
  /** Until when those may land. */
  #doubtUntil = Number.NEGATIVE_INFINITY;
  #sequence = 0;
  /** How long the latest borrowing took. */
  #tookMs = 0;
  /** More was wanted than there was. */
  #starves = false;
  /** When more was last wanted, by `Environment.monotonic`. */
  #askedAt: number;
  /** More is out than the limit allows. */
  #owes = false;
  /** Since when it is known that others wait for what is out here, by `Environment.monotonic`. */
  #wantedSince: number | undefined;
  /** Until when it leaves what it gave back to others. */
  #restUntil = Number.NEGATIVE_INFINITY;
  #over = false;
  /** Those who are about to hand out what is free. */
  #keepers = 0;
  #cancelIdle: (() => void) | undefined;
  #cancelRenewal: () => void = () => undefined;

  constructor(setting: LenderSetting) {
    this.setting = setting;
    this.requests = new RequestsInTurn(setting.failed);
    this.#askedAt = setting.environment.monotonic();
  }

  get id(): string {
    return this.setting.id;
  }

  /** Until when a write that uses its permits must land, by the database's clock. */
  get until(): number {
    return this.#until;
  }

  /** How many more tasks may be handed out now. */
  get free(): number {
    return this.#isGood && !this.#givesWay ? Math.max(0, this.#permits - this.#used) : 0;
  }

  /** Whether the permit of a claim that ends may go to another task in the same commit. */
  get mayPassOn(): boolean {
    return this.#isGood && !this.#givesWay && this.#used <= this.#permits;
  }

  /** It lends nothing any more. */
  get isOver(): boolean {
    return this.#over;
  }

  get isDoubtful(): boolean {
    return this.#doubtful > 0;
  }

  /** More was wanted of it than it had. */
  get starves(): boolean {
    return this.#starves;
  }

  /** Nothing of it is out, and nobody has asked for anything of it for so long. */
  isIdleFor(durationMs: number): boolean {
    if (this.#used + this.#passing > 0 || this.#permits > 0) return false;
    return this.setting.environment.monotonic() - this.#askedAt > durationMs;
  }

  /** It has given others their turn, and they have not had the time to take it; what nothing is heard of is asked for again. */
  get #rests(): boolean {
    return this.setting.environment.monotonic() < this.#restUntil;
  }

  get #isGood(): boolean {
    return !this.#over && this.setting.clock.now() < this.#until - SAFETY_MS;
  }

  /** What comes back goes back: more is out than the limit allows, or it is the turn of others. */
  get #givesWay(): boolean {
    if (this.#owes) return true;
    return this.#wantedSince !== undefined && this.setting.environment.monotonic() - this.#wantedSince > TURN_MS;
  }

  get #used(): number {
    return this.#spent + this.#doubtful + this.held.size;
  }

  /** A decision spends a permit, perhaps that of a claim that it ends; `settle` follows. */
  spend(passesOn: boolean): void {
    if (passesOn) this.#passing += 1;
    else this.#spent += 1;
  }

  /** The decision has landed, and what it lent is held; or it has not. Or nobody knows: until its time is over it may. */
  settle(passesOn: boolean, isKnown: boolean): void {
    if (passesOn) this.#passing -= 1;
    else this.#spent -= 1;
    if (!isKnown) {
      this.#doubtful += 1;
      this.#doubtUntil = Math.max(this.#doubtUntil, this.#until);
    }
    this.#roomChanged();
  }

  /** Whether what is read from this moment on shows all that is doubtful. */
  resolvesDoubtAt(time: number): boolean {
    return time > this.#doubtUntil + SAFETY_MS;
  }

  lend(token: string, segmentId: string): void {
    this.held.set(token, { segmentId, since: this.setting.environment.monotonic() });
  }

  returned(token: string): void {
    if (this.held.delete(token)) this.#roomChanged();
  }

  /** As it was counted by a read that began at this moment: what was held longer and is not found is over. */
  counted(found: ReadonlyMap<string, string>, readSince: number, resolvesDoubt: boolean): void {
    for (const [token, { since }] of this.held) if (since < readSince && !found.has(token)) this.held.delete(token);
    if (resolvesDoubt) {
      for (const [token, segmentId] of found) if (!this.held.has(token)) this.lend(token, segmentId);
      this.#doubtful = 0;
    }
    this.#roomChanged();
  }

  /** Tries to have so many free. Never rejects. */
  async ensure(wanted: number): Promise<void> {
    this.#askedAt = this.setting.environment.monotonic();
    if (!this.#over && this.free < wanted && !this.#rests) {
      // What was asked for meanwhile may do.
      await this.#ask(() => (this.free >= wanted ? undefined : this.#used + wanted));
    }
    this.#starves = this.free < wanted;
  }

  /** What nobody holds stays here until it is let go: somebody is about to hand it out. */
  keep(): () => void {
    this.#keepers += 1;
    return () => {
      this.#keepers -= 1;
      this.#giveBackIdle();
    };
  }

  /** Begins where nobody needs to know of it. */
  begin(): void {
    this.#renewLater();
  }

  /** Makes itself known to the others: from now on this process hands out by permits alone. Never rejects. */
  join(): Promise<void> {
    this.#renewLater();
    return this.#ask(() => this.#permits);
  }

  /** The limit is another one: what is too much goes back. */
  review(): void {
    void this.#ask(() => Math.min(this.#permits, this.#used));
  }

  /** The limit is no more, or another one has taken its place. */
  end(): void {
    this.#over = true;
    this.#cancelIdle?.();
    this.#cancelRenewal();
  }

  /** The process stops: what is still held is counted by others from now on. */
  async leave(): Promise<void> {
    if (this.#over) return;
    await this.#ask(() => this.#used, 0);
    this.end();
  }

  /** For so many permits in all, as it is when its turn comes; undefined = for nothing any more. */
  #ask(permits: () => number | undefined, blockMs = BLOCK_MS): Promise<void> {
    return this.requests.add(() => {
      const wanted = this.#over ? undefined : permits();
      return wanted === undefined ? undefined : this.#borrow(wanted, blockMs);
    });
  }

  async #borrow(permits: number, blockMs: number): Promise<void> {
    const { key, epoch, id, store, environment, token } = this.setting;
    // What goes back must not be spent meanwhile.
    this.#permits = Math.min(this.#permits, permits);
    this.#sequence += 1;
    const borrowing = { epoch, lender: id, permits, blockMs, sequence: this.#sequence, token: token() };
    const since = environment.monotonic();
    const record = await store.borrow(key, borrowing);
    this.#tookMs = environment.monotonic() - since;
    if (record === undefined) this.end();
    else this.#learn(record);
  }

  #learn({ settings, lending }: QueueRecord): void {
    const block = lending?.blocks.find(({ lender }) => lender === this.id);
    this.#permits = block?.permits ?? 0;
    this.#until = block?.until ?? Number.NEGATIVE_INFINITY;
    this.#owes = lending !== undefined && permitsOut(lending) > (settings.concurrency?.limit ?? 0);
    this.#noteWants(lending?.blocks ?? []);
    this.#roomChanged();
  }

  #noteWants(blocks: readonly Block[]): void {
    const now = this.setting.clock.now();
    const wanted = blocks.some(({ lender, wants, until }) => lender !== this.id && wants && until > now);
    if (!this.setting.takesTurns || !wanted || this.#permits === 0) this.#wantedSince = undefined;
    else this.#wantedSince ??= this.setting.environment.monotonic();
  }

  #roomChanged(): void {
    if (this.#starves && this.free > 0) {
      this.#starves = false;
      this.setting.freed();
    }
    this.#giveBackIdle();
  }

  #giveBackIdle(): void {
    if (this.#cancelIdle !== undefined || this.#over || this.#permits <= this.#used) return;
    const idleMs = Math.max(this.setting.takesTurns ? IDLE_KEY_MS : IDLE_MS, IDLE_BORROWINGS * this.#tookMs);
    this.#cancelIdle = this.setting.environment.setTimer(this.#givesWay ? 0 : idleMs, () => {
      this.#cancelIdle = undefined;
      if (this.#permits > this.#used) this.#giveBack();
    });
  }

  #giveBack(): void {
    if (this.#wantedSince !== undefined && this.#givesWay) {
      const { environment, freed } = this.setting;
      this.#restUntil = environment.monotonic() + REST_MS;
      environment.setTimer(REST_MS, () => {
        if (!this.#over && this.#starves) freed();
      });
    }
    // Perhaps it is wanted again when the turn comes. What goes back unused was enough.
    void this.#ask(() => {
      if (!this.#givesWay && this.#keepers > 0) return undefined;
      if (!this.#givesWay) this.#starves = false;
      return Math.min(this.#permits, this.#used);
    });
  }

  #renewLater(): void {
    if (this.#over) return;
    this.#cancelRenewal = this.setting.environment.setTimer(RENEW_MS, () => {
      if (this.#permits > 0) void this.#ask(() => this.#permits);
      this.#renewLater();
    });
  }
}
