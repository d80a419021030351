/**
 * Series for things that callers name: so many have some of their own, all others share one, with empty labels.
 */
import type { Labels } from "./read-metrics.js";

const SHOWN = 100;

/** `ranked`: those first that are to have their own. `sum`: of the others. */
export function boundedSeries<Item>(
  ranked: readonly Item[],
  labelsOf: (item: Item) => Labels,
  read: (item: Item) => number,
  sum: (a: number, b: number) => number,
): readonly (readonly [Labels, number])[] {
  const own = ranked.slice(0, SHOWN).map((item) => [labelsOf(item), read(item)] as const);
  const [other, ...others] = ranked.slice(SHOWN);
  if (other === undefined) return own;
  const empty = Object.fromEntries(Object.keys(labelsOf(other)).map((label) => [label, ""]));
  return [...own, [empty, others.map(read).reduce((a, b) => sum(a, b), read(other))]];
}

export function add(a: number, b: number): number {
  return a + b;
}

export function larger(a: number, b: number): number {
  return Math.max(a, b);
}
