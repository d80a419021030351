/**
 * How far a flow has come, in one line.
 */
import type { Style } from "./style.js";

export interface ProgressCounts {
  readonly succeeded: number;
  /** Ended, but not with a result. */
  readonly otherwise: number;
  readonly total: number;
}

const DONE = "█";
const OPEN = "░";

/** `width` characters of bar, then the figures. A flow without tasks is done. */
export function progressBar(counts: ProgressCounts, width: number, style: Style): string {
  const { succeeded, otherwise, total } = counts;
  const scale = (part: number): number => (total === 0 ? width : Math.floor((part / total) * width));
  const good = scale(succeeded);
  const ended = scale(succeeded + otherwise);
  const bar =
    style.good(DONE.repeat(good)) + style.bad(DONE.repeat(ended - good)) + style.faint(OPEN.repeat(width - ended));
  const percent = total === 0 ? 100 : Math.floor(((succeeded + otherwise) / total) * 100);
  return `${bar} ${String(percent).padStart(3)}%  ${succeeded + otherwise}/${total} tasks`;
}
