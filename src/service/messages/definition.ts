/**
 * Definitions to the wire.
 */
import { create } from "@bufbuild/protobuf";
import {
  type Definition as DefinitionMessage,
  DefinitionSchema,
  EvaluateSchema,
  FailureMode,
  type FlowSpec,
  FlowSpecSchema,
  OnLost,
  Phase,
  RepeatSchema,
  RetryPolicySchema,
  type TaskSpec,
  TaskSpecSchema,
  TimeoutsSchema,
} from "#gen/lazyengine/v1/index.js";
import { LIMITS } from "../../core/limits.js";
import type { Evaluate, FlowDefinition, Repeat, RetryPolicy, TaskDefinition, Timeouts } from "../../engine/values.js";
import type { DefinitionSummary } from "../../store/definition-store.js";
import { dependencyMessage, edgeMessage, joinMessage } from "./edges.js";
import { forEachMessage } from "./for-each.js";
import { optionalPayloadMessage } from "./payload.js";
import { scopeMessage } from "./scope.js";
import { duration, optionalDuration, optionalTimestamp } from "./times.js";

export function definitionMessage(summary: DefinitionSummary): DefinitionMessage {
  return create(DefinitionSchema, {
    digest: summary.digest,
    name: summary.name,
    version: summary.version,
    taskCount: summary.taskCount,
    putTime: optionalTimestamp(summary.putTime),
  });
}

export function flowSpecMessage(definition: FlowDefinition): FlowSpec {
  return create(FlowSpecSchema, {
    name: definition.name,
    version: definition.version,
    tasks: definition.tasks.map(taskSpecMessage),
    failureMode: FailureMode[definition.failureMode],
    timeout: optionalDuration(definition.timeoutMs),
    defaultRetry: optionalRetryMessage(definition.defaultRetry),
    maxParallel: definition.maxParallel,
    labels: definition.labels,
    allowCycles: definition.allowCycles ?? false,
    maxInstances: definition.maxInstances ?? 0,
    evaluate: evaluateMessage(definition.evaluate),
    scopes: (definition.scopes ?? []).map(scopeMessage),
    deferReverts: definition.deferReverts ?? false,
    revertFailed: definition.revertFailed ?? false,
    output: definition.output ?? "",
  });
}

function taskSpecMessage(task: TaskDefinition): TaskSpec {
  return create(TaskSpecSchema, {
    name: task.name,
    work: workMessage(task),
    queue: task.queue ?? "",
    input: optionalPayloadMessage(task.input),
    dependsOn: task.dependsOn.map(dependencyMessage),
    next: (task.next ?? []).map(edgeMessage),
    join: task.join && joinMessage(task.join),
    retry: optionalRetryMessage(task.retry),
    timeouts: timeoutsMessage(task.timeouts),
    delay: task.delayMs === 0 ? undefined : duration(task.delayMs),
    delayAfter: task.delayAfterMs === 0 ? undefined : duration(task.delayAfterMs),
    priority: task.priority,
    needsFlowInput: task.needsFlowInput,
    reads: [...(task.reads ?? [])],
    onLost: OnLost[task.onLost],
    labels: task.labels,
    evaluate: evaluateMessage(task.evaluate),
    needsGlobals: task.needsGlobals ?? false,
    scope: task.scope ?? "",
    concurrencyKey: task.concurrencyKey ?? "",
    revertType: task.revertType ?? "",
    forEach: task.forEach && forEachMessage(task.forEach),
    dynamicFlow: task.dynamicFlow ?? false,
    suspendParent: task.suspendParent ?? false,
    repeat: repeatMessage(task.repeat),
    bindings: task.bindings ?? {},
  });
}

function workMessage({ type, flow, flowDigest }: TaskDefinition) {
  if (type !== undefined) return { case: "type" as const, value: type };
  if (flow !== undefined) return { case: "flow" as const, value: flowSpecMessage(flow) };
  if (flowDigest !== undefined) return { case: "flowDigest" as const, value: flowDigest };
  return { case: "noop" as const, value: {} };
}

function evaluateMessage(evaluate: Evaluate | undefined) {
  if (evaluate === undefined) return undefined;
  return create(EvaluateSchema, { queue: evaluate.queue, phases: evaluate.phases.map((phase) => Phase[phase]) });
}

function optionalRetryMessage(retry: RetryPolicy | undefined) {
  if (retry === undefined) return undefined;
  return create(RetryPolicySchema, {
    maxAttempts: retry.maxAttempts,
    initialInterval: duration(retry.initialIntervalMs),
    multiplier: retry.multiplier,
    // An embedded engine may have been given 0 for "no bound"; nothing is longer than the longest duration.
    maxInterval: duration(retry.maxIntervalMs === 0 ? LIMITS.durationMs : retry.maxIntervalMs),
    jitter: retry.jitter,
    nonRetryableTypes: [...retry.nonRetryableTypes],
    condition: retry.condition ?? "",
  });
}

function repeatMessage(repeat: Repeat | undefined) {
  if (repeat === undefined) return undefined;
  const { until = "", maxTimes, delayMs } = repeat;
  return create(RepeatSchema, { until, maxTimes, delay: delayMs === 0 ? undefined : duration(delayMs) });
}

function timeoutsMessage(timeouts: Timeouts) {
  if (Object.keys(timeouts).length === 0) return undefined;
  return create(TimeoutsSchema, {
    readyToClaim: optionalDuration(timeouts.readyToClaimMs),
    run: optionalDuration(timeouts.runMs),
    heartbeat: optionalDuration(timeouts.heartbeatMs),
    attempt: optionalDuration(timeouts.attemptMs),
    total: optionalDuration(timeouts.totalMs),
  });
}
