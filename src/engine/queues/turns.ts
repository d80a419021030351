/**
 * The turns of processes that want permits of the same key: of each there may be other queues, and the tasks of one must not wait
 * for those of another.
 */
import type { Block } from "../../store/queue-store.js";

/** What other processes want too is used for so long, and then given to them. */
const TURN_MS = 200;
/** Who has given it to them leaves it to them for this long. */
export const REST_MS = 50;

export class Turns {
  readonly #lender: string;
  /** Since when it is known that others wait for what is out here, by `Environment.monotonic`. */
  #wantedSince: number | undefined;
  /** Until when it leaves what it gave back to others. */
  #restUntil = Number.NEGATIVE_INFINITY;

  constructor(lender: string) {
    this.#lender = lender;
  }

  /** As the blocks say, those of lenders that are there at this `time` of the store's clock. */
  note(blocks: readonly Block[], time: number, now: number): void {
    const isMine = ({ lender }: Block) => lender === this.#lender;
    const isOut = blocks.some((block) => isMine(block) && block.permits > 0);
    const isWanted = blocks.some((block) => !isMine(block) && block.wants && block.until > time);
    if (isOut && isWanted) this.#wantedSince ??= now;
    else this.#wantedSince = undefined;
  }

  /** It is the turn of others: what comes back goes back. */
  areOver(now: number): boolean {
    return this.#wantedSince !== undefined && now - this.#wantedSince > TURN_MS;
  }

  /** What is out here goes to the others. */
  rest(now: number): void {
    this.#restUntil = now + REST_MS;
  }

  /** Others have not had the time to take it; what nothing is heard of is asked for again. */
  rests(now: number): boolean {
    return now < this.#restUntil;
  }
}
