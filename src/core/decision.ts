/**
 * Decisions: what a command changes and what is answered to it, and what a decision may know beside the segment.
 */
import type { Claimant, Consent, Rank } from "./command.js";
import type { Letter } from "./state/family.js";
import type { FlowHeader } from "./state/flow-header.js";
import type { Message } from "./state/message.js";
import type { Cause, NodeEntry } from "./state/node-entry.js";
import type { TaskState } from "./state/states.js";

/** A task as it was when the decision was made. `entry` is absent for a task that nothing has happened to. */
export interface TaskView {
  readonly node: number;
  readonly entry: NodeEntry | undefined;
}

/** A flow as it was when the decision was made. */
export interface FlowView {
  readonly header: FlowHeader;
  readonly version: number;
  readonly counts: ReadonlyMap<TaskState, number>;
}

export interface TaskChange {
  readonly kind: "task";
  readonly node: number;
  readonly previous: NodeEntry | undefined;
  readonly entry: NodeEntry;
}

export interface FlowChange {
  readonly kind: "flow";
  readonly previous: FlowHeader;
  readonly header: FlowHeader;
}

/** What is stored under this number differs, or is gone, though nothing has happened to a task. */
export interface KeptChange {
  readonly kind: "kept";
  readonly node: number;
}

/** In the order in which they happened. */
export type Change = TaskChange | FlowChange | KeptChange;

export interface Answer {
  readonly flow: FlowView;
  /** The command had been recorded before: nothing was changed now. */
  readonly replayed: boolean;
  /** The task the command named, where it named one. */
  readonly task?: TaskView;
  /** Of a completion: the attempt that it is about, which on a repeat need not be the latest. */
  readonly cause?: Cause;
  /** What a completion or a start made ready here, in definition order. */
  readonly ready: readonly TaskView[];
  /** Of a delivery: up to which of its sender's messages this segment has applied. */
  readonly heard?: number;
  /** The flow has ended within another one: nothing is done before that has consented. */
  readonly awaitsConsent?: true;
  /** The flow has several segments: where tasks are, and payloads that all of them need, must be known first. */
  readonly awaitsPlaces?: true;
  /** A segment of a large flow goes on first: segment 0 has ordered that, or is to be asked for it. */
  readonly awaitsReopening?: "ordered" | "to_be_asked";
  /** To the flow that an attempt was. */
  readonly consent?: Consent;
}

/** A command that the state does not allow. `reason` is an ErrorReason of the contract. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly message: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export type RefusalReason =
  | "TASK_NOT_FOUND"
  | "REQUEST_ID_REUSED"
  | "FLOW_REPLACED"
  | "ALREADY_COMPLETED"
  | "CLAIM_SUPERSEDED"
  | "CLAIM_REQUIRED"
  | "TASK_NOT_READY"
  | "TASK_CLOSED"
  | "TASK_NOT_DEFERRED"
  | "FLOW_ENDED"
  | "FLOW_CANCELLING"
  | "REVISION_MISMATCH"
  | "DECISION_INVALID"
  | "FLOW_NOT_REVERTIBLE"
  | "FLOW_REVERTING"
  | "NOT_RETRYABLE"
  | "PARENT_WENT_ON"
  | "UNSUPPORTED"
  | "SPAWN_NOT_ALLOWED";

/**
 * `changes` is empty where nothing is to be written but, at most, the segment's links. What a decision assigned to sessions is found in the changes:
 * entries with a new claim.
 */
export type Decision =
  | {
      readonly kind: "accepted";
      readonly answer: Answer;
      readonly changes: readonly Change[];
      /** What other segments are to be told once the changes are stored; an outbox keeps it until they have it. */
      readonly messages: readonly Message[];
      /** What other flows are to be told, likewise. */
      readonly letters: readonly Letter[];
    }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** The credit of the sessions connected to this process, as one decision may spend it. */
export interface Offers {
  /** Whether a task of this queue may be handed out now, to whomever. */
  handsOut(queue: string): boolean;
  /** Spends the permits that a task of the queue needs, which hands out: who lends them. */
  permits(queue: string): readonly string[];
  /** The decision ended what the claim of this token held a permit for. */
  returned(lender: string, token: string): void;
  /** A session that takes a task of this queue and rank now, its credit spent by one; or none. */
  take(queue: string, rank: Rank): Claimant | undefined;
  /** The decision ended a claim of this holder ("<session>@<epoch>"): its credit grows by one. */
  free(holder: string, token: string): void;
}

/** All that a decision may know beside the segment and the command. */
export interface DecisionContext {
  /** Milliseconds since the epoch by the database's clock. */
  readonly now: number;
  /** 0 ≤ x < 1 */
  random(): number;
  /** The random part of a claim token. */
  tokenBits(): string;
  readonly offers: Offers;
  /** The bytes of a payload that is kept beside the state, for expressions; undefined = not at hand. Absent = none is. */
  payload?(ref: string): Uint8Array | undefined;
  /** Those of them that were brought as this decision, or another of the same commit, lacked some; by their refs. Absent = none was. */
  readonly brought?: ReadonlyMap<string, Uint8Array>;
  /** Nothing is known of results: conditions are taken to hold, and nothing is computed. */
  readonly assumesExpressions?: true;
}

/** The offers of a process without connected sessions. */
export const NO_OFFERS: Offers = {
  handsOut: () => true,
  permits: () => [],
  returned: () => undefined,
  take: () => undefined,
  free: () => undefined,
};
