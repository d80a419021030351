/**
 * Times and spans as people read them.
 */
import { type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";

/** "0.4s", "12s", "3m 05s", "2h 10m", "4d 3h". */
export function spanText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 60) return `${Math.floor(seconds)}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ${two((seconds % 3600) / 60)}m`;
  return `${Math.floor(seconds / 86_400)}d ${Math.floor((seconds % 86_400) / 3600)}h`;
}

/** The time between two stamps; "" where the first is missing, up to `now` where the second is. */
export function between(from: Timestamp | undefined, to: Timestamp | undefined, now: number): string {
  if (from === undefined) return "";
  return spanText((to === undefined ? now : timestampMs(to)) - timestampMs(from));
}

/** Date and time to the second, in UTC: "2026-11-22 21:05:09Z". */
export function momentText(stamp: Timestamp | undefined): string {
  if (stamp === undefined) return "";
  return new Date(timestampMs(stamp))
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z");
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}
