/**
 * Definitions from the wire: every field is served or refused by name, none is dropped.
 */

import type { Duration } from "@bufbuild/protobuf/wkt";
import type {
  FlowSpec,
  Payload as PayloadMessage,
  Repeat as RepeatMessage,
  RetryPolicy as RetryPolicyMessage,
  TaskSpec,
} from "#gen/lazyengine/v1/index.js";
import { LIMITS } from "../../core/limits.js";
import { EngineError } from "../../engine/engine-error.js";
import type {
  FlowDefinition,
  FlowSettings,
  Payload,
  Repeat,
  RetryPolicy,
  TaskDefinition,
} from "../../engine/values.js";
import { evaluateOf } from "./decision.js";
import { dependencyOf, edgeOf, joinOf } from "./edges.js";
import { readFailureMode, readOnLost } from "./enum-names.js";
import { forEachOf } from "./for-each.js";
import { payloadOf } from "./payload.js";
import { scopeOf } from "./scope.js";
import { millisOfDuration, timeoutsOf } from "./times.js";
import { refuseUnknownFields } from "./unknown-fields.js";

const INITIAL_INTERVAL_MS = 1_000;
const MULTIPLIER = 2;
/** Where a policy names no longest interval: so many times the first one. */
const MAX_INTERVAL_FACTOR = 100;

/** Throws UNSUPPORTED, UNKNOWN_FIELD or INVALID_FIELD; sizes and ranges are the engine's to check. */
export function flowDefinitionOf(spec: FlowSpec, path: string): FlowDefinition {
  return { ...flowSettingsOf(spec, path), tasks: taskDefinitionsOf(spec.tasks, path, 0) };
}

/** Tasks of a definition, the first of them at this place in it. */
export function taskDefinitionsOf(tasks: readonly TaskSpec[], path: string, first: number): TaskDefinition[] {
  return tasks.map((task, index) => taskDefinitionOf(task, `${path}.tasks[${first + index}]`));
}

/** All but the tasks. */
export function flowSettingsOf(spec: FlowSpec, path: string): FlowSettings {
  refuseUnknownFields(spec, path);
  const retry = spec.defaultRetry;
  return {
    name: spec.name,
    version: spec.version,
    failureMode: readFailureMode(spec.failureMode, `${path}.failure_mode`) ?? "CONTINUE",
    ...optional("timeoutMs", spec.timeout, `${path}.timeout`, durationOf),
    ...optional("defaultRetry", retry, `${path}.default_retry`, retryPolicyOf),
    maxParallel: spec.maxParallel,
    labels: spec.labels,
    ...(spec.allowCycles && { allowCycles: true }),
    ...(spec.maxInstances !== 0 && { maxInstances: spec.maxInstances }),
    ...optional("evaluate", spec.evaluate, `${path}.evaluate`, evaluateOf),
    ...(spec.output !== "" && { output: spec.output }),
    ...scopesOf(spec, path),
  };
}

function scopesOf({ scopes, deferReverts, revertFailed }: FlowSpec, path: string): Partial<FlowSettings> {
  return {
    ...(scopes.length > 0 && { scopes: scopes.map((scope, index) => scopeOf(scope, `${path}.scopes[${index}]`)) }),
    ...(deferReverts && { deferReverts }),
    ...(revertFailed && { revertFailed }),
  };
}

