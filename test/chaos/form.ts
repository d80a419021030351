// How long a row goes on: in short with all other tests, in full by `make chaos`.

const full = process.env["LAZYENGINE_CHAOS"] === "full";

/** A row's repetitions, seconds, or bounds. */
export function rounds(inShort: number, inFull: number): number {
  return full ? inFull : inShort;
}

/** Whether rows of one file go beside each other: in full nothing takes from the time that is measured. */
export const BESIDE = !full;

/** Of a row's random choices; printed with what it has seen. */
export const SEED = Number(process.env["SEED"] ?? 1);

/** The line of a row in what a run prints. */
export function tell(row: string, figures: string): void {
  process.stdout.write(`chaos: ${row}: ${figures}\n`);
}

/** "median 12, most 40", of milliseconds. */
export function told(values: readonly number[]): string {
  return `median ${Math.round(median(values))}, most ${Math.round(Math.max(0, ...values))}`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
