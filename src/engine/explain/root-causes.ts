/**
 * Because of which tasks another one cannot run: what was skipped itself is gone through, up to what was not.
 */
import { type FlowInSight, type Place, sourcesOf } from "./place.js";

/** So many tasks are looked at on the way up; what lies behind is left out. */
const LOOKED_AT = 1_000;
const NAMED = 100;

/** The tasks, by id, that have ended without leading on, at most 100: those nearest to the task first. */
export async function rootCauses(sight: FlowInSight, place: Place): Promise<readonly string[]> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const open: Place[] = [place];
  let looked = 0;
  // What was skipped on the way is appended meanwhile, and its turn comes.
  for (const next of open) {
    if (looked >= LOOKED_AT || found.size >= NAMED) break;
    for (const above of await sourcesOf(sight, next)) {
      looked += 1;
      const { taskId, slot } = above.source;
      if (slot !== "DEAD" || seen.has(taskId)) continue;
      seen.add(taskId);
      if (above.entry?.skipReason === "UPSTREAM") open.push(above);
      else found.add(taskId);
    }
  }
  return [...found].slice(0, NAMED);
}
