/**
 * Definitions for tests: what is not said has its default.
 */
import type { FlowDefinition, RetryPolicy, TaskDefinition } from "../../src/core/definition/definition.js";

/** A task of type `work`; `type: undefined` makes it a no-op. */
export function task(name: string, fields: Partial<TaskDefinition> = {}): TaskDefinition {
  return {
    name,
    type: "work",
    dependsOn: [],
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

export function noop(name: string, fields: Partial<TaskDefinition> = {}): TaskDefinition {
  const { type, ...rest } = task(name, fields);
  return rest;
}

export function flow(tasks: readonly TaskDefinition[], fields: Partial<FlowDefinition> = {}): FlowDefinition {
  return { name: "flow", version: "", tasks, failureMode: "CONTINUE", maxParallel: 0, labels: {}, ...fields };
}

/** Up to `maxAttempts` tries, at once. */
export function retry(maxAttempts: number, fields: Partial<RetryPolicy> = {}): RetryPolicy {
  return {
    maxAttempts,
    initialIntervalMs: 0,
    multiplier: 1,
    maxIntervalMs: 0,
    jitter: 0,
    nonRetryableTypes: [],
    ...fields,
  };
}
