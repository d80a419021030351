/**
 * What the engine refuses at the door, field by field: the same embedded as behind gRPC.
 */
import { describe, expect, it } from "vitest";
import { durationText } from "../../src/core/definition/duration-text.js";
import { LIMITS } from "../../src/core/limits.js";
import {
  checkCancelFlow,
  checkClaim,
  checkControl,
  checkCredit,
  checkDeleteFlow,
  checkGetDefinition,
  checkGetFlowDetails,
  checkKeepSession,
  checkListDefinitions,
  checkListFlows,
  checkPollReadyTasks,
  checkProgressItem,
  checkPutDefinition,
  checkReleaseTasks,
  checkReportProgress,
  checkRun,
  checkSession,
  checkTaskComplete,
  checkTaskCompleteBatch,
  checkWatchFlow,
  flowLabels,
} from "../../src/engine/checks/index.js";
import { EngineError } from "../../src/engine/engine-error.js";
import type { Failure, FlowDefinition, Payload } from "../../src/engine/values.js";

const spec: FlowDefinition = { name: "d", version: "", tasks: [], failureMode: "CONTINUE", maxParallel: 0, labels: {} };
const run = { definition: { kind: "spec", spec } } as const;
const payload: Payload = { data: new Uint8Array(), contentType: "", metadata: {} };
const failure: Failure = { type: "Error", message: "", retryable: true, causes: [] };
const result = { kind: "result", result: payload } as const;
const completion = { flowId: "f", taskId: "t", outcome: result };
const session = { queues: ["q"] };
const claim = { flowId: "f", taskId: "t", claimToken: "1.x" };
const details = { flowId: "f" };

function failed(about: Partial<Failure>) {
  return checkTaskComplete({ ...completion, outcome: { kind: "failure", failure: { ...failure, ...about } } });
}

/** A failure with so many levels of causes below it. */
function deep(levels: number): Failure {
  return levels === 0 ? failure : { ...failure, causes: [deep(levels - 1)] };
}

function record(entries: number, value = "v"): Record<string, string> {
  return Object.fromEntries(Array.from({ length: entries }, (_, index) => [`k${index}`, value]));
}

/** [what, the field that is named, the reason, the call] */
type Case = readonly [string, string, "INVALID_FIELD" | "LIMIT_EXCEEDED", () => unknown];

const I = "INVALID_FIELD";
const L = "LIMIT_EXCEEDED";

