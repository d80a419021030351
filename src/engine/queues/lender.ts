/**
 * What this process has borrowed of one concurrency limit, of a queue or of a key: a block of permits, good until a moment of the database's
 * clock, and who holds them. A permit belongs to a claim until its attempt is over, whoever ends it; what is not held goes
 * back. The block says how much may be out at most, so that the sum of all blocks never passes the limit.
 */
import type { Lending, QueueRecord } from "../../store/queue-store.js";
import type { LenderSetting } from "./lender-setting.js";
import { permitsOut } from "./permits-out.js";
import { RequestsInTurn } from "./requests-in-turn.js";
import { REST_MS, Turns } from "./turns.js";
import { type HeldPermit, UsedPermits } from "./used-permits.js";

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

export class Lender {
  readonly setting: LenderSetting;
  readonly requests: RequestsInTurn;
  readonly #used: UsedPermits;
  /** Of a limit whose processes take turns. */
  readonly #turns: Turns | undefined;
  /** What was out of the limit when it was asked last. */
  #lending: Lending | undefined;
  #permits = 0;
  #until = Number.NEGATIVE_INFINITY;
  /** A decision has used it since it was asked for last. */
  #isUsed = false;
  #sequence = 0;
  /** How long the latest borrowing took. */
  #tookMs = 0;
  /** More was wanted than there was. */
  #starves = false;
  /** When more was last wanted, by `Environment.monotonic`. */
  #askedAt: number;
  /** More is out than the limit allows. */
  #owes = false;
  #over = false;
  /** Those who are about to hand out what is free. */
  #keepers = 0;
  #cancelIdle: (() => void) | undefined;
  #cancelRenewal: () => void = () => undefined;

  constructor(setting: LenderSetting) {
    this.setting = setting;
    this.requests = new RequestsInTurn(setting.failed);
    this.#used = new UsedPermits(setting.id, setting.segments);
    this.#turns = setting.takesTurns ? new Turns(setting.id) : undefined;
    this.#askedAt = this.#now;
  }

  get id(): string {
    return this.setting.id;
  }

  /** By claim token. */
  get held(): ReadonlyMap<string, HeldPermit> {
    return this.#used.held;
  }

  /** What was out of the limit when it was asked last. */
  get lending(): Lending | undefined {
    return this.#lending;
  }

  /** Until when a write that uses its permits must land, by the database's clock. */
  get until(): number {
    return this.#until;
  }

  /** How many more tasks may be handed out now. */
  get free(): number {
    return this.#isGood && !this.#givesWay ? Math.max(0, this.#permits - this.#used.count) : 0;
  }

  /** Whether the permit of a claim that ends may go to another task in the same commit. */
  get mayPassOn(): boolean {
    return this.#isGood && !this.#givesWay && this.#used.count <= this.#permits;
  }

  /** It lends nothing any more. */
  get isOver(): boolean {
    return this.#over;
  }

  get isDoubtful(): boolean {
    return this.#used.isDoubtful;
  }

  /** More was wanted of it than it had. */
  get starves(): boolean {
    return this.#starves;
  }

  /** Nothing of it is out, and nobody has asked for anything of it for so long. */
  isIdleFor(durationMs: number): boolean {
    return this.#used.isNone && this.#permits === 0 && this.#now - this.#askedAt > durationMs;
  }

