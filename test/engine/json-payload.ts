/**
 * JSON payloads and small definitions for the engine's tests.
 */
import type { FlowDefinition, Payload, TaskDefinition } from "../../src/engine/index.js";

export function json(value: unknown): Payload {
  return { data: Buffer.from(JSON.stringify(value)), contentType: "application/json", metadata: {} };
}

export function jsonOf(payload: Payload | undefined): unknown {
  return payload === undefined ? undefined : JSON.parse(Buffer.from(payload.data).toString());
}

/** A task of type "work" with everything at its default. */
export function task(
  name: string,
  dependsOn: readonly string[] = [],
  fields: Partial<TaskDefinition> = {},
): TaskDefinition {
  return {
    name,
    type: "work",
    dependsOn,
    timeouts: {},
    delayMs: 0,
    delayAfterMs: 0,
    priority: 0,
    needsFlowInput: false,
    onLost: "REDELIVER",
    labels: {},
    ...fields,
  };
}

export function flow(tasks: readonly TaskDefinition[], fields: Partial<FlowDefinition> = {}): FlowDefinition {
  return { name: "flow", version: "", tasks, failureMode: "CONTINUE", maxParallel: 0, labels: {}, ...fields };
}

/** a -> b -> c … */
export function chain(length: number): FlowDefinition {
  return flow(Array.from({ length }, (_, index) => task(`t${index}`, index === 0 ? [] : [`t${index - 1}`])));
}
