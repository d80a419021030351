// Gathers what arrives between two frames of the screen, so that a thousand changes a second are a few redraws.

/** Returns the intake of a batch: items are handed on together, in their order, when `schedule` runs what it was given. */
export function batched<Item>(
  flush: (items: readonly Item[]) => void,
  schedule: (run: () => void) => void,
): (item: Item) => void {
  let waiting: Item[] = [];
  return (item) => {
    waiting.push(item);
    if (waiting.length > 1) return;
    schedule(() => {
      const items = waiting;
      waiting = [];
      flush(items);
    });
  };
}
