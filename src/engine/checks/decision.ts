/**
 * Checks of decisions, as far as they can be judged by themselves.
 */
import type { Timeouts } from "../../core/definition/definition.js";
import {
  checkCount,
  checkDuration,
  checkPayload,
  checkRange,
  checkText,
  isObject,
} from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type { Decision } from "../requests.js";
import type { Findings } from "./findings.js";
import { checkProse } from "./text.js";

const VERDICTS = ["SUCCEED", "FAIL", "RETRY", "SKIP", "REVERT", "REVERT_ALL"];
/** In which a flow may be ended. */
export const END_STATES = ["SUCCEEDED", "FAILED", "CANCELLED"];

export function checkDecision(found: Findings, decision: Decision): void {
  const { verdict, fired, skip, delayMs, context, globals, plan, end, message } = decision;
  if (!isFormed(found, decision)) return;
  if (verdict !== undefined && !VERDICTS.includes(verdict)) {
    found.invalid("decision.verdict", `must be one of ${VERDICTS.join(", ")}`, verdict);
  }
  for (const [index, chosen] of fired.entries()) {
    const path = `decision.fired[${index}]`;
    checkCount(found, `${path}.edge`, chosen.edge, 0, LIMITS.edgesPerTask, "edges");
    checkProse(found, `${path}.message`, chosen.message, LIMITS.edgeMessageBytes);
  }
  checkDuration(found, "decision.delay", delayMs, 0);
  checkPayload(found, "decision.context", context);
  for (const [key, value] of Object.entries(globals)) {
    checkText(found, "decision.globals key", key, LIMITS.globalsKeyBytes, true);
    checkPayload(found, `decision.globals[${JSON.stringify(key)}]`, value);
  }
  for (const [index, name] of skip.entries()) checkName(found, `decision.skip[${index}]`, name);
  checkProse(found, "decision.message", message, LIMITS.edgeMessageBytes);
  if (plan !== undefined) checkPlan(found, plan);
  if (end === undefined) return;
  if (end.state !== undefined && !END_STATES.includes(end.state)) {
    found.invalid("decision.end.state", `must be one of ${END_STATES.join(", ")}`, end.state);
  }
  checkProse(found, "decision.end.message", end.message, LIMITS.edgeMessageBytes);
  checkPayload(found, "decision.end.output", end.output);
}

/** Whether it has the lists and objects that everything else looks into. */
function isFormed(found: Findings, decision: Decision): boolean {
  const { fired, skip, globals } = decision;
  const isWhole = isObject(decision) && Array.isArray(fired) && Array.isArray(skip) && isObject(globals);
  if (!isWhole) found.invalid("decision", "must be an object with lists `fired` and `skip` and an object `globals`");
  return isWhole;
}

function checkName(found: Findings, path: string, name: unknown): void {
  if (typeof name !== "string" || name === "") found.invalid(path, "must be the name of a task");
}

function checkPlan(found: Findings, plan: Plan): void {
  const { delayMs, delayAfterMs, queue, priority, timeouts, items = [], maxParallel = 0 } = plan;
  checkDuration(found, "decision.plan.delay", delayMs, 0);
  checkDuration(found, "decision.plan.delay_after", delayAfterMs, 0);
  if (queue !== undefined) checkText(found, "decision.plan.queue", queue, LIMITS.queueBytes, true);
  if (priority !== undefined && Number.isSafeInteger(priority)) {
    checkRange(found, "decision.plan.priority", priority, -LIMITS.priority, LIMITS.priority);
  } else if (priority !== undefined) found.invalid("decision.plan.priority", "must be a whole number", priority);
  if (timeouts !== undefined) checkTimeouts(found, timeouts);
  checkCount(found, "decision.plan.max_parallel", maxParallel, 0, Number.MAX_SAFE_INTEGER, "items");
  if (!Array.isArray(items)) found.invalid("decision.plan.items", "must be a list", items);
  else for (const [index, item] of items.entries()) checkPayload(found, `decision.plan.items[${index}]`, item);
}

type Plan = NonNullable<Decision["plan"]>;

function checkTimeouts(found: Findings, timeouts: Timeouts): void {
  checkDuration(found, "decision.plan.timeouts.ready_to_claim", timeouts.readyToClaimMs, 1);
  checkDuration(found, "decision.plan.timeouts.run", timeouts.runMs, 1);
  checkDuration(found, "decision.plan.timeouts.heartbeat", timeouts.heartbeatMs, 1);
  checkDuration(found, "decision.plan.timeouts.attempt", timeouts.attemptMs, 1);
  checkDuration(found, "decision.plan.timeouts.total", timeouts.totalMs, 1);
}
