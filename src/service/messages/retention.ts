/**
 * Retention on the wire.
 */
import { create } from "@bufbuild/protobuf";
import {
  FlowState,
  type Retention as RetentionMessage,
  RetentionSchema,
  type RetentionRule as RuleMessage,
} from "#gen/lazyengine/v1/index.js";
import type { Retention, RetentionRule } from "../../engine/retention-requests.js";
import { readFlowState, readRequired } from "./enum-names.js";
import { duration, millisOfDuration, optionalTimestamp } from "./times.js";
import { refuseUnknownFields } from "./unknown-fields.js";

export function retentionRuleOf(rule: RuleMessage, index: number): RetentionRule {
  const path = `rules[${index}]`;
  refuseUnknownFields(rule, path);
  const { labels, olderThan } = rule;
  const states = rule.states.map((state, at) => readRequired(readFlowState, state, `${path}.states[${at}]`));
  return {
    ...(states.length > 0 && { states }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(olderThan !== undefined && { olderThanMs: millisOfDuration(olderThan, `${path}.older_than`) }),
  };
}

export function retentionMessage(retention: Retention): RetentionMessage {
  const { namespace, rules, revision, updateTime, deleted, passTime } = retention;
  return create(RetentionSchema, {
    namespace,
    rules: rules.map(({ states = [], labels = {}, olderThanMs }) => ({
      states: states.map((state) => FlowState[state]),
      labels: { ...labels },
      ...(olderThanMs !== undefined && { olderThan: duration(olderThanMs) }),
    })),
    revision,
    updateTime: optionalTimestamp(updateTime),
    deleted: BigInt(deleted),
    passTime: optionalTimestamp(passTime),
  });
}
