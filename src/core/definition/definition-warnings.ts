/**
 * What is legal in a definition but probably not meant.
 */
import { type FlowDefinition, type FlowSettings, isNoop, type RetryPolicy, type TaskDefinition } from "./definition.js";

/** No more than this many are told. */
export const WARNINGS_MAX = 100;

/** Sentences for people, each beginning with the field, in the fields' order; at most 100. The definition is valid. */
export function definitionWarnings(flow: FlowDefinition): readonly string[] {
  const warnings = [...settingsWarnings(flow)];
  for (const [index, task] of flow.tasks.entries()) {
    if (warnings.length >= WARNINGS_MAX) break;
    warnings.push(...taskWarnings(`tasks[${index}]`, task, flow.timeoutMs));
  }
  return warnings.slice(0, WARNINGS_MAX);
}

export function settingsWarnings({ defaultRetry, deferReverts, scopes = [] }: FlowSettings): readonly string[] {
  const warnings = defaultRetry === undefined ? [] : retryWarnings("default_retry", defaultRetry);
  if (deferReverts === true && scopes.length === 0) warnings.push("defer_reverts: has no effect without scopes");
  return warnings;
}

export function taskWarnings(path: string, task: TaskDefinition, flowTimeoutMs: number | undefined): string[] {
  const warnings = isNoop(task) ? noopWarnings(path, task) : timeoutWarnings(`${path}.timeouts`, task);
  if (task.type === undefined && !isNoop(task)) warnings.push(...nestedWarnings(path, task));
  if (!isNoop(task) && task.retry !== undefined) warnings.push(...retryWarnings(`${path}.retry`, task.retry));
  if (flowTimeoutMs !== undefined && task.delayMs >= flowTimeoutMs) {
    warnings.push(`${path}.delay: ${task.delayMs} ms pass only after the flow's timeout of ${flowTimeoutMs} ms`);
  }
  if (task.flow !== undefined) {
    warnings.push(...definitionWarnings(task.flow).map((warning) => `${path}.flow.${warning}`));
  }
  return warnings;
}

/** What only an attempt of an executor could meet. */
function noopWarnings(path: string, { retry, timeouts, reads, needsFlowInput, onLost }: TaskDefinition): string[] {
  const set = {
    retry: retry !== undefined,
    timeouts: Object.keys(timeouts).some((timeout) => timeout !== "totalMs"),
    reads: reads !== undefined && reads.length > 0,
    needs_flow_input: needsFlowInput,
    on_lost: onLost === "FAIL",
  };
  const idle = Object.entries(set).flatMap(([field, isSet]) => (isSet ? [field] : []));
  return idle.map((field) => `${path}.${field}: has no effect on a no-op`);
}

/** What only an executor could meet. */
function nestedWarnings(path: string, { needsFlowInput, onLost }: TaskDefinition): string[] {
  const set = { needs_flow_input: needsFlowInput, on_lost: onLost === "FAIL" };
  const idle = Object.entries(set).flatMap(([field, isSet]) => (isSet ? [field] : []));
  return idle.map((field) => `${path}.${field}: has no effect on a nested flow`);
}

/** Timeouts that another always comes before: each limits a part of what the next one limits. */
function timeoutWarnings(path: string, { timeouts }: TaskDefinition): string[] {
  const { heartbeatMs, runMs, attemptMs, totalMs, readyToClaimMs } = timeouts;
  const pairs = [
    ["heartbeat", heartbeatMs, "run", runMs],
    ["ready_to_claim", readyToClaimMs, "attempt", attemptMs],
    ["run", runMs, "attempt", attemptMs],
    ["attempt", attemptMs, "total", totalMs],
  ] as const;
  return pairs.flatMap(([inner, innerMs, outer, outerMs]) =>
    innerMs === undefined || outerMs === undefined || innerMs < outerMs
      ? []
      : [`${path}.${inner}: ${innerMs} ms never pass before ${outer}, which is ${outerMs} ms`],
  );
}

function retryWarnings(path: string, retry: RetryPolicy): string[] {
  const warnings: string[] = [];
  if (retry.maxIntervalMs > 0 && retry.maxIntervalMs < retry.initialIntervalMs) {
    warnings.push(
      `${path}.initial_interval: ${retry.initialIntervalMs} ms are cut to max_interval, which is ${retry.maxIntervalMs} ms`,
    );
  }
  if (retry.maxAttempts === 1 && retry.nonRetryableTypes.length > 0) {
    warnings.push(`${path}.non_retryable_types: nothing is retried with max_attempts 1`);
  }
  return warnings;
}
