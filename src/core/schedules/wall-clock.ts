/**
 * What the clocks of a time zone show, as its calendar knows it: a reading is the moment at which UTC would show the same.
 */

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

export class WallClock {
  readonly #format: Intl.DateTimeFormat;

  /** Throws RangeError where there is no such time zone. */
  constructor(timeZone: string) {
    const number = "numeric";
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      ...{ year: number, month: number, day: number, hour: number, minute: number, second: number },
    });
  }

  /** What they show at a moment, in whole seconds. */
  readingAt(time: number): number {
    // Much faster than its parts.
    const [month = 1, ...others] = this.#format.format(time).split(/\D+/).map(Number);
    const [day, year = 0, hour, minute, second] = others;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }

  /**
   * The first moment at which they show this, or, where they pass over it, the first after the gap. Undefined where they pass over
   * the whole day, as where the date line was moved.
   */
  firstAt(reading: number): number | undefined {
    const [early, late] = [this.#offsetAt(reading - DAY_MS), this.#offsetAt(reading + DAY_MS)];
    if (early === late) return reading - early;
    const [earlier, later] = [reading - Math.max(early, late), reading - Math.min(early, late)];
    for (const moment of [earlier, later]) if (this.readingAt(moment) === reading) return moment;
    if (later - earlier >= DAY_MS) return undefined;
    return lastBefore(earlier, later, (time) => this.readingAt(time) < reading) + SECOND_MS;
  }

  /** The latest that they have shown until then: once they have been put back, more than what they show. */
  latestUntil(time: number): number {
    const reading = this.readingAt(time);
    if (this.#offsetAt(time - DAY_MS) === this.#offsetAt(time)) return reading;
    const moment = Math.floor(time / SECOND_MS) * SECOND_MS;
    const first = this.firstAt(reading) ?? moment;
    if (first >= moment) return reading;
    return lastBefore(reading, reading + moment - first, (shown) => (this.firstAt(shown) ?? moment) <= moment);
  }

  /** How far they are before UTC. No place is a day from it, and none changes its clocks twice within two. */
  #offsetAt(time: number): number {
    return this.readingAt(time) - Math.floor(time / SECOND_MS) * SECOND_MS;
  }
}

/** Of the whole seconds from `low`, where it holds, to `high`, where it does not: the last where it does. */
function lastBefore(low: number, high: number, holds: (value: number) => boolean): number {
  let [begin, end] = [low, high];
  while (end - begin > SECOND_MS) {
    const middle = begin + Math.floor((end - begin) / 2 / SECOND_MS) * SECOND_MS;
    if (holds(middle)) begin = middle;
    else end = middle;
  }
  return begin;
}
