/**
 * `lazyengine/core`: the pure core as a library. Definitions: validate, canonical form, compile, analyse. Flows: start
 * one, then let `step` decide what each command does to it. No I/O, no clock, no randomness but what the caller gives.
 */

export type * from "./command.js";
export { type FlowStart, RULES, type StartedFlow, start } from "./decide/flow-start.js";
export type * from "./decision.js";
export { NO_OFFERS } from "./decision.js";
export { canonicalDefinition, decodeDefinition, definitionDigest } from "./definition/canonical-definition.js";
export { type CompiledDefinition, type CompiledNode, compileDefinition } from "./definition/compiled-definition.js";
export type * from "./definition/definition.js";
export { type CriticalPath, criticalPath, readySet, topologicalLevels, topologicalOrder } from "./definition/graph.js";
export {
  type DefinitionFault,
  type DefinitionFaultReason,
  validateDefinition,
} from "./definition/validate-definition.js";
export { LIMITS } from "./limits.js";
export { simulateDefinition, simulateSegment } from "./simulation/simulate.js";
export type * from "./simulation/simulation.js";
export { STANDARD_ASSUMPTION } from "./simulation/simulation.js";
export { type Failure, FLOW_TIMEOUT, LEASE_LOST, type StoredFailure, TIMEOUT } from "./state/failure.js";
export type { Cancellation, FlowHeader, RequestRecord } from "./state/flow-header.js";
export type * from "./state/node-entry.js";
export type { Deferral, Outcome } from "./state/outcome.js";
export { type BroughtOutcome, outcomeDigest } from "./state/outcome-digest.js";
export type { Payload, StoredPayload } from "./state/payload.js";
export { type Head, Segment, type SegmentAddress, type SegmentState } from "./state/segment.js";
export * from "./state/states.js";
export { step } from "./step.js";
