/**
 * Durations in messages, as a person writes them.
 */

const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "m"],
  [1_000, "s"],
] as const;

/** Of milliseconds, in the greatest unit of which it is a whole number: `90s`, `-5s`, `36500d`, `0.5ms`. */
export function durationText(ms: number): string {
  if (!Number.isFinite(ms)) return String(ms);
  if (ms === 0) return "0s";
  const [size, unit] = UNITS.find(([size]) => ms % size === 0) ?? [1, "ms"];
  return `${ms / size}${unit}`;
}
