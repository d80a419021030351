/**
 * What is told of a valid definition that is probably not meant.
 */
import { describe, expect, test } from "vitest";
import type { FlowDefinition } from "../../src/core/definition/definition.js";
import { definitionWarnings } from "../../src/core/definition/definition-warnings.js";
import { validateDefinition } from "../../src/core/definition/validate-definition.js";
import { flow, noop, retry, task } from "./definitions.js";

function warningsOf(definition: FlowDefinition): readonly string[] {
  expect(validateDefinition(definition)).toEqual([]);
  return definitionWarnings(definition);
}

test("a definition in which everything has an effect has no warnings", () => {
  const timeouts = { heartbeatMs: 1, runMs: 2, readyToClaimMs: 2, attemptMs: 3, totalMs: 4 };
  const tasks = [
    task("a", { timeouts, retry: retry(2, { nonRetryableTypes: ["E"] }), delayMs: 9 }),
    noop("b", { dependsOn: ["a"], timeouts: { totalMs: 1 } }),
  ];
  expect(warningsOf(flow(tasks, { timeoutMs: 10, defaultRetry: retry(2, { maxIntervalMs: 0 }) }))).toEqual([]);
});

describe("told is", () => {
  test("a timeout that never passes before the one around it", () => {
    const inner = task("a", { timeouts: { heartbeatMs: 5, runMs: 5 } });
    const outer = task("b", { timeouts: { readyToClaimMs: 9, runMs: 8, attemptMs: 7, totalMs: 6 } });
    expect(warningsOf(flow([inner, outer]))).toEqual([
      "tasks[0].timeouts.heartbeat: 5 ms never pass before run, which is 5 ms",
      "tasks[1].timeouts.ready_to_claim: 9 ms never pass before attempt, which is 7 ms",
      "tasks[1].timeouts.run: 8 ms never pass before attempt, which is 7 ms",
      "tasks[1].timeouts.attempt: 7 ms never pass before total, which is 6 ms",
    ]);
  });

  test("what a no-op cannot use", () => {
    const idle = noop("b", {
      retry: retry(3),
      timeouts: { runMs: 1 },
      reads: ["a"],
      needsFlowInput: true,
      onLost: "FAIL",
    });
    const fields = ["retry", "timeouts", "reads", "needs_flow_input", "on_lost"];
    const expected = fields.map((field) => `tasks[1].${field}: has no effect on a no-op`);
    expect(warningsOf(flow([task("a"), idle]))).toEqual(expected);
  });

  test("a retry policy that contradicts itself", () => {
    const never = retry(1, { nonRetryableTypes: ["E"] });
    const cut = retry(3, { initialIntervalMs: 10, maxIntervalMs: 5 });
    expect(warningsOf(flow([task("a", { retry: cut })], { defaultRetry: never }))).toEqual([
      "default_retry.non_retryable_types: nothing is retried with max_attempts 1",
      "tasks[0].retry.initial_interval: 10 ms are cut to max_interval, which is 5 ms",
    ]);
  });

  test("a delay that outlasts the flow", () => {
    expect(warningsOf(flow([task("a", { delayMs: 50 })], { timeoutMs: 50 }))).toEqual([
      "tasks[0].delay: 50 ms pass only after the flow's timeout of 50 ms",
    ]);
  });
});

test("no more than 100 warnings are told", () => {
  const tasks = Array.from({ length: 300 }, (_, index) => noop(`n${index}`, { needsFlowInput: true }));
  expect(warningsOf(flow(tasks))).toHaveLength(100);
});
