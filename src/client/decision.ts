/**
 * Decisions as plain values: what is answered to a work item of kind EVALUATE, or brought beside an outcome.
 */
import { create } from "@bufbuild/protobuf";
import {
  type Decision as DecisionMessage,
  DecisionSchema,
  EndFlowSchema,
  InFlight,
  type Plan as PlanMessage,
  PlanSchema,
  Verdict,
} from "#gen/lazyengine/v1/decision_pb.js";
import type { Payload as PayloadMessage } from "#gen/lazyengine/v1/payload_pb.js";
import { FlowState } from "#gen/lazyengine/v1/states_pb.js";
import { enumNumber } from "./enum-number.js";
import { type Timeouts, timeoutsMessage } from "./flow-spec.js";
import { payloadMessage } from "./payload.js";
import { checkShape } from "./plain-shape.js";
import { type DurationInput, durationInputMessage } from "./times.js";

/** How one instance of a task runs where that differs from its spec. */
export interface Plan {
  readonly delay?: DurationInput;
  readonly delayAfter?: DurationInput;
  readonly queue?: string;
  readonly priority?: number;
  readonly timeouts?: Timeouts;
  /** True = the flow is suspended, and the task waits for ResumeFlow. */
  readonly pause?: boolean;
  /** Of a task with `forEach`: the items, in place of its literal list. Any values: see Payload. */
  readonly items?: readonly unknown[];
  /** True = more items follow: START is asked again. */
  readonly more?: boolean;
  /** How many items may be under way at once. */
  readonly maxParallel?: number;
}

/** `state` is required but with phase OUTPUT. */
export interface FlowEnd {
  readonly state?: "SUCCEEDED" | "FAILED" | "CANCELLED";
  readonly message?: string;
  /** Any value: see Payload. */
  readonly output?: unknown;
  /** Default: LEAVE. */
  readonly inFlight?: "LEAVE" | "CANCEL";
}

/** Meaning of each field: the contract's Decision. An empty one says that all is as it would be without. */
export interface Decision {
  readonly verdict?: "SUCCEED" | "FAIL" | "RETRY" | "SKIP" | "REVERT" | "REVERT_ALL";
  /** The edges that fire instead of all that are on the outcome: by index, in this order. */
  readonly fired?: readonly (number | { readonly edge: number; readonly message?: string })[];
  readonly firesNone?: boolean;
  readonly skip?: readonly string[];
  readonly delay?: DurationInput;
  /** Any value: see Payload. Absent or undefined = the context that the task was handed. */
  readonly context?: unknown;
  readonly globals?: Readonly<Record<string, unknown>>;
  readonly plan?: Plan;
  readonly end?: FlowEnd;
  readonly dropResult?: boolean;
  readonly message?: string;
}

/** `path`: where it stands. Throws INVALID_FIELD where a value has no form in messages; all else the server judges. */
export function decisionMessage(decision: Decision, path: string): DecisionMessage {
  checkShape(decision, DecisionSchema, path);
  const { verdict, fired = [], firesNone, skip = [], delay, globals = {}, plan, end, dropResult, message } = decision;
  return create(DecisionSchema, {
    ...(verdict !== undefined && { verdict: enumNumber(Verdict, verdict, `${path}.verdict`) }),
    fired: fired.map((chosen) => (typeof chosen === "number" ? { edge: chosen } : chosen)),
    firesNone: firesNone ?? false,
    skip: [...skip],
    delay: durationInputMessage(delay, `${path}.delay`),
    context: optionalPayload(decision.context, `${path}.context`),
    globals: Object.fromEntries(
      Object.entries(globals).map(([key, value]) => [
        key,
        payloadMessage(value, `${path}.globals[${JSON.stringify(key)}]`),
      ]),
    ),
    ...(plan !== undefined && { plan: planMessage(plan, `${path}.plan`) }),
    ...(end !== undefined && { end: endMessage(end, `${path}.end`) }),
    dropResult: dropResult ?? false,
    message: message ?? "",
  });
}

export function optionalPayload(value: unknown, field: string): PayloadMessage | undefined {
  return value === undefined ? undefined : payloadMessage(value, field);
}

function planMessage(plan: Plan, path: string): PlanMessage {
  const { delay, delayAfter, queue, priority, timeouts, pause, items, more, maxParallel } = plan;
  return create(PlanSchema, {
    delay: durationInputMessage(delay, `${path}.delay`),
    delayAfter: durationInputMessage(delayAfter, `${path}.delay_after`),
    queue: queue ?? "",
    ...(priority !== undefined && { priority }),
    timeouts: timeoutsMessage(timeouts, `${path}.timeouts`),
    pause: pause ?? false,
    items: (items ?? []).map((item, index) => payloadMessage(item, `${path}.items[${index}]`)),
    more: more ?? false,
    maxParallel: maxParallel ?? 0,
  });
}

function endMessage({ state, message, output, inFlight }: FlowEnd, path: string) {
  return create(EndFlowSchema, {
    ...(state !== undefined && { state: enumNumber(FlowState, state, `${path}.state`) }),
    message: message ?? "",
    output: optionalPayload(output, `${path}.output`),
    ...(inFlight !== undefined && { inFlight: enumNumber(InFlight, inFlight, `${path}.in_flight`) }),
  });
}
