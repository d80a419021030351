/**
 * Sets of the outcomes on which edges fire, as bits.
 */
import type { EdgeOutcome } from "./definition.js";

const BITS = { SUCCESS: 1, FAILURE: 2, COMPLETION: 4, SKIP: 8 } as const;

export const EDGE_OUTCOMES: readonly EdgeOutcome[] = ["SUCCESS", "FAILURE", "COMPLETION", "SKIP"];
export const ON_SUCCESS = BITS.SUCCESS;

/** What a task's end matches: SUCCEEDED, FAILED, SKIPPED; nothing for any other state. */
const MATCHED: Readonly<Record<string, number>> = {
  SUCCEEDED: BITS.SUCCESS | BITS.COMPLETION,
  FAILED: BITS.FAILURE | BITS.COMPLETION,
  SKIPPED: BITS.SKIP,
};

export function outcomeBits(on: readonly EdgeOutcome[]): number {
  return on.reduce((bits, outcome) => bits | BITS[outcome], 0);
}

/** The set in the order of the contract, each once. */
export function outcomesOfBits(bits: number): EdgeOutcome[] {
  return EDGE_OUTCOMES.filter((outcome) => (bits & BITS[outcome]) !== 0);
}

/** Whether an edge on these outcomes fires when its task ends in this state. CANCELLED fires none. */
export function firesOn(bits: number, state: string): boolean {
  return (bits & (MATCHED[state] ?? 0)) !== 0;
}

/** Whether such an edge, when it fires for a failure, makes it a handled one. */
export function handlesFailure(bits: number): boolean {
  return (bits & BITS.FAILURE) !== 0;
}
