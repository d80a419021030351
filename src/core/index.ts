/**
 * `lazyengine/core`: the pure core as a library. Definitions: validate, canonical form, compile, analyse. Flows: start
 * one, then let `step` decide what each command does to it. No I/O, no clock, no randomness but what the caller gives.
 */
export { canonicalDefinition, decodeDefinition, definitionDigest } from "./canonical-definition.js";
export type * from "./command.js";
export { type CompiledDefinition, type CompiledNode, compileDefinition } from "./compiled-definition.js";
export type * from "./decision.js";
export { NO_OFFERS } from "./decision.js";
export type * from "./definition.js";
export { type Failure, FLOW_TIMEOUT, LEASE_LOST, type StoredFailure, TIMEOUT } from "./failure.js";
export type { Cancellation, FlowHeader, RequestRecord } from "./flow-header.js";
export { type FlowStart, RULES, type StartedFlow, start } from "./flow-start.js";
export { type CriticalPath, criticalPath, readySet, topologicalLevels, topologicalOrder } from "./graph.js";
export { LIMITS } from "./limits.js";
export type * from "./node-entry.js";
export type { Deferral, Outcome } from "./outcome.js";
export { type BroughtOutcome, outcomeDigest } from "./outcome-digest.js";
export type { Payload, StoredPayload } from "./payload.js";
export { type Head, Segment, type SegmentAddress, type SegmentState } from "./segment.js";
export * from "./states.js";
export { step } from "./step.js";
export { type DefinitionFault, type DefinitionFaultReason, validateDefinition } from "./validate-definition.js";
