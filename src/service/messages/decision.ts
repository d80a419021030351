/**
 * Decisions from the wire: every field is served or refused by name.
 */
import type {
  Decision as DecisionMessage,
  EndFlow,
  Evaluate as EvaluateMessage,
  Plan as PlanMessage,
} from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../engine/engine-error.js";
import type { Decision } from "../../engine/requests.js";
import type { Evaluate } from "../../engine/values.js";
import { readEndState, readInFlight, readPhase, readVerdict } from "./enum-names.js";
import { payloadOf } from "./payload.js";
import { millisOfDuration, timeoutsOf } from "./times.js";
import { refuseUnknownFields } from "./unknown-fields.js";

/** Throws UNSUPPORTED, UNKNOWN_FIELD or INVALID_FIELD; sizes and ranges are the engine's to check. */
export function decisionOf(message: DecisionMessage): Decision {
  refuseUnknownFields(message, "decision");
  const { fired, skip, delay, context, plan, end } = message;
  const verdict = readVerdict(message.verdict, "decision.verdict");
  const globals = Object.entries(message.globals).map(([key, value]) => [key, payloadOf(value)] as const);
  return {
    ...(verdict !== undefined && { verdict }),
    fired: fired.map(({ edge, message: text }) => ({ edge, message: text })),
    ...(message.firesNone && { firesNone: true as const }),
    skip,
    ...(delay !== undefined && { delayMs: millisOfDuration(delay, "decision.delay") }),
    ...(context !== undefined && { context: payloadOf(context) }),
    globals: Object.fromEntries(globals),
    ...(plan !== undefined && { plan: planOf(plan) }),
    ...(end !== undefined && { end: endOf(end) }),
    ...(message.dropResult && { dropResult: true as const }),
    message: message.message,
  };
}

function planOf(plan: PlanMessage): NonNullable<Decision["plan"]> {
  const path = "decision.plan";
  refuseUnknownFields(plan, path);
  const { delay, delayAfter, queue, priority, timeouts } = plan;
  return {
    ...(delay !== undefined && { delayMs: millisOfDuration(delay, `${path}.delay`) }),
    ...(delayAfter !== undefined && { delayAfterMs: millisOfDuration(delayAfter, `${path}.delay_after`) }),
    ...(queue !== "" && { queue }),
    ...(priority !== undefined && { priority }),
    ...(timeouts !== undefined && { timeouts: timeoutsOf(timeouts, `${path}.timeouts`) }),
    ...(plan.pause && { pause: true as const }),
    ...(plan.items.length > 0 && { items: plan.items.map(payloadOf) }),
    ...(plan.more && { more: true as const }),
    ...(plan.maxParallel !== 0 && { maxParallel: plan.maxParallel }),
  };
}

function endOf(end: EndFlow): NonNullable<Decision["end"]> {
  const path = "decision.end";
  refuseUnknownFields(end, path);
  const state = readEndState(end.state, `${path}.state`);
  const cancels = readInFlight(end.inFlight, `${path}.in_flight`) === "CANCEL";
  return {
    ...(state !== undefined && { state }),
    message: end.message,
    ...(end.output !== undefined && { output: payloadOf(end.output) }),
    ...(cancels && { cancelsInFlight: true as const }),
  };
}

export function evaluateOf(evaluate: EvaluateMessage, path: string): Evaluate {
  refuseUnknownFields(evaluate, path);
  return {
    queue: evaluate.queue,
    phases: evaluate.phases.map((phase, index) => {
      const field = `${path}.phases[${index}]`;
      const name = readPhase(phase, field);
      if (name !== undefined) return name;
      throw new EngineError("INVALID_FIELD", `${field}: must not be unspecified`, { metadata: { field } });
    }),
  };
}
