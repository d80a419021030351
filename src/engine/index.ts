/**
 * The embeddable engine: `createEngine({ store })` with the memory store, or with MongoDB.
 */
export { createEngine, type EngineOptions } from "./create-engine.js";
export type * from "./engine.js";
export { EngineError, type EngineErrorReason, type FieldViolation } from "./engine-error.js";
export type * from "./requests.js";
export type * from "./values.js";
