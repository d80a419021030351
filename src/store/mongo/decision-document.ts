/**
 * What was decided about a task, as documents.
 */
import type { ChosenEdge, FlowEnding, Plan, TaskDecision, Verdict } from "../../core/state/task-decision.js";
import { type PayloadDocument, payloadFromDocument, payloadToDocument } from "./value-documents.js";

export interface PlanDocument {
  delay_ms?: number;
  delay_after_ms?: number;
  queue?: string;
  priority?: number;
  timeouts?: {
    ready_to_claim_ms?: number;
    run_ms?: number;
    heartbeat_ms?: number;
    attempt_ms?: number;
    total_ms?: number;
  };
  pause?: true;
  max_parallel?: number;
}

interface EndingDocument {
  state?: "SUCCEEDED" | "FAILED" | "CANCELLED";
  /** Absent = "". */
  message?: string;
  output?: PayloadDocument;
  cancels_in_flight?: true;
}

/** Without globals, which have been put into the flow's header when it was recorded. */
export interface DecisionDocument {
  verdict?: Verdict;
  /** [edge, message], or the edge alone. */
  fired?: (number | [number, string])[];
  fires_none?: true;
  skip?: string[];
  delay_ms?: number;
  context?: PayloadDocument;
  plan?: PlanDocument;
  end?: EndingDocument;
  drop_result?: true;
  message?: string;
}

export function planToDocument(plan: Plan): PlanDocument {
  const { delayMs, delayAfterMs, queue, priority, timeouts, pause, maxParallel } = plan;
  const document: PlanDocument = {};
  if (delayMs !== undefined) document.delay_ms = delayMs;
  if (delayAfterMs !== undefined) document.delay_after_ms = delayAfterMs;
  if (queue !== undefined) document.queue = queue;
  if (priority !== undefined) document.priority = priority;
  if (timeouts !== undefined) document.timeouts = timeoutsToDocument(timeouts);
  if (pause !== undefined) document.pause = pause;
  if (maxParallel !== undefined) document.max_parallel = maxParallel;
  return document;
}

export function planFromDocument(document: PlanDocument): Plan {
  const { delay_ms, delay_after_ms, queue, priority, timeouts, pause, max_parallel } = document;
  return {
    ...(delay_ms !== undefined && { delayMs: delay_ms }),
    ...(delay_after_ms !== undefined && { delayAfterMs: delay_after_ms }),
    ...(queue !== undefined && { queue }),
    ...(priority !== undefined && { priority }),
    ...(timeouts !== undefined && { timeouts: timeoutsFromDocument(timeouts) }),
    ...(pause !== undefined && { pause }),
    ...(max_parallel !== undefined && { maxParallel: max_parallel }),
  };
}

type Timeouts = NonNullable<Plan["timeouts"]>;

function timeoutsToDocument(timeouts: Timeouts): NonNullable<PlanDocument["timeouts"]> {
  const { readyToClaimMs, runMs, heartbeatMs, attemptMs, totalMs } = timeouts;
  return {
    ...(readyToClaimMs !== undefined && { ready_to_claim_ms: readyToClaimMs }),
    ...(runMs !== undefined && { run_ms: runMs }),
    ...(heartbeatMs !== undefined && { heartbeat_ms: heartbeatMs }),
    ...(attemptMs !== undefined && { attempt_ms: attemptMs }),
    ...(totalMs !== undefined && { total_ms: totalMs }),
  };
}

function timeoutsFromDocument(document: NonNullable<PlanDocument["timeouts"]>): Timeouts {
  const { ready_to_claim_ms, run_ms, heartbeat_ms, attempt_ms, total_ms } = document;
  return {
    ...(ready_to_claim_ms !== undefined && { readyToClaimMs: ready_to_claim_ms }),
    ...(run_ms !== undefined && { runMs: run_ms }),
    ...(heartbeat_ms !== undefined && { heartbeatMs: heartbeat_ms }),
    ...(attempt_ms !== undefined && { attemptMs: attempt_ms }),
    ...(total_ms !== undefined && { totalMs: total_ms }),
  };
}

export function decisionToDocument(decision: TaskDecision): DecisionDocument {
  const { verdict, fired, firesNone, skip, delayMs, context, plan, end, dropResult, message } = decision;
  const document: DecisionDocument = {};
  if (verdict !== undefined) document.verdict = verdict;
  if (fired.length > 0) document.fired = fired.map(chosenToDocument);
  if (firesNone !== undefined) document.fires_none = firesNone;
  if (skip.length > 0) document.skip = [...skip];
  if (delayMs !== undefined) document.delay_ms = delayMs;
  if (context !== undefined) document.context = payloadToDocument(context);
  if (plan !== undefined) document.plan = planToDocument(plan);
  if (end !== undefined) document.end = endingToDocument(end);
  if (dropResult !== undefined) document.drop_result = dropResult;
  if (message !== "") document.message = message;
  return document;
}

export function decisionFromDocument(document: DecisionDocument): TaskDecision {
  const { verdict, fired = [], fires_none, skip = [], delay_ms, context, plan, end, drop_result, message } = document;
  return {
    ...(verdict !== undefined && { verdict }),
    fired: fired.map(chosenFromDocument),
    ...(fires_none !== undefined && { firesNone: fires_none }),
    skip,
    ...(delay_ms !== undefined && { delayMs: delay_ms }),
    ...(context !== undefined && { context: payloadFromDocument(context) }),
    globals: {},
    ...(plan !== undefined && { plan: planFromDocument(plan) }),
    ...(end !== undefined && { end: endingFromDocument(end) }),
    ...(drop_result !== undefined && { dropResult: drop_result }),
    message: message ?? "",
  };
}

function chosenToDocument({ edge, message }: ChosenEdge): number | [number, string] {
  return message === "" ? edge : [edge, message];
}

function chosenFromDocument(document: number | [number, string]): ChosenEdge {
  if (typeof document === "number") return { edge: document, message: "" };
  const [edge, message] = document;
  return { edge, message };
}

function endingToDocument({ state, message, output, cancelsInFlight }: FlowEnding): EndingDocument {
  return {
    ...(state !== undefined && { state }),
    ...(message !== "" && { message }),
    ...(output !== undefined && { output: payloadToDocument(output) }),
    ...(cancelsInFlight !== undefined && { cancels_in_flight: cancelsInFlight }),
  };
}

function endingFromDocument({ state, message, output, cancels_in_flight }: EndingDocument): FlowEnding {
  return {
    ...(state !== undefined && { state }),
    message: message ?? "",
    ...(output !== undefined && { output: payloadFromDocument(output) }),
    ...(cancels_in_flight !== undefined && { cancelsInFlight: cancels_in_flight }),
  };
}
