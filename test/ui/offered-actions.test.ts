/**
 * What the page offers to do, by state and by what the caller may.
 */
import { expect, test } from "vitest";
import { FlowState, Intent, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { AttemptEnd } from "#gen/lazyengine/v1/task_pb.js";
import { WorkKind } from "#gen/lazyengine/v1/work_kind_pb.js";
import { offeredFlowActions, offeredTaskActions } from "../../ui/src/actions/offered-actions.js";
import type { Verb } from "../../ui/src/engine/access.js";

const ALL = new Set<Verb>(["run", "complete", "watch", "read", "admin"]);
const failed = [{ state: TaskState.FAILED, count: 1 }] as never;
const { PENDING, READY, RUNNING, PAUSED, DELAYED, SUCCEEDED, SKIPPED, CANCELLED, FAILED, REVERTING } = TaskState;

test.each([
  [FlowState.PENDING, [], "suspend cancel"],
  [FlowState.RUNNING, [], "suspend revert cancel"],
  [FlowState.RUNNING, failed, "suspend retry revert cancel"],
  [FlowState.SUSPENDING, [], "resume revert cancel"],
  [FlowState.SUSPENDED, failed, "resume retry revert cancel"],
  [FlowState.CANCELLING, failed, ""],
  [FlowState.REVERTING, failed, "suspend cancel"],
  [FlowState.SUCCEEDED, [], "delete"],
  [FlowState.FAILED, failed, "retry delete"],
  [FlowState.CANCELLED, [{ state: CANCELLED, count: 2 }] as never, "retry delete"],
  [FlowState.REVERTED, [], "delete"],
])("a flow in state %d is offered: %3$s", (state, counts, offered) => {
  expect(offeredFlowActions({ state, counts }, ALL).join(" ")).toBe(offered);
});

test.each<[readonly Verb[]]>([[[]], [["read"]], [["read", "complete", "watch", "run"]]])(
  "with %j no flow is steered",
  (verbs) => {
    for (const state of Object.values(FlowState).filter((value) => typeof value === "number")) {
      expect(offeredFlowActions({ state: state as FlowState, counts: failed }, new Set(verbs))).toEqual([]);
    }
  },
);

const running = { state: FlowState.RUNNING };
const plain = { intent: Intent.EXECUTE, kind: WorkKind.UNSPECIFIED, deferred: false, attempt: 0 };
const unknown = { itemIndex: undefined, lastEnd: undefined };

test.each([
  [{ state: PENDING }, "skip"],
  [{ state: READY }, "complete skip"],
  [{ state: READY, attempt: 2 }, "skip"],
  [{ state: READY, attempt: 2, lastEnd: AttemptEnd.FAILED }, "complete skip"],
  [{ state: READY, attempt: 2, lastEnd: AttemptEnd.TIMEOUT }, "complete skip"],
  [{ state: READY, attempt: 2, lastEnd: AttemptEnd.RELEASED }, "skip"],
  [{ state: READY, attempt: 2, lastEnd: AttemptEnd.LEASE_LOST }, "skip"],
  [{ state: DELAYED }, "skip"],
  [{ state: RUNNING, attempt: 1 }, "skip"],
  [{ state: RUNNING, attempt: 1, deferred: true }, "complete skip"],
  [{ state: PAUSED, attempt: 1, deferred: true }, "complete skip"],
  [{ state: SUCCEEDED, attempt: 1 }, ""],
  [{ state: SKIPPED }, ""],
  [{ state: FAILED, attempt: 1 }, "retry skip"],
  [{ state: CANCELLED, attempt: 1 }, "retry"],
  [{ state: REVERTING, intent: Intent.REVERT }, ""],
  [{ state: READY, intent: Intent.REVERT, kind: WorkKind.REVERT }, ""],
  [{ state: RUNNING, kind: WorkKind.EVALUATE, deferred: true }, "skip"],
  [{ state: FAILED, attempt: 1, itemIndex: 3 }, ""],
  [{ state: READY, itemIndex: 3 }, "complete"],
])("a task with %j is offered: %s", (facts, offered) => {
  expect(offeredTaskActions({ ...plain, ...unknown, ...facts }, running, ALL).join(" ")).toBe(offered);
});

test("complete takes its own verb, retry and skip take admin", () => {
  const ready = { ...plain, ...unknown, state: READY };
  expect(offeredTaskActions(ready, running, new Set<Verb>(["read", "complete"]))).toEqual(["complete"]);
  expect(offeredTaskActions(ready, running, new Set<Verb>(["read", "admin"]))).toEqual(["skip"]);
  expect(offeredTaskActions(ready, running, new Set<Verb>(["read"]))).toEqual([]);
});

test.each([FlowState.CANCELLING, FlowState.REVERTING])("in a flow in state %d no task is steered", (state) => {
  expect(offeredTaskActions({ ...plain, ...unknown, state: FAILED, attempt: 1 }, { state }, ALL)).toEqual([]);
});
