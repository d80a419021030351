/**
 * What a round is given of the committer, and what the committer is given of the engine.
 */
import type { LRUCache } from "lru-cache";
import type { Change } from "../../core/decision.js";
import type { Letter } from "../../core/state/family.js";
import type { Message } from "../../core/state/message.js";
import type { Segment } from "../../core/state/segment.js";
import type { Store } from "../../store/store.js";
import type { DatabaseClock } from "../database-clock.js";
import type { Definitions } from "../definitions.js";
import type { OffersLedger } from "../dispatch/offers-ledger.js";
import type { EngineEvent } from "../engine.js";
import type { Environment } from "../environment.js";
import type { Tally } from "../measures/tally.js";
import type { NamespaceWeights } from "./fair-lanes.js";
import type { Lane, Submission, SubmitOptions } from "./lane.js";
import type { WorkingCopy } from "./working-copy.js";

/** What one command changed. */
export interface LandedDecision {
  readonly changes: readonly Change[];
  readonly messages: readonly Message[];
  readonly letters: readonly Letter[];
  readonly options: SubmitOptions;
}

/** A commit that landed: the segment as it is now, and the decisions in their order. */
export interface LandedCommit {
  readonly segmentId: string;
  readonly segment: Segment;
  readonly decided: readonly LandedDecision[];
}

export interface CommitterSetting {
  readonly store: Store;
  readonly environment: Environment;
  readonly clock: DatabaseClock;
  readonly definitions: Definitions;
  readonly process: string;
  readonly tally: Tally;
  /** Absent = all alike. */
  readonly namespaceWeights?: NamespaceWeights | undefined;
  /** The credit that decisions on this segment may spend. */
  ledger(segment: Segment): OffersLedger;
  /** Called for each copy that is made of what was read. */
  opened(segment: Segment): void;
  /** Called synchronously for each commit that landed, before its commands are answered. */
  landed(commit: LandedCommit): void;
  liveProcesses(): ReadonlySet<string>;
  emit(event: EngineEvent): void;
}

/** The committer as its rounds see it. */
export interface Committing {
  readonly setting: CommitterSetting;
  /** What was acknowledged or read by majority, and nothing else (rule C1). */
  readonly cache: LRUCache<string, WorkingCopy>;
  /** Puts a copy into the cache, by the size that it has now. */
  keep(copy: WorkingCopy): void;
  /** Puts commands of a round that did not land back in front, to be decided again after the delay. */
  requeue(lane: Lane, submissions: readonly Submission[], delayMs: number): void;
  /** The lane's part of a round is over. */
  release(lane: Lane): void;
}
