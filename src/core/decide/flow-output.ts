/**
 * What a flow results in, where that is computed.
 */
import { ExpressionFault } from "../expressions/fault.js";
import type { FlowHeader } from "../state/flow-header.js";
import type { Draft } from "./draft.js";
import { expressionFailure, jsonPayload } from "./expression-values.js";

/**
 * The end of the flow, with its output. A flow that would succeed fails where that cannot be evaluated; one that has failed
 * has none then. What was said to be the output before stays.
 */
export function withOutput<End extends Partial<FlowHeader>>(draft: Draft, end: End): End | Partial<FlowHeader> {
  const { output } = draft.segment.definition;
  const { state, failure } = end;
  if (output === undefined || draft.flow.output !== undefined || draft.expressions.areAssumed) return end;
  if (state !== "SUCCEEDED" && state !== "FAILED") return end;
  try {
    return { ...end, output: jsonPayload(draft.expressions.value(output, { state, failure })) };
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    return state === "FAILED" ? end : { ...end, state: "FAILED", failure: expressionFailure(output, error) };
  }
}
