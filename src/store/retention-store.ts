/**
 * The port for retention: one record for each namespace that has rules, changed by guarded writes alone.
 */
import type { RetentionRule } from "../core/retention/retention-rule.js";
import type { FlowCursor } from "./segment-store.js";

export interface RetentionRecord {
  readonly namespace: string;
  readonly version: number;
  /** Of the write that made this version, never repeated. */
  readonly commit: string;
  /** Rises when somebody sets the rules. */
  readonly generation: number;
  readonly updateTime: number;
  readonly rules: readonly RetentionRule[];
  /** Where the pass over the flows that is under way goes on, and when it began, later by what nobody worked on it; absent = none is. */
  readonly pass?: { readonly since: number; readonly after?: FlowCursor };
  /** When the last one was through. */
  readonly passTime?: number;
  readonly deleted: number;
  /** When it goes on; absent = never. */
  readonly wakeTime?: number;
}

export type RetentionGuard = Pick<RetentionRecord, "namespace" | "version" | "commit">;

export interface RetentionStore {
  /** True = landed; false = there is one of this namespace. */
  insert(record: RetentionRecord): Promise<boolean>;
  read(namespace: string): Promise<RetentionRecord | undefined>;
  /** True = landed; false = the guard missed. */
  replace(guard: RetentionGuard, record: RetentionRecord): Promise<boolean>;
  /** The namespaces whose wake time is at or before `time`, earliest first. */
  due(time: number, limit: number): Promise<readonly string[]>;
}
