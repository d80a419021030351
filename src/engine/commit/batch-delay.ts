/**
 * How long what waits for a batch has to wait. Where one batch takes all that is there, nothing does: that much is how
 * batches work, however slow the database is. What counts is that more keeps waiting than a batch takes.
 */
export class BatchDelay {
  #ms = 0;

  /** A batch begins: since when the longest waiting of it has waited, and how much it leaves. */
  note(waitedMs: number, left: number): void {
    this.#ms = left === 0 ? 0 : waitedMs;
  }

  /** Milliseconds, where so much waits now. A database that stands still adds nothing: there it is not the amount. */
  of(waiting: number): number {
    return waiting === 0 ? 0 : this.#ms;
  }
}
