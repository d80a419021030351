/**
 * What of a lender's permits is in use: held by claims, spent by decisions whose commits are under way, and by commits of which
 * nobody knows whether they landed.
 */
import type { LentSegments } from "./lent-segments.js";

export interface HeldPermit {
  readonly segmentId: string;
  /** By `Environment.monotonic`. */
  readonly since: number;
}

export class UsedPermits {
  readonly #lender: string;
  readonly #segments: LentSegments;
  /** By claim token. */
  readonly #held = new Map<string, HeldPermit>();
  /** Spent by decisions whose commits are under way. */
  #spent = 0;
  /** The same, of permits that were passed on by claims that end with them. */
  #passing = 0;
  /** Spent by commits of which nobody knows whether they landed. */
  #doubtful = 0;
  /** Until when those may land. */
  #doubtUntil = Number.NEGATIVE_INFINITY;

  constructor(lender: string, segments: LentSegments) {
    this.#lender = lender;
    this.#segments = segments;
  }

  get held(): ReadonlyMap<string, HeldPermit> {
    return this.#held;
  }

  /** How many permits that takes. */
  get count(): number {
    return this.#spent + this.#doubtful + this.#held.size;
  }

  get isNone(): boolean {
    return this.count + this.#passing === 0;
  }

  get isDoubtful(): boolean {
    return this.#doubtful > 0;
  }

  spend(passesOn: boolean): void {
    if (passesOn) this.#passing += 1;
    else this.#spent += 1;
  }

  /** What lands is held. Where nobody knows, it may land `until` then. */
  settle(passesOn: boolean, isKnown: boolean, until: number): void {
    if (passesOn) this.#passing -= 1;
    else this.#spent -= 1;
    if (isKnown) return;
    this.#doubtful += 1;
    this.#doubtUntil = Math.max(this.#doubtUntil, until);
  }

  /** Whether what is read from this moment on shows all that is doubtful, when writes land within the margin. */
  resolvesDoubtAt(time: number, marginMs: number): boolean {
    return time > this.#doubtUntil + marginMs;
  }

  hold(token: string, segmentId: string, since: number): void {
    this.release(token);
    this.#held.set(token, { segmentId, since });
    this.#segments.add(segmentId, this.#lender);
  }

  /** Whether it was held. */
  release(token: string): boolean {
    const held = this.#held.get(token);
    if (held === undefined) return false;
    this.#held.delete(token);
    this.#segments.remove(held.segmentId, this.#lender);
    return true;
  }

  releaseAll(): void {
    for (const token of [...this.#held.keys()]) this.release(token);
  }

  /** As it was counted by a read that began at this moment: what was held longer and is not found is over. */
  counted(found: ReadonlyMap<string, string>, readSince: number, resolvesDoubt: boolean, now: number): void {
    for (const [token, { since }] of this.#held) if (since < readSince && !found.has(token)) this.release(token);
    if (!resolvesDoubt) return;
    for (const [token, segmentId] of found) if (!this.#held.has(token)) this.hold(token, segmentId, now);
    this.#doubtful = 0;
  }
}
