/**
 * Retry and skip in a flow of several segments: segment 0 decides whether it goes on, and has all segments do so. Where
 * the tasks are that a caller names only the engine can look up; it has checked them.
 */
import type { RetryFlow, SkipTask } from "../command.js";
import { accepted, awaitingConsent, awaitingPlaces, refused } from "../decide/answers.js";
import type { Draft } from "../decide/draft.js";
import { consented, hasConsent } from "../decide/reopen/consent.js";
import { reopenAcross } from "../decide/reopen/parts.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import { LIMITS } from "../limits.js";
import type { FlowHeader } from "../state/flow-header.js";
import { inlineSize, type StoredPayload } from "../state/payload.js";
import { isEndedFlow, type TaskState } from "../state/states.js";
import { withRequest } from "./control.js";

export function retryAcross(draft: Draft, command: RetryFlow): Decision {
  const { tasks, reset, input, places, consent } = command;
  if ((tasks !== undefined && places === undefined) || (input !== undefined && mustLieAside(input))) {
    return awaitingPlaces(draft);
  }
  const { state, startTime } = draft.flow;
  if (startTime === undefined && !isEndedFlow(state)) {
    return refused("NOT_RETRYABLE", "the flow has not begun", { state });
  }
  if (places === undefined && !reset && !hasFailed(draft)) {
    return refused("NOT_RETRYABLE", "no task of the flow has failed", { state });
  }
  if (!hasConsent(draft, consent)) return awaitingConsent(draft);
  const nodes = places ?? (reset ? "all" : "failed");
  const fields = { ...withRequest(draft, command), ...(input !== undefined && { input }) };
  reopenAcross(draft, { nodes, ...(reset && { reset }) }, fields);
  consented(draft, consent);
  settle(draft);
  return accepted(draft);
}

export function skipAcross(draft: Draft, command: SkipTask): Decision {
  const { place, consent } = command;
  if (place === undefined) return awaitingPlaces(draft);
  if (!hasConsent(draft, consent)) return awaitingConsent(draft);
  reopenAcross(draft, { skipped: place }, withRequest(draft, command));
  consented(draft, consent);
  settle(draft);
  return accepted(draft);
}

/** It goes to each segment in a message: what is large is named there. */
export function mustLieAside(input: StoredPayload): boolean {
  return inlineSize(input) > LIMITS.inlinePayloadBytes;
}

/** As far as segment 0 knows. What was skipped comes back only where the end of the flow has cut it off. */
function hasFailed({ segment, flow }: Draft): boolean {
  const { others, state }: FlowHeader = flow;
  const count = (of: TaskState) => segment.count(of) + (others?.counts[of] ?? 0);
  return count("FAILED") + count("CANCELLED") > 0 || (isEndedFlow(state) && count("SKIPPED") > 0);
}
