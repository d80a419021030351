/**
 * Times and spans as people read them. Moments are milliseconds since the epoch.
 */
/** "0.4s", "12s", "3m 05s", "2h 10m", "4d 3h". */
export function spanText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 60) return `${Math.floor(seconds)}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ${two((seconds % 3600) / 60)}m`;
  return `${Math.floor(seconds / 86_400)}d ${Math.floor((seconds % 86_400) / 3600)}h`;
}

/** The time between two moments; "" where the first is missing, up to `now` where the second is. */
export function between(from: number | undefined, to: number | undefined, now: number): string {
  return from === undefined ? "" : spanText((to ?? now) - from);
}

/** Date and time to the second, in UTC: "2026-11-22 21:05:09Z". */
export function momentText(moment: number | undefined): string {
  if (moment === undefined) return "";
  const text = new Date(moment).toISOString();
  return text.replace("T", " ").replace(/\.\d+Z$/, "Z");
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}
