/**
 * The embeddable engine: `createEngine({ store })` with the memory store, or with MongoDB.
 */
export { createMemoryStore, type MemoryStoreOptions } from "../store/memory/memory-store.js";
export type { MongoStoreOptions } from "../store/mongo/mongo-database.js";
export { createMongoStore } from "../store/mongo/mongo-store.js";
export type { Store } from "../store/store.js";
export { createEngine, type EngineOptions } from "./create-engine.js";
export type * from "./engine.js";
export { EngineError, type EngineErrorReason, type FieldViolation } from "./engine-error.js";
export type * from "./explanation.js";
export type * from "./key-requests.js";
export type * from "./queue-requests.js";
export type * from "./queue-setting.js";
export type * from "./requests.js";
export type * from "./retention-requests.js";
export type * from "./run-request.js";
export type * from "./schedule-requests.js";
export type * from "./simulation.js";
export type * from "./values.js";
