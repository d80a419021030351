/**
 * In which segments permits of which lenders are held here, so that what is heard of a segment costs no look at all of them.
 */

export class LentSegments {
  /** By segment, how many of each lender are held there, by its id. */
  readonly #counts = new Map<string, Map<string, number>>();

  of(segmentId: string): readonly string[] {
    return [...(this.#counts.get(segmentId)?.keys() ?? [])];
  }

  add(segmentId: string, lenderId: string): void {
    const counts = this.#counts.get(segmentId) ?? new Map<string, number>();
    this.#counts.set(segmentId, counts.set(lenderId, (counts.get(lenderId) ?? 0) + 1));
  }

  remove(segmentId: string, lenderId: string): void {
    const counts = this.#counts.get(segmentId);
    const count = counts?.get(lenderId) ?? 0;
    if (count > 1) counts?.set(lenderId, count - 1);
    else counts?.delete(lenderId);
    if (counts?.size === 0) this.#counts.delete(segmentId);
  }
}
