/**
 * In which segments permits of which lenders are held here, so that what is heard of a segment costs no look at all of them.
 */

export class LentSegments<Holder> {
  /** By segment, how many each holds there. */
  readonly #counts = new Map<string, Map<Holder, number>>();

  of(segmentId: string): readonly Holder[] {
    return [...(this.#counts.get(segmentId)?.keys() ?? [])];
  }

  add(segmentId: string, holder: Holder): void {
    const counts = this.#counts.get(segmentId) ?? new Map<Holder, number>();
    this.#counts.set(segmentId, counts.set(holder, (counts.get(holder) ?? 0) + 1));
  }

  remove(segmentId: string, holder: Holder): void {
    const counts = this.#counts.get(segmentId);
    const count = counts?.get(holder) ?? 0;
    if (count > 1) counts?.set(holder, count - 1);
    else counts?.delete(holder);
    if (counts?.size === 0) this.#counts.delete(segmentId);
  }
}
