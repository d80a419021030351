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

/** "" for a moment that there is not. */
export type MomentText = (moment: number | undefined) => string;

/** How moments are told: "2026-11-22 21:05:09Z", the same with the zone of this machine, or "3m 05s ago" and "in 2h 10m". */
export function momentTextOf(form: "iso" | "local" | "relative", now: number): MomentText {
  const told = { iso: utcText, local: localText, relative: (moment: number) => relativeText(moment, now) }[form];
  return (moment) => (moment === undefined ? "" : told(moment));
}

function utcText(moment: number): string {
  return `${secondsText(moment)}Z`;
}

function localText(moment: number): string {
  const offset = -new Date(moment).getTimezoneOffset();
  const [hours, minutes] = [Math.abs(offset) / 60, Math.abs(offset) % 60];
  return `${secondsText(moment + offset * 60_000)}${offset < 0 ? "-" : "+"}${two(hours)}:${two(minutes)}`;
}

function relativeText(moment: number, now: number): string {
  return moment > now ? `in ${spanText(moment - now)}` : `${spanText(now - moment)} ago`;
}

/** Date and time to the second. */
function secondsText(moment: number): string {
  return new Date(moment).toISOString().slice(0, 19).replace("T", " ");
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}
