/**
 * The testing kit: an engine in the process of a test, on a clock of its own.
 */
export type { FaultyCall } from "./call-faults.js";
export { createTestEngine, type TestEngineOptions } from "./create-test-engine.js";
export type { DeathMoment } from "./engine-life.js";
export type { HistoryEvent } from "./history.js";
export type { WaitingTask } from "./ready-tasks.js";
export type { TestClaim } from "./test-claim.js";
export type { TestEngine } from "./test-engine.js";
export { TestEngineError } from "./test-engine-error.js";
export type { ExecutorParts } from "./test-executors.js";
export type { TestFaults } from "./test-faults.js";
export type { TestFlow, ToEndOptions } from "./test-flow.js";