  get #now(): number {
    return this.setting.environment.monotonic();
  }

  get #isGood(): boolean {
    return !this.#over && this.setting.clock.now() < this.#until - SAFETY_MS;
  }

  /** What comes back goes back: more is out than the limit allows, or it is the turn of others. */
  get #givesWay(): boolean {
    return this.#owes || this.#turns?.areOver(this.#now) === true;
  }

  /** A decision spends a permit, perhaps that of a claim that it ends; `settle` follows. */
  spend(passesOn: boolean): void {
    this.#isUsed = true;
    this.#used.spend(passesOn);
  }

  /** The decision has landed, and what it lent is held; or it has not. Or nobody knows: until its time is over it may. */
  settle(passesOn: boolean, isKnown: boolean): void {
    this.#used.settle(passesOn, isKnown, this.#until);
    this.#roomChanged();
  }

  /** Whether what is read from this moment on shows all that is doubtful. */
  resolvesDoubtAt(time: number): boolean {
    return this.#used.resolvesDoubtAt(time, SAFETY_MS);
  }

  lend(token: string, segmentId: string): void {
    this.#used.hold(token, segmentId, this.#now);
  }

  returned(token: string): void {
    if (this.#used.release(token)) this.#roomChanged();
  }

  /** As it was counted by a read that began at this moment: what was held longer and is not found is over. */
  counted(found: ReadonlyMap<string, string>, readSince: number, resolvesDoubt: boolean): void {
    this.#used.counted(found, readSince, resolvesDoubt, this.#now);
    this.#roomChanged();
  }

  /** Tries to have so many free. Never rejects. */
  async ensure(wanted: number): Promise<void> {
    this.#askedAt = this.#now;
    if (!this.#over && this.free < wanted && this.#turns?.rests(this.#now) !== true) {
      // What was asked for meanwhile may do.
      await this.#ask(() => (this.free >= wanted ? undefined : this.#used.count + wanted));
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
    void this.#ask(() => Math.min(this.#permits, this.#used.count));
  }

  /** The limit is no more, or another one has taken its place. */
  end(): void {
    this.#over = true;
    this.#used.releaseAll();
    this.#cancelIdle?.();
    this.#cancelRenewal();
  }

  /** The process stops: what is still held is counted by others from now on. */
  async leave(): Promise<void> {
    if (this.#over) return;
    await this.#ask(() => this.#used.count, 0);
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
    const { key, epoch, id, store, token } = this.setting;
    // What goes back must not be spent meanwhile.
    this.#permits = Math.min(this.#permits, permits);
    this.#isUsed = false;
    this.#sequence += 1;
    const borrowing = { epoch, lender: id, permits, blockMs, sequence: this.#sequence, token: token() };
    const since = this.#now;
    const record = await store.borrow(key, borrowing);
    this.#tookMs = this.#now - since;
    if (record === undefined) this.end();
    else this.#learn(record);
  }

  #learn({ settings, lending }: QueueRecord): void {
    const block = lending?.blocks.find(({ lender }) => lender === this.id);
    this.#permits = block?.permits ?? 0;
    this.#until = block?.until ?? Number.NEGATIVE_INFINITY;
    this.#owes = lending !== undefined && permitsOut(lending) > (settings.concurrency?.limit ?? 0);
    this.#lending = lending;
    this.#turns?.note(lending?.blocks ?? [], this.setting.clock.now(), this.#now);
    this.#roomChanged();
  }

  #roomChanged(): void {
    if (this.#starves && this.free > 0) {
      this.#starves = false;
      this.setting.freed();
    }
    this.#giveBackIdle();
  }

  #giveBackIdle(): void {
    if (this.#cancelIdle !== undefined || this.#over || this.#permits <= this.#used.count) return;
    const idleMs = Math.max(this.setting.takesTurns ? IDLE_KEY_MS : IDLE_MS, IDLE_BORROWINGS * this.#tookMs);
    this.#cancelIdle = this.setting.environment.setTimer(this.#givesWay ? 0 : idleMs, () => {
      this.#cancelIdle = undefined;
      if (this.#permits > this.#used.count) this.#giveBack();
    });
  }

  #giveBack(): void {
    if (this.#turns?.areOver(this.#now) === true) {
      const { environment, freed } = this.setting;
      this.#turns.rest(this.#now);
      environment.setTimer(REST_MS, () => {
        if (!this.#over && this.#starves) freed();
      });
    }
    // Perhaps it is wanted again when the turn comes. What goes back unused was enough.
    void this.#ask(() => {
      if (!this.#givesWay && this.#keepers > 0) return undefined;
      if (!this.#givesWay) this.#starves = false;
      return Math.min(this.#permits, this.#used.count);
    });
  }

  /**
   * A block that nothing was used of is let run out: what is held under it counts as long as it is held, and who wants more asks
   * for it anew. So what is held for long costs nothing.
   */
  #renewLater(): void {
    if (this.#over) return;
    this.#cancelRenewal = this.setting.environment.setTimer(RENEW_MS, () => {
      if (this.#permits > 0 && this.#isUsed) void this.#ask(() => this.#permits);
      this.#renewLater();
    });
  }
}