const CASES: readonly Case[] = [
  ["a namespace in capitals", "namespace", I, () => checkRun({ ...run, namespace: "Prod" })],
  ["a namespace of 64 characters", "namespace", I, () => checkWatchFlow({ namespace: "n".repeat(64) })],
  ["a flow_id with a space", "flow_id", I, () => checkRun({ ...run, flowId: "a b" })],
  ["a flow_id of the server's", "flow_id", I, () => checkRun({ ...run, flowId: "root~1" })],
  ["a flow_id of 201 bytes", "flow_id", L, () => checkRun({ ...run, flowId: "f".repeat(201) })],
  ["a flow_id that is no text", "flow_id", I, () => checkControl({ flowId: 7 as never })],
  ["no flow_id", "flow_id", I, () => checkControl({ flowId: "" })],
  ["a request_id of 129 bytes", "request_id", L, () => checkRun({ ...run, requestId: `${"ä".repeat(64)}x` })],
  ["a request_id with a line break", "request_id", I, () => checkDeleteFlow({ flowId: "f", requestId: "a\nb" })],
  ["no definition", "definition", I, () => checkRun({} as never)],
  [
    "a digest in capitals",
    "definition_digest",
    I,
    () => checkRun({ definition: { kind: "digest", digest: "A".repeat(64) } }),
  ],
  [
    "a definition_name of 256 bytes",
    "definition_name",
    L,
    () => checkRun({ definition: { kind: "name", name: "n".repeat(256) } }),
  ],
  [
    "a faulty field of the definition",
    "spec.max_parallel",
    I,
    () => checkRun({ definition: { kind: "spec", spec: { ...spec, maxParallel: -1 } } }),
  ],
  [
    "a payload over its limit",
    "input.data",
    L,
    () => checkRun({ ...run, input: { ...payload, data: new Uint8Array(LIMITS.payloadBytes + 1) } }),
  ],
  [
    "65 entries of metadata",
    "input.metadata",
    L,
    () => checkRun({ ...run, input: { ...payload, metadata: record(65) } }),
  ],
  [
    "metadata of more than 8 KiB",
    "input.metadata",
    L,
    () => checkRun({ ...run, input: { ...payload, metadata: record(9, "x".repeat(1000)) } }),
  ],
  ["65 labels", "labels", L, () => checkRun({ ...run, labels: record(65) })],
  ["65 labels in a filter", "labels", L, () => checkListFlows({ labels: record(65) })],
  ["labels that are too many together", "labels", L, () => flowLabels(record(64), { another: "1" })],
  ["a time before 1970", "not_before_time", I, () => checkRun({ ...run, notBeforeTime: -1 })],
  ["a time that is no number", "create_time_after", I, () => checkListFlows({ createdAfter: Number.NaN })],
  ["a priority of 1,000,001", "priority", I, () => checkRun({ ...run, priority: 1_000_001 })],
  ["a definition without a name", "spec.name", I, () => checkPutDefinition({ spec: { ...spec, name: "" } })],
  ["no task_id", "task_id", I, () => checkTaskComplete({ ...completion, taskId: "" })],
  ["no outcome", "outcome", I, () => checkTaskComplete({ flowId: "f", taskId: "t" } as never)],
  ["attempt 0", "attempt", I, () => checkTaskComplete({ ...completion, attempt: 0 })],
  [
    "a claim_token of 129 bytes",
    "claim_token",
    L,
    () => checkTaskComplete({ ...completion, claimToken: "t".repeat(129) }),
  ],
  [
    "a result over its limit",
    "result.data",
    L,
    () =>
      checkTaskComplete({
        ...completion,
        outcome: { kind: "result", result: { ...payload, data: new Uint8Array(LIMITS.payloadBytes + 1) } },
      }),
  ],
  [
    "a deferral of no time",
    "deferred.timeout",
    I,
    () => checkTaskComplete({ ...completion, outcome: { kind: "deferred", timeoutMs: 0 } }),
  ],
  [
    "a deferral of eleven years",
    "deferred.heartbeat_timeout",
    L,
    () =>
      checkTaskComplete({ ...completion, outcome: { kind: "deferred", heartbeatTimeoutMs: 1.1 * LIMITS.durationMs } }),
  ],
  [
    "a long word about a cancelled task",
    "cancelled.message",
    L,
    () => checkTaskComplete({ ...completion, outcome: { kind: "cancelled", message: "m".repeat(16_385) } }),
  ],
  ["a failure without a type", "failure.type", I, () => failed({ type: "" })],
  ["a failure's type of 256 bytes", "failure.type", L, () => failed({ type: "t".repeat(256) })],
  ["a failure's message over 16 KiB", "failure.message", L, () => failed({ message: "m".repeat(16_385) })],
  ["a failure to be retried in the past", "failure.retry_after", I, () => failed({ retryAfterMs: -1 })],
  ["17 causes", "failure.causes", L, () => failed({ causes: Array.from({ length: 17 }, () => failure) })],
  ["9 levels of causes", `failure${".causes[0]".repeat(8)}.causes`, L, () => failed(deep(9))],
  ["a faulty cause", "failure.causes[0].type", I, () => failed({ causes: [{ ...failure, type: "" }] })],
  ["1,001 items", "items", L, () => checkTaskCompleteBatch(Array.from({ length: 1_001 }))],
  ["a reason over 1 KiB", "reason", L, () => checkControl({ flowId: "f", reason: "r".repeat(1_025) })],
  ["a negative grace", "grace", I, () => checkCancelFlow({ flowId: "f", graceMs: -1 })],
  [
    "a revision that no server gave",
    "expected_revision",
    I,
    () => checkControl({ flowId: "f", expectedRevision: "r".repeat(20_000) }),
  ],
  ["a page_token that no server gave", "page_token", I, () => checkListDefinitions({ pageToken: "t".repeat(20_000) })],
  [
    "1,001 task_ids",
    "task_ids",
    L,
    () => checkGetFlowDetails({ ...details, taskIds: Array.from({ length: 1_001 }, () => "t") }),
  ],
  ["an empty task_id", "task_ids[1]", I, () => checkGetFlowDetails({ ...details, taskIds: ["t", ""] })],
  ["both keys of a definition", "key", I, () => checkGetDefinition({ digest: "d", name: "n" })],
  ["a digest that is none", "digest", I, () => checkGetDefinition({ digest: "xyz" })],
  ["no queues", "queues", I, () => checkSession({ queues: [] })],
  ["65 queues", "queues", L, () => checkSession({ queues: Array.from({ length: 65 }, (_, index) => `q${index}`) })],
  ["an empty queue", "queues[0]", I, () => checkSession({ queues: [""] })],
  ["a session_id with a slash", "session_id", I, () => checkSession({ ...session, sessionId: "a/b" })],
  ["a session_id of 129 bytes", "session_id", L, () => checkSession({ ...session, sessionId: "s".repeat(129) })],
  [
    "a session_id to observe with",
    "session_id",
    I,
    () => checkSession({ ...session, sessionId: "s", mode: "OBSERVE" }),
  ],
  ["a worker_id of 256 bytes", "worker_id", L, () => checkSession({ ...session, workerId: "w".repeat(256) })],
  ["a lease of 0.9 s", "lease_duration", I, () => checkSession({ ...session, leaseMs: 900 })],
  ["a lease of more than an hour", "lease_duration", I, () => checkSession({ ...session, leaseMs: 3_600_001 })],
  ["a credit of less than nothing", "max_in_flight", I, () => checkCredit(-1)],
  ["a poll that observes", "mode", I, () => checkPollReadyTasks({ ...session, maxTasks: 1, mode: "OBSERVE" })],
  ["a negative number of tasks", "max_tasks", I, () => checkPollReadyTasks({ ...session, maxTasks: -1 })],
  ["no session_id to keep", "session_id", I, () => checkKeepSession({ sessionId: "" })],
  ["1,001 claims", "claims", L, () => checkReleaseTasks({ claims: Array.from({ length: 1_001 }, () => claim) })],
  ["a negative delay", "delay", I, () => checkReleaseTasks({ claims: [], delayMs: -1 })],
  ["a claim without its token", "claim_token", I, () => checkClaim({ ...claim, claimToken: "" })],
  ["1,001 reports", "reports", L, () => checkReportProgress({ items: Array.from({ length: 1_001 }, () => claim) })],
  ["a fraction of 1.1", "fraction", I, () => checkProgressItem({ ...claim, fraction: 1.1 })],
];

