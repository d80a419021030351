/**
 * How what hints have lost of permits is found: claims that are over, commits of which nobody knew, and what processes that are
 * gone have left. Each lender is looked into by itself; those that are due at once are read together. What is held without permits is
 * counted beside that, for all of them.
 */
import { LRUCache } from "lru-cache";
import { isKeyLimit } from "../../core/definition/concurrency-key.js";
import type { Machinery } from "../machinery.js";
import { Comparisons } from "./comparisons.js";
import { LastDone } from "./last-done.js";
import type { Lender } from "./lender.js";
import type { LenderTable } from "./lender-table.js";
import { needsCount, needsRepair, trimDead } from "./lending-repair.js";
import type { LentSegments } from "./lent-segments.js";
import { UnlentCounts } from "./unlent-counts.js";

/** What is out of a limit is looked into no more often than this where more of it is wanted. */
const REPAIR_INTERVAL_MS = 500;
/** And about this often in any case; and so is each lender's account compared with the store. */
const COUNT_INTERVAL_MS = 5_000;
/** A commit is answered well within this. */
const HEARD_MS = 2_000;
/** A key that nobody asks for is let go after this. */
const KEY_IDLE_MS = 60_000;
/** So many lenders are looked into at once. */
const AT_ONCE = 256;

export class LenderUpkeep {
  readonly #machinery: () => Machinery;
  readonly #lenders: LenderTable;
  readonly #segments: LentSegments;
  readonly #comparisons: Comparisons;
  readonly #counts: UnlentCounts;
  readonly #repaired = new LastDone();
  readonly #counted = new LastDone();
  /** Segments in which others have ended claims a moment ago. */
  readonly #heard = new LRUCache<string, true>({ max: 1_000, ttl: HEARD_MS });

  constructor(machinery: () => Machinery, lenders: LenderTable, segments: LentSegments) {
    this.#machinery = machinery;
    this.#lenders = lenders;
    this.#segments = segments;
    this.#comparisons = new Comparisons(machinery);
    this.#counts = new UnlentCounts(machinery);
  }

  /** Something of it is held in this segment now. */
  lent(lender: Lender, segmentId: string): void {
    // A comparison may have sent the task before its commit was answered, and it may be over by now.
    if (this.#heard.has(segmentId)) void this.#comparisons.compare(lender);
  }

  changedElsewhere(segmentId: string): void {
    if (this.#lenders.isEmpty) return;
    this.#heard.set(segmentId, true);
    for (const id of this.#segments.of(segmentId)) {
      const lender = this.#lenders.byId(id);
      if (lender !== undefined) void this.#comparisons.compare(lender);
    }
  }

  /** Where more was wanted than there was: whether anything has perhaps come back by now. Never rejects. */
  async repairWanted(lender: Lender): Promise<boolean> {
    const { lending } = lender;
    const { clock } = this.#machinery();
    if (lending === undefined || !needsRepair(lending, clock.now())) return false;
    if (!this.#repaired.isDue(lender, REPAIR_INTERVAL_MS)) return false;
    await this.repair(lender);
    return true;
  }

  /** What is to be counted is counted later; `freed` tells of what has come back then. Never rejects. */
  async repair(lender: Lender): Promise<void> {
    try {
      const lending = await trimDead(this.#machinery(), lender);
      if (lending !== undefined && needsCount(lending)) this.#counts.want(lender, !lending.counted);
    } catch (error) {
      lender.setting.failed(error);
    }
  }

  /** Never rejects. */
  async sweep(): Promise<void> {
    for (const lender of this.#lenders.all()) if (isForgotten(lender)) this.#lenders.remove(lender);
    const lenders = this.#lenders.all();
    for (let index = 0; index < lenders.length; index += AT_ONCE) {
      await Promise.all(lenders.slice(index, index + AT_ONCE).map((lender) => this.#lookInto(lender)));
    }
  }

  /** Resolves once nothing is counted any more. */
  stop(): Promise<void> {
    return this.#counts.stop();
  }

  async #lookInto(lender: Lender): Promise<void> {
    // What one that is gone has left comes back also where nobody wants it.
    if (this.#repaired.isDue(lender, COUNT_INTERVAL_MS)) await this.repair(lender);
    if (lender.held.size === 0 && !lender.isDoubtful) return;
    if (this.#counted.isDue(lender, COUNT_INTERVAL_MS)) await this.#comparisons.compare(lender);
  }
}

/** There may ever be any number of keys: those that nobody asks for are let go. */
function isForgotten(lender: Lender): boolean {
  return isKeyLimit(lender.setting.key.queue) && (lender.isOver || lender.isIdleFor(KEY_IDLE_MS));
}
