/**
 * Checks of SetRetention.
 */
import { checkDuration, checkLabels, isObject } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type { RetentionRule } from "../../core/retention/retention-rule.js";
import { isEndedFlow } from "../../core/state/states.js";
import type { SetRetentionRequest } from "../retention-requests.js";
import { type Findings, findings, refuse } from "./findings.js";
import { checkNamespace, checkOpaque, checkRequestId } from "./identifiers.js";
import type { Checked } from "./run.js";

export function checkSetRetention(request: SetRetentionRequest): Checked<SetRetentionRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  checkRequestId(found, request.requestId);
  checkOpaque(found, "expected_revision", request.expectedRevision);
  const { rules } = request;
  if (!Array.isArray(rules)) found.invalid("rules", "must be a list", rules);
  else if (rules.length > LIMITS.retentionRules) found.tooMuch("rules", "rules", LIMITS.retentionRules, rules.length);
  else for (const [index, rule] of rules.entries()) checkRule(found, `rules[${index}]`, rule);
  refuse(found);
  return { ...request, namespace };
}

function checkRule(found: Findings, path: string, rule: RetentionRule): void {
  if (!isObject(rule)) {
    found.invalid(path, "must be an object", rule);
    return;
  }
  const { states = [], labels, olderThanMs } = rule;
  for (const [index, state] of states.entries()) {
    if (!isEndedFlow(state)) {
      found.invalid(`${path}.states[${index}]`, "must be SUCCEEDED, FAILED, CANCELLED or REVERTED", state);
    }
  }
  if (labels !== undefined) checkLabels(found, `${path}.labels`, labels);
  checkDuration(found, `${path}.older_than`, olderThanMs, 0);
}
