// The time across a timeline: which part is seen, and where its marks stand. Pure.

export interface Span {
  readonly from: number;
  readonly to: number;
}

const SHORTEST_MS = 10;
/** What lengths of spans and steps between marks are rounded to. */
const ROUND = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
const STEPS_MS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000],
  ...[600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000],
];

/** All of a flow. While it goes on the span is longer than need be, so that it changes now and then, not all the time. */
export function spanOf(start: number, end: number | undefined, now: number): Span {
  const length = Math.max(SHORTEST_MS, (end ?? now) - start);
  return { from: start, to: start + (end === undefined ? roundedUp(length * 1.02) : length) };
}

function roundedUp(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  return power * (ROUND.find((factor) => factor * power >= length) ?? 10);
}

/** Longer or shorter by a factor, with the moment at a part of the width kept in its place; never beyond the whole. */
export function zoomedSpan(span: Span, factor: number, part: number, all: Span): Span {
  const length = Math.max(SHORTEST_MS, Math.min(all.to - all.from, (span.to - span.from) / factor));
  const moment = span.from + (span.to - span.from) * part;
  return within({ from: moment - length * part, to: moment + length * (1 - part) }, all);
}

/** Moved by a part of its length, never beyond the whole. */
export function movedSpan(span: Span, part: number, all: Span): Span {
  const by = (span.to - span.from) * part;
  return within({ from: span.from + by, to: span.to + by }, all);
}

function within(span: Span, all: Span): Span {
  const length = span.to - span.from;
  if (length >= all.to - all.from) return all;
  const from = Math.max(all.from, Math.min(span.from, all.to - length));
  return { from, to: from + length };
}

/** The distances from the begin of the whole at which marks stand: at most so many. */
export function marksOf(span: Span, origin: number, most: number): readonly number[] {
  const length = span.to - span.from;
  const step = STEPS_MS.find((candidate) => length / candidate <= most) ?? length;
  const first = Math.ceil((span.from - origin) / step) * step;
  const marks: number[] = [];
  for (let mark = first; mark <= span.to - origin && marks.length <= most; mark += step) marks.push(mark);
  return marks;
}
