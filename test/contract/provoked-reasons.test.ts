// Every published reason is provoked by a test: which file does it, and that none is left out.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PUBLISHED_REASONS } from "./published-reasons.js";

const PROVOKED_IN: Readonly<Record<string, string>> = {
  INVALID_FIELD: "test/contract/topics/limits.ts",
  LIMIT_EXCEEDED: "test/contract/topics/limits.ts",
  UNSUPPORTED: "test/contract/topics/definitions.ts",
  UNKNOWN_FIELD: "test/service/flow-spec.test.ts",
  DUPLICATE_TASK: "test/contract/topics/definitions.ts",
  UNKNOWN_DEPENDENCY: "test/contract/topics/definitions.ts",
  CYCLE: "test/contract/topics/definitions.ts",
  UNAUTHENTICATED: "test/server/access.test.ts",
  PERMISSION_DENIED: "test/server/access.test.ts",
  TOKEN_EXPIRED: "test/server/auth/live-streams.test.ts",
  FLOW_NOT_FOUND: "test/contract/topics/task-complete.ts",
  TASK_NOT_FOUND: "test/contract/topics/task-complete.ts",
  DEFINITION_NOT_FOUND: "test/contract/topics/definitions.ts",
  SESSION_NOT_FOUND: "test/contract/topics/poll-ready-tasks.ts",
  SCHEDULE_NOT_FOUND: "test/contract/topics/schedules.ts",
  SCHEDULE_EXISTS: "test/contract/topics/schedules.ts",
  FLOW_EXISTS: "test/contract/topics/run.ts",
  FLOW_DIFFERS: "test/contract/topics/run.ts",
  FLOW_ENDED: "test/contract/topics/suspend-and-resume.ts",
  FLOW_NOT_ENDED: "test/contract/topics/cancel-and-delete.ts",
  FLOW_CANCELLING: "test/contract/topics/cancel-and-delete.ts",
  REQUEST_ID_REUSED: "test/contract/topics/idempotency.ts",
  ALREADY_COMPLETED: "test/contract/topics/idempotency.ts",
  CLAIM_SUPERSEDED: "test/contract/topics/fencing.ts",
  CLAIM_REQUIRED: "test/contract/topics/fencing.ts",
  TASK_NOT_READY: "test/contract/topics/fencing.ts",
  TASK_CLOSED: "test/contract/topics/fencing.ts",
  TASK_NOT_DEFERRED: "test/contract/topics/progress.ts",
  SESSION_HAS_STREAM: "test/contract/topics/poll-ready-tasks.ts",
  SESSION_TAKEN_OVER: "test/contract/topics/sessions.ts",
  SESSION_EXPIRED: "test/contract/topics/poll-ready-tasks.ts",
  PARENT_WENT_ON: "test/contract/topics/reopened-within.ts",
  NOT_RETRYABLE: "test/contract/topics/retry-and-skip.ts",
  DECISION_INVALID: "test/contract/topics/decisions.ts",
  FLOW_NOT_REVERTIBLE: "test/contract/topics/reverts.ts",
  FLOW_NOT_AT_REST: "test/contract/topics/snapshots.ts",
  FLOW_REPLACED: "test/contract/topics/snapshots.ts",
  FLOW_REVERTING: "test/contract/topics/reopened-scopes.ts",
  SPAWN_NOT_ALLOWED: "test/contract/topics/nested-flows.ts",
  REVISION_MISMATCH: "test/contract/topics/suspend-and-resume.ts",
  CONFLICT: "test/contract/store-refusals.test.ts",
  REVISION_COMPACTED: "test/contract/store-refusals.test.ts",
  OVERLOADED: "test/engine/commit-bounds.test.ts",
  FLOW_FULL: "test/engine/full-states.test.ts",
  STORE_UNAVAILABLE: "test/contract/store-refusals.test.ts",
  FORMAT_TOO_NEW: "test/contract/store-refusals.test.ts",
  DRAINING: "test/server/stop.test.ts",
  DEADLINE_EXCEEDED: "test/contract/topics/get-flow-details.ts",
  INTERNAL: "test/server/unary-calls.test.ts",
};

test("every published reason is provoked by a test, and no other is named", () => {
  expect(Object.keys(PROVOKED_IN).sort()).toEqual([...PUBLISHED_REASONS.keys()].sort());
});

test.each(Object.entries(PROVOKED_IN))("%s is provoked in %s", (reason, file) => {
  expect(readFileSync(file, "utf8")).toContain(`"${reason}"`);
});

test("every published reason names the code that it comes with", () => {
  const without = [...PUBLISHED_REASONS].filter(([, { code }]) => !/^[A-Z_]+$/.test(code));
  expect(without.map(([reason]) => reason)).toEqual([]);
});
