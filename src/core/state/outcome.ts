/**
 * Outcomes: what a completion says about an attempt, in the form the core records.
 */

import type { StoredFailure } from "./failure.js";
import type { Spawned } from "./nesting.js";
import type { StoredPayload } from "./payload.js";

/**
 * `digest` is the SHA-256 (base64url) of the outcome's case and content: two completions are equal when their
 * digests are. For a result it covers data and content type, for a failure type, message, details and retryable.
 */
export type Outcome =
  | { readonly kind: "result"; readonly result: StoredPayload; readonly digest: string }
  | { readonly kind: "failure"; readonly failure: StoredFailure; readonly digest: string }
  | { readonly kind: "cancelled"; readonly message: string; readonly digest: string };

/** "Accepted, somebody else will finish it": not an outcome, but answered in its place. */
export interface Deferral {
  readonly kind: "deferred";
  /** How long the outsider may take, from the deferral; milliseconds. */
  readonly timeoutMs?: number;
  /** The longest time without progress while deferred; milliseconds. */
  readonly heartbeatTimeoutMs?: number;
}

/** In place of an outcome: the attempt goes on as a flow of its own. The digest is that of what is asked for. */
export interface Spawn {
  readonly kind: "spawn";
  readonly digest: string;
  readonly spawned: Spawned;
}

/** In place of an outcome: a decision alone. The digest is that of the decision. */
export interface Decided {
  readonly kind: "decided";
  readonly digest: string;
}
