/**
 * Names of enum values that callers give: those that there are, and no others.
 */
import { expect, test } from "vitest";
import { InFlight } from "#gen/lazyengine/v1/decision_pb.js";
import { ConflictPolicy, PollReadyTasksRequestSchema } from "#gen/lazyengine/v1/service_pb.js";
import { enumNumber } from "../../src/client/enum-number.js";
import { LazyEngineError } from "../../src/client/lazy-engine-error.js";
import { detailsRequest, listFlowsRequest, sessionRequest } from "../../src/client/request-messages.js";
import { flowSnapshotMessage } from "../../src/client/snapshot.js";

test("a name stands for its number", () => {
  expect(enumNumber(ConflictPolicy, "REPLACE", "conflict_policy")).toBe(ConflictPolicy.REPLACE);
});

test.each(["replace", "UNSPECIFIED", "1", "constructor", ""])("%j is refused with the names that there are", (name) => {
  const given = name as "FAIL"; // What a caller without types may give.
  expect(() => enumNumber(ConflictPolicy, given, "conflict_policy")).toThrow(
    `conflict_policy: must be one of FAIL, RETURN_EXISTING, REPLACE, got "${name}"`,
  );
  expect(() => enumNumber(InFlight, name as "LEAVE", "in_flight")).toThrow(LazyEngineError);
});

test("a snapshot names the task whose state or intent is none", () => {
  const task = { taskId: "a", state: "SUCCEEDED", intent: "revert" as "REVERT" } as const;
  expect(() => flowSnapshotMessage({ state: "RUNNING", tasks: [task] })).toThrow(
    /^snapshot\.tasks\[0\]\.intent: must be/,
  );
});

test("filters, views and kinds are refused rather than left out", () => {
  const states = ["READY", "ready"] as unknown as readonly ["READY"];
  expect(() => detailsRequest("f", { states })).toThrow(/^states\[1\]: must be one of PENDING/);
  expect(() => detailsRequest("f", { view: "full" as "FULL" })).toThrow(/^view: must be one of/);
  expect(() => listFlowsRequest({ states: ["DONE" as "FAILED"] })).toThrow(/^states\[0\]: must be one of/);
  expect(() => sessionRequest({ queues: ["q"], kinds: ["execute" as "EXECUTE"] }, PollReadyTasksRequestSchema)).toThrow(
    /^kinds\[0\]: must be one of/,
  );
});
