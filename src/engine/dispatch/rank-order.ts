/**
 * The order of offering between flows (rule D1).
 */
import type { Rank } from "../../core/command.js";

export function ranksBefore(a: Rank, b: Rank): boolean {
  return a.priority !== b.priority ? a.priority > b.priority : a.time < b.time;
}