function refusalOf(call: () => unknown): EngineError {
  try {
    call();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error("the request was expected to be refused");
}

describe("a request", () => {
  it.each(CASES)("is refused with %s, naming %s", (_what, field, reason, call) => {
    const error = refusalOf(call);
    expect(error).toMatchObject({ reason, metadata: { field } });
    expect(error.violations[0]?.field).toBe(field);
    expect(error.message.startsWith(`${field}: `)).toBe(true);
    if (reason === "LIMIT_EXCEEDED") {
      for (const name of ["limit", "value"]) {
        const told = String(error.metadata[name]);
        // Durations are milliseconds for programs, and have their unit for people.
        expect([told, durationText(Number(told))].some((form) => error.message.includes(form))).toBe(true);
      }
    }
  });

  it("is refused with all of its faults at once", () => {
    const error = refusalOf(() => checkControl({ namespace: "X", flowId: "", requestId: "\n" }));
    expect(error.violations.map(({ field }) => field)).toEqual(["namespace", "flow_id", "request_id"]);
    expect(error.message).toBe('namespace: must be 1 to 63 characters of a-z, 0-9 and -, got "X" (and 2 more)');
  });

  it("gets its defaults", () => {
    expect(checkRun(run)).toMatchObject({ namespace: "default" });
    expect(checkWatchFlow({ namespace: "" })).toMatchObject({ namespace: "default" });
    expect(checkSession({ queues: ["b", "a", "b"] })).toMatchObject({
      queues: ["b", "a"],
      mode: "CLAIM",
      maxInFlight: 1,
      leaseMs: 30_000,
    });
    expect(checkSession({ ...session, maxInFlight: 1_000_000 }).maxInFlight).toBe(10_000);
    expect(checkPollReadyTasks({ ...session, maxTasks: 0 })).toMatchObject({ maxTasks: 100, waitMs: 0 });
    expect(checkPollReadyTasks({ ...session, maxTasks: 5_000 }).maxTasks).toBe(1_000);
  });

  it("has the size of its page cut, never refused", () => {
    const sizeOf = (pageSize?: number) =>
      checkGetFlowDetails({ ...details, ...(pageSize !== undefined && { pageSize }) }).pageSize;
    expect([undefined, 0, -5, Number.NaN, 1, 2.5, 1_000, 5_000_000].map((size) => sizeOf(size))).toEqual([
      100, 100, 100, 100, 1, 2, 1_000, 1_000,
    ]);
  });

  it("waits until one second before its deadline at most", () => {
    const poll = { ...session, maxTasks: 1, waitMs: 60_000 };
    expect(checkPollReadyTasks(poll, 3_000).waitMs).toBe(2_000);
    expect(checkPollReadyTasks(poll, 500).waitMs).toBe(0);
    expect(checkPollReadyTasks(poll).waitMs).toBe(60_000);
  });

  it("passes at its limits", () => {
    checkRun({
      ...run,
      flowId: "A-z_0.9:".repeat(25),
      requestId: "r".repeat(128),
      labels: record(64),
      priority: -1_000_000,
    });
    checkTaskComplete({ ...completion, flowId: "root~1", taskId: "t#2[3]" });
    checkTaskComplete({ ...completion, outcome: { kind: "failure", failure: deep(8) } });
    checkControl({ flowId: "f", reason: "line\nbreak" });
    checkSession({ queues: Array.from({ length: 64 }, (_, index) => `q${index}`), leaseMs: 1_000 });
  });
});
