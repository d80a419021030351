/**
 * Definitions in the client's short form for the engine, which wants every field.
 */
import { type FlowSpec, flowSpecMessage } from "../client/flow-spec.js";
import type { FlowDefinition } from "../engine/values.js";
import { flowDefinitionOf } from "../service/messages/flow-spec.js";

/**
 * The definition with the contract's defaults for all that is left out; durations in milliseconds or as `30s`, inputs
 * as the values they are. Throws TypeError where a field has the wrong form, EngineError where the contract refuses one;
 * sizes, names and the graph are checked by the engine.
 */
export function flowDefinition(spec: FlowSpec): FlowDefinition {
  return flowDefinitionOf(flowSpecMessage(spec), "spec");
}
