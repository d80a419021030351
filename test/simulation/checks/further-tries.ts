/**
 * No failure that its policy does not try again is followed by another try of its task.
 */
import type { RetryPolicy } from "../../../src/core/definition/definition.js";
import type { AttemptRecord, NodeEntry } from "../../../src/core/state/node-entry.js";
import { isFinalFailure } from "../failing-tasks.js";

/** Throws where it was, in this commit. What had ended by it before may have begun anew since, by another's word. */
export function expectNoFurtherTry(
  name: string,
  policy: RetryPolicy | undefined,
  before: NodeEntry | undefined,
  { history = [], tries, state, reversal }: NodeEntry,
): void {
  if (history.length === 0 || reversal !== undefined || !["READY", "DELAYED", "RUNNING"].includes(state)) return;
  const known = new Set(before?.history?.map(nameOf));
  const hadEnded = before?.state === "FAILED" ? before.attempt : undefined;
  for (const record of history) {
    const { attempt, failure } = record;
    // What begins anew has all its tries before it.
    const isFurther = record.tries > 0 && tries >= record.tries && attempt !== hadEnded && !known.has(nameOf(record));
    if (isFurther && isFinalFailure(policy, failure)) {
      throw new Error(`${name}: attempt ${attempt} failed with ${failure?.type}, which ends it, and it is ${state}`);
    }
  }
}

function nameOf({ attempt, tries }: AttemptRecord): string {
  return `${attempt} ${tries}`;
}
