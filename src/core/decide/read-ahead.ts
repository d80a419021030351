/**
 * What is brought beside the payloads that a decision lacks. Each time that it lacks some it is made anew from the start:
 * were they brought one by one, a decision that reads many would be made as often.
 */
import type { StoredPayload } from "../state/payload.js";

/** So many times what was brought is to be there the next time. */
const GROWTH = 4;

/**
 * The refs of what is brought, too: nothing where nothing was brought before, so that a decision that reads one payload has no
 * other brought. `candidates`: what else may be read, in the order in which that is likely; what stands behind the missing
 * comes first. `mostBytes`: how many are to be at hand at most, by those that are.
 */
export function readAhead(
  candidates: readonly StoredPayload[],
  missing: readonly string[],
  mostBytes: (atHand: number) => number,
  brought: ReadonlyMap<string, Uint8Array> = new Map(),
): readonly string[] {
  const [named, last] = [new Set(missing), missing.at(-1)];
  let count = (GROWTH - 1) * brought.size - named.size;
  if (count <= 0) return [];
  const atHand = [...brought.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  let bytes = mostBytes(atHand) - atHand;
  for (const { ref = "", size } of candidates) if (named.has(ref)) bytes -= size;
  const behind = candidates.findLastIndex(({ ref }) => ref === last) + 1;
  const ahead = new Set<string>();
  for (const { ref, size } of [...candidates.slice(behind), ...candidates.slice(0, behind)]) {
    if (ref === undefined || named.has(ref) || ahead.has(ref) || brought.has(ref) || size > bytes) continue;
    ahead.add(ref);
    bytes -= size;
    count -= 1;
    if (count === 0) break;
  }
  return [...ahead];
}
