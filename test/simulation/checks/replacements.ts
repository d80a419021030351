/**
 * What callers have asked to be run in the place of other flows, by the names of the definitions: what is stored is judged
 * by it.
 */
import { isEndedFlow } from "../../../src/core/state/states.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { SimulatedFlow } from "../workload.js";

/** What a caller has asked to be run in the place of another. */
export interface Replacement {
  readonly flow: SimulatedFlow;
  /** At which alone that one may be replaced. */
  readonly version?: number;
}

export class Replacements {
  readonly #asked = new Map<string, Replacement>();

  /** A caller is about to ask for this, whose definition has this name. */
  ask(name: string, replacement: Replacement): void {
    this.#asked.set(name, replacement);
  }

  /** What was asked for under this name of a definition. */
  flow(name: string): SimulatedFlow | undefined {
    return this.#asked.get(name)?.flow;
  }

  /** What is wrong where this run has taken the place of that one: it must have been at rest, as it was expected, and another. */
  fault(before: SegmentRecord, after: SegmentRecord): string | undefined {
    const { state } = before.flow;
    const rests = state === "PENDING" || state === "SUSPENDED" || isEndedFlow(state);
    if (!rests) return `it was replaced, and was ${state}`;
    const replacement = this.#asked.get(after.flow.name);
    if (replacement === undefined) return "it was replaced, and nobody asked for it";
    if (after.flow.name === before.flow.name) return `${after.flow.name} has taken its own place`;
    const { version = before.version } = replacement;
    return version === before.version ? undefined : `it was to be replaced at ${version}, and was at ${before.version}`;
  }
}
