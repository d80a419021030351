/**
 * A segment's exchange with the others of its flow: what is stored of it, and what this process knows beside.
 */
import { type Links, type Message, NO_LINKS, RESEND_MS } from "./message.js";
import type { TaskState } from "./states.js";

/** A segment in which nothing more happens tells its counts after this; one that works tells them more often. */
const REPORT_AT_REST_MS = 1_000;

export type CountDifferences = Readonly<Partial<Record<TaskState, number>>>;

export class Post {
  links: Links;
  /** The highest sequence that each segment is known to have applied: the outbox may forget those. */
  readonly #acknowledged = new Map<number, number>();

  constructor(links: Links = NO_LINKS) {
    this.links = links;
  }

  /** The segment has applied the messages up to this sequence. The next change takes them out of the outbox. */
  acknowledge(to: number, sequence: number): void {
    if (sequence > (this.#acknowledged.get(to) ?? 0)) this.#acknowledged.set(to, sequence);
  }

  /** The messages that are not known to have been applied, in the order of sending. */
  open(): readonly Message[] {
    return this.links.outbox.filter(({ to, sequence }) => sequence > (this.#acknowledged.get(to) ?? 0));
  }

  /** When what is still in the outbox is sent again; undefined = nothing is. */
  resendTime(): number | undefined {
    return this.open().length > 0 ? this.links.outboxTime + RESEND_MS : undefined;
  }

  /** By when segment 0 must be told of counts that differ from those it knows; undefined = they do not. */
  reportTime(counts: ReadonlyMap<TaskState, number>): number | undefined {
    const differ = Object.keys(this.untold(counts)).length > 0;
    return differ ? this.links.told.time + REPORT_AT_REST_MS : undefined;
  }

  /** By how much the counts differ from those of the last report. */
  untold(counts: ReadonlyMap<TaskState, number>): CountDifferences {
    const { told } = this.links;
    const states = new Set([...counts.keys(), ...(Object.keys(told.counts) as TaskState[])]); // Keyed so by Links.
    const differences: Partial<Record<TaskState, number>> = {};
    for (const state of states) {
      const difference = (counts.get(state) ?? 0) - (told.counts[state] ?? 0);
      if (difference !== 0) differences[state] = difference;
    }
    return differences;
  }
}
