/**
 * The embeddable engine, as the package gives it: `createEngine({ store })` with the memory store or with MongoDB, and
 * definitions and payloads as the client's users write them.
 */
export type { FlowSpec, TaskSpec } from "../client/flow-spec.js";
export * from "../engine/index.js";
export { flowDefinition } from "./flow-definition.js";
export { jsonPayload, payloadValue } from "./payload-values.js";
