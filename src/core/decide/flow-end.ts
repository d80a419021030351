/**
 * How a flow is ended before all of its tasks are: by an edge, by a decision, or because it cannot go on.
 */
import { LIMITS } from "../limits.js";
import { FAIL_TARGET, type StoredFailure, TOO_MANY_STEPS } from "../state/failure.js";
import type { Cancellation, FlowHeader } from "../state/flow-header.js";
import { isUntouched } from "../state/reversal.js";
import { isEndedFlow, isTerminalTask } from "../state/states.js";
import { ask, isEnding } from "./ask.js";
import { skipTask } from "./close-task.js";
import type { Draft } from "./draft.js";
import { withOutput } from "./flow-output.js";
import { dropOpenFailures } from "./open-failures.js";

/** How it ends, and why. */
export interface FlowEnd {
  readonly state: "SUCCEEDED" | "FAILED" | "CANCELLED";
  readonly failure?: StoredFailure;
  readonly cancellation?: Cancellation;
}

/**
 * What was fired before still runs; its outcomes are recorded and lead nowhere. The flow ends at once, or as soon as it is
 * decided about its output. Nothing happens where it has been ended before.
 */
export function endFlow(draft: Draft, end: FlowEnd): void {
  const { flow, segment } = draft;
  const { state, failure } = end;
  if (!draft.mayWait) return;
  const paused = dropBacklog(draft);
  dropOpenFailures(draft);
  if (segment.definition.flowNode === undefined || state === "CANCELLED") {
    draft.dropItem(undefined);
    putEnd(draft, withOutput(draft, end), paused);
  } else {
    const ending = { state, ...(failure !== undefined && { failure }) };
    // What an edge's pause still offered goes on being offered.
    const goesOn = paused && flow.pause?.silent === undefined && flow.state !== "RUNNING";
    draft.putFlow({ ending, ...(goesOn && { state: "RUNNING" as const }) }, paused);
    // It may be asked about already, since nothing was left to do.
    if (!isEnding(segment)) ask(draft, undefined, "OUTPUT");
  }
  for (const { number } of segment.definition.nodes) {
    if (isUntouched(segment.entry(number))) skipTask(draft, number, "ENDED");
  }
}

/** The flow has ended FAILED, whatever it still waits for. */
export function failFlow(draft: Draft, failure: StoredFailure): void {
  const { segment, flow } = draft;
  if (isEndedFlow(flow.state)) return;
  draft.dropItem(undefined);
  dropOpenFailures(draft);
  const paused = dropBacklog(draft);
  putEnd(draft, { state: "FAILED", failure }, paused);
  for (const { number } of segment.definition.nodes) {
    if (isUntouched(segment.entry(number))) skipTask(draft, number, "ENDED");
  }
}

function putEnd(draft: Draft, fields: Partial<FlowHeader>, unpaused: boolean): void {
  draft.putFlow({ ...fields, endTime: draft.now }, unpaused);
}

export function endByEdge(draft: Draft, number: number, target: "FAIL" | "SUCCEED", message: string): void {
  if (target === "SUCCEED") endFlow(draft, { state: "SUCCEEDED" });
  else endFailed(draft, FAIL_TARGET, message === "" ? `an edge of task ${draft.segment.taskId(number)}` : message);
}

export function endFailed(draft: Draft, type: string, message: string): void {
  endFlow(draft, { state: "FAILED", failure: { type, message, retryable: false } });
}

/** Ends the flow where more follows by itself than one decision may take. */
export function endUnending(draft: Draft): void {
  if (!draft.work.isTooMuch) return;
  const steps = LIMITS.unaidedSteps.toLocaleString("en");
  endFailed(draft, TOO_MANY_STEPS, `more than ${steps} steps followed from each other before anybody did a task`);
}

/** What waited for resume will not be drawn any more. Returns whether there was a pause. */
export function dropBacklog(draft: Draft): boolean {
  const { pause } = draft.flow;
  for (const [number, place] of pause?.backlog ?? []) {
    const entry = draft.entry(number);
    if (entry !== undefined && isTerminalTask(entry.state)) leadNoFurther(draft, number, place);
  }
  return pause !== undefined;
}

/** Of its edges those from this place on are dropped, until the flow is reopened. */
export function leadNoFurther(draft: Draft, number: number, place: number): void {
  const { drawn, origin } = draft.entry(number) ?? {};
  const edges = draft.segment.definition.control?.nodes[origin?.node ?? number]?.edges.length ?? 0;
  if (place < (drawn ?? edges)) draft.leadUpTo(number, place);
}
