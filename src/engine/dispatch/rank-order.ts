/**
 * The order of offering between flows (rule D1).
 */
import type { Rank } from "../../core/command.js";

export function ranksBefore(a: Rank, b: Rank): boolean {
  return a.priority !== b.priority ? a.priority > b.priority : a.time < b.time;
}

/** For sorting: the best first. */
export function byRank(a: Rank, b: Rank): number {
  if (ranksBefore(a, b)) return -1;
  return ranksBefore(b, a) ? 1 : 0;
}
