/**
 * The next due times of schedules, as callers are shown them. To find one of a cron expression takes up to some milliseconds, and
 * many look at the same schedules again and again: what was found is kept, by the timing, and what is not is found in slices.
 */
import { type DueTimes, dueTimesOf } from "../../core/schedules/due-times.js";
import type { ScheduleRules } from "../../core/schedules/schedule.js";
import { dueAsStored } from "../../core/schedules/wake-time.js";
import type { ScheduleRecord } from "../../store/schedule-store.js";
import { cacheOfAtMost } from "../cache-of-at-most.js";
import type { Slices } from "../slices.js";

const TIMINGS_KEPT = 10_000;
/** Of each; of more the earliest are forgotten. */
const TIMES_KEPT = 50;

/** Due times without a gap: nothing is due between `from` and the first of them. */
interface Known {
  from: number;
  times: number[];
  /** Nothing is due behind the last of them. */
  isWhole: boolean;
}

export class NextTimes {
  readonly #known = cacheOfAtMost<Known>(TIMINGS_KEPT);
  /** The search that is under way for a timing: one at a time. */
  readonly #searches = new Map<string, Promise<unknown>>();
  readonly #slices: Slices;

  constructor(slices: Slices) {
    this.#slices = slices;
  }

  /** The next ones, at most `limit`: of a schedule that is paused those that it would have. */
  async of(record: ScheduleRecord, now: number, limit: number): Promise<readonly number[]> {
    const { namespace, rules, progress, paused } = record;
    const stored = limit === 1 ? dueAsStored(progress, record) : undefined;
    if (stored !== undefined) return stored.time === undefined ? [] : [stored.time];
    // What lies behind one that is paused is not told, though it may be made up for.
    return this.after(namespace, rules, paused ? Math.max(progress.cursor, now) : progress.cursor, limit);
  }

  /** At most `limit` due times after a moment. The namespace is the one whose turns it takes. */
  async after(namespace: string, rules: ScheduleRules, time: number, limit: number): Promise<readonly number[]> {
    const { timing, startTime, endTime } = rules;
    const key = JSON.stringify([timing, startTime, endTime]);
    for (;;) {
      const known = this.#known.get(key) ?? { from: Number.POSITIVE_INFINITY, times: [], isWhole: false };
      const found = foundIn(known, time, limit);
      if (found !== undefined) return found;
      const search = this.#searches.get(key);
      if (search !== undefined) await search.catch(() => undefined);
      else return this.#search(namespace, key, known, { rules, time, limit });
    }
  }

  async #search(
    namespace: string,
    key: string,
    known: Known,
    { rules, time, limit }: { readonly rules: ScheduleRules; readonly time: number; readonly limit: number },
  ): Promise<readonly number[]> {
    let found: readonly number[] | undefined;
    let dueTimes: DueTimes | undefined;
    const search = this.#slices.until(namespace, () => {
      dueTimes ??= dueTimesOf(rules);
      findOne(known, dueTimes, time);
      found = foundIn(known, time, limit);
      return found !== undefined;
    });
    this.#searches.set(key, search);
    try {
      await search;
      this.#known.set(key, known);
      return found ?? [];
    } finally {
      this.#searches.delete(key);
    }
  }
}

/** Undefined where more has to be found first. */
function foundIn({ from, times, isWhole }: Known, time: number, limit: number): readonly number[] | undefined {
  if (time < from) return undefined;
  const found = times.filter((due) => due > time).slice(0, limit);
  return found.length === limit || isWhole ? found : undefined;
}

/** One more: the first after `time`, or the first behind those that are known. */
function findOne(known: Known, dueTimes: DueTimes, time: number): void {
  const last = known.times.at(-1) ?? known.from;
  if (time >= known.from && time <= last) {
    const due = dueTimes.after(last);
    if (due === undefined) known.isWhole = true;
    else known.times.push(due);
    if (known.times.length > TIMES_KEPT) known.from = known.times.shift() ?? known.from;
    return;
  }
  const due = dueTimes.after(time);
  // Where it is the first that was known, so are those behind it.
  if (due === undefined || due !== known.times[0]) {
    known.times = due === undefined ? [] : [due];
    known.isWhole = due === undefined;
  }
  known.from = time;
}
