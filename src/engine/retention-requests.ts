/**
 * What the calls about retention take and give.
 */
import type { RetentionRule } from "../core/retention/retention-rule.js";

export type { RetentionRule } from "../core/retention/retention-rule.js";

export interface SetRetentionRequest {
  readonly namespace?: string;
  readonly requestId?: string;
  /** In order: the first one that a flow matches decides about it. */
  readonly rules: readonly RetentionRule[];
  readonly expectedRevision?: string;
}

export interface Retention {
  readonly namespace: string;
  readonly rules: readonly RetentionRule[];
  /** "" = nobody ever has set them. */
  readonly revision: string;
  readonly updateTime?: number;
  readonly deleted: number;
  readonly passTime?: number;
}

/** The calls about retention. They reject as those of the engine do. */
export interface RetentionCalls<Call> {
  getRetention(request: { readonly namespace?: string }, call?: Call): Promise<Retention>;
  setRetention(request: SetRetentionRequest, call?: Call): Promise<Retention>;
}
