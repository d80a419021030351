/**
 * A round's work on one lane, as it goes through the steps: taken, read, decided.
 */
import type { Change, Decision } from "../../core/decision.js";
import type { OffersLedger } from "../dispatch/offers-ledger.js";
import type { Basis, Lane, Submission } from "./lane.js";
import type { WorkingCopy } from "./working-copy.js";

/** The commands of one lane in one round. */
export interface RoundPart {
  readonly lane: Lane;
  readonly submissions: readonly Submission[];
}

export interface ReadPart extends RoundPart {
  readonly copy: WorkingCopy;
  readonly basis: Basis;
}

export interface Decided {
  readonly submission: Submission;
  readonly decision: Decision;
}

/** A part with something to write. */
export interface DecidedPart extends ReadPart {
  readonly decided: readonly Decided[];
  readonly changes: readonly Change[];
  readonly ledger: OffersLedger;
  readonly round: number;
}