function taskDefinitionOf(task: TaskSpec, path: string): TaskDefinition {
  refuseUnknownFields(task, path);
  const { timeouts } = task;
  return {
    name: task.name,
    ...workOf(task, path),
    ...(task.queue === "" ? {} : { queue: task.queue }),
    ...optional("input", task.input, `${path}.input`, knownPayloadOf),
    dependsOn: task.dependsOn.map((dependency, index) => dependencyOf(dependency, `${path}.depends_on[${index}]`)),
    ...(task.next.length > 0 && { next: task.next.map((edge, index) => edgeOf(edge, `${path}.next[${index}]`)) }),
    ...optional("join", task.join, `${path}.join`, joinOf),
    ...optional("retry", task.retry, `${path}.retry`, retryPolicyOf),
    timeouts: timeouts === undefined ? {} : timeoutsOf(timeouts, `${path}.timeouts`),
    delayMs: task.delay === undefined ? 0 : durationOf(task.delay, `${path}.delay`),
    delayAfterMs: task.delayAfter === undefined ? 0 : durationOf(task.delayAfter, `${path}.delay_after`),
    priority: task.priority,
    needsFlowInput: task.needsFlowInput,
    ...(task.reads.length === 0 ? {} : { reads: task.reads }),
    onLost: readOnLost(task.onLost, `${path}.on_lost`) ?? "REDELIVER",
    labels: task.labels,
    ...optional("evaluate", task.evaluate, `${path}.evaluate`, evaluateOf),
    ...(task.needsGlobals && { needsGlobals: true }),
    ...(task.scope !== "" && { scope: task.scope }),
    ...(task.concurrencyKey !== "" && { concurrencyKey: task.concurrencyKey }),
    ...(task.revertType !== "" && { revertType: task.revertType }),
    ...optional("forEach", task.forEach, `${path}.for_each`, forEachOf),
    ...(task.dynamicFlow && { dynamicFlow: true }),
    ...(task.suspendParent && { suspendParent: true }),
    ...optional("repeat", task.repeat, `${path}.repeat`, repeatOf),
    ...(Object.keys(task.bindings).length > 0 && { bindings: task.bindings }),
  };
}

/** A no-op has none of them. */
function workOf(task: TaskSpec, path: string): Pick<TaskDefinition, "type" | "flow" | "flowDigest"> {
  const { work } = task;
  switch (work.case) {
    case "type":
      return { type: work.value };
    case "noop":
      refuseUnknownFields(work.value, `${path}.noop`);
      return {};
    case "flow":
      return { flow: flowDefinitionOf(work.value, `${path}.flow`) };
    case "flowDigest":
      return { flowDigest: work.value };
    case undefined:
      throw new EngineError("INVALID_FIELD", `${path}.work: is required: type, noop, flow or flow_digest`, {
        metadata: { field: `${path}.work` },
      });
  }
}

function retryPolicyOf(retry: RetryPolicyMessage, path: string): RetryPolicy {
  refuseUnknownFields(retry, path);
  const { initialInterval, maxInterval } = retry;
  const initialIntervalMs =
    initialInterval === undefined ? INITIAL_INTERVAL_MS : durationOf(initialInterval, `${path}.initial_interval`);
  return {
    maxAttempts: retry.maxAttempts,
    initialIntervalMs,
    multiplier: retry.multiplier === 0 ? MULTIPLIER : retry.multiplier,
    maxIntervalMs:
      maxInterval === undefined
        ? Math.min(initialIntervalMs * MAX_INTERVAL_FACTOR, LIMITS.durationMs)
        : longestIntervalOf(maxInterval, `${path}.max_interval`),
    jitter: retry.jitter,
    nonRetryableTypes: retry.nonRetryableTypes,
    ...(retry.condition !== "" && { condition: retry.condition }),
  };
}

function repeatOf(repeat: RepeatMessage, path: string): Repeat {
  refuseUnknownFields(repeat, path);
  const { until, maxTimes, delay } = repeat;
  return {
    ...(until !== "" && { until }),
    maxTimes,
    delayMs: delay === undefined ? 0 : durationOf(delay, `${path}.delay`),
  };
}

/** The engine takes 0 for "no bound": on the wire that would be a longest interval of nothing. */
function longestIntervalOf(interval: Duration, path: string): number {
  const intervalMs = durationOf(interval, path);
  if (intervalMs > 0) return intervalMs;
  throw new EngineError("INVALID_FIELD", `${path}: must be more than 0 where it is set`, {
    metadata: { field: path, value: String(intervalMs) },
  });
}

function durationOf(span: Duration, path: string): number {
  refuseUnknownFields(span, path);
  return millisOfDuration(span, path);
}

function knownPayloadOf(payload: PayloadMessage, path: string): Payload {
  refuseUnknownFields(payload, path);
  return payloadOf(payload);
}

/** `{ [key]: convert(value) }`, or nothing where the field is absent. */
function optional<Key extends string, From, To>(
  key: Key,
  value: From | undefined,
  path: string,
  convert: (value: From, path: string) => To,
): { readonly [Name in Key]?: To } {
  if (value === undefined) return {};
  // A computed key widens to an index signature: the one key is the named one.
  return { [key]: convert(value, path) } as { readonly [Name in Key]: To };
}
