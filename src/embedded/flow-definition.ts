/**
 * Definitions in the client's short form for the engine, which wants every field.
 */
import { type FlowSpec, flowSpecMessage } from "../client/flow-spec.js";
import { LazyEngineError } from "../client/lazy-engine-error.js";
import { EngineError } from "../engine/engine-error.js";
import type { FlowDefinition } from "../engine/values.js";
import { flowDefinitionOf } from "../service/messages/flow-spec.js";

/**
 * The definition with the contract's defaults for all that is left out; durations in milliseconds or as `30s`, inputs
 * as the values they are. Throws EngineError where a field has the wrong form (INVALID_FIELD) or the contract refuses
 * one; sizes, names and the graph are checked by the engine.
 */
export function flowDefinition(spec: FlowSpec): FlowDefinition {
  return flowDefinitionOf(messageOf(spec), "spec");
}

function messageOf(spec: FlowSpec) {
  try {
    return flowSpecMessage(spec, "spec");
  } catch (error) {
    // The engine's users know its errors alone.
    if (!(error instanceof LazyEngineError)) throw error;
    const { message, metadata, violations } = error;
    throw new EngineError("INVALID_FIELD", message, { metadata, violations });
  }
}
