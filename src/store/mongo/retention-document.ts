/**
 * The retention of a namespace as a document.
 */
import type { RetentionRule } from "../../core/retention/retention-rule.js";
import type { FlowState } from "../../core/state/states.js";
import type { RetentionRecord } from "../retention-store.js";
import { type PairsDocument, pairsFromDocument, pairsToDocument } from "./value-documents.js";

interface RuleDocument {
  readonly states?: readonly FlowState[];
  readonly labels?: PairsDocument;
  readonly older_than_ms?: number;
}

export interface RetentionDocument {
  /** The namespace. */
  readonly _id: string;
  readonly version: number;
  readonly commit: string;
  readonly generation: number;
  readonly update_time: Date;
  readonly rules: readonly RuleDocument[];
  readonly pass?: { readonly since: Date; readonly after?: { readonly create_time: Date; readonly flow_id: string } };
  readonly pass_time?: Date;
  readonly deleted: number;
  readonly wake_time?: Date;
}

export function retentionToDocument(record: RetentionRecord): RetentionDocument {
  const { namespace, version, commit, generation, updateTime, rules, pass, passTime, deleted, wakeTime } = record;
  return {
    _id: namespace,
    ...{ version, commit, generation, deleted },
    update_time: new Date(updateTime),
    rules: rules.map(ruleDocument),
    ...(pass !== undefined && {
      pass: {
        since: new Date(pass.since),
        ...(pass.after !== undefined && {
          after: { create_time: new Date(pass.after.createTime), flow_id: pass.after.flowId },
        }),
      },
    }),
    ...(passTime !== undefined && { pass_time: new Date(passTime) }),
    ...(wakeTime !== undefined && { wake_time: new Date(wakeTime) }),
  };
}

export function retentionFromDocument(document: RetentionDocument): RetentionRecord {
  const { _id, version, commit, generation, update_time, rules, pass, pass_time, deleted, wake_time } = document;
  return {
    namespace: _id,
    ...{ version, commit, generation, deleted },
    updateTime: update_time.getTime(),
    rules: rules.map(ruleOf),
    ...(pass !== undefined && {
      pass: {
        since: pass.since.getTime(),
        ...(pass.after !== undefined && {
          after: { createTime: pass.after.create_time.getTime(), flowId: pass.after.flow_id },
        }),
      },
    }),
    ...(pass_time !== undefined && { passTime: pass_time.getTime() }),
    ...(wake_time !== undefined && { wakeTime: wake_time.getTime() }),
  };
}

function ruleDocument({ states, labels, olderThanMs }: RetentionRule): RuleDocument {
  return {
    ...(states !== undefined && { states }),
    ...(labels !== undefined && { labels: pairsToDocument(labels) }),
    ...(olderThanMs !== undefined && { older_than_ms: olderThanMs }),
  };
}

function ruleOf({ states, labels, older_than_ms }: RuleDocument): RetentionRule {
  return {
    ...(states !== undefined && { states }),
    ...(labels !== undefined && { labels: pairsFromDocument(labels) }),
    ...(older_than_ms !== undefined && { olderThanMs: older_than_ms }),
  };
}
