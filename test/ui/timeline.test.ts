/**
 * The timeline: what its bars are, the time across it, and what a simulation gives it.
 */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { FlowSpecSchema } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { SimulateFlowResponseSchema } from "#gen/lazyengine/v1/service_pb.js";
import { TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { AttemptEnd, TaskAttemptSchema, TaskDetailsSchema } from "#gen/lazyengine/v1/task_pb.js";
import { criticalNames, nodesOfSpec, simulatedModel, simulatedRows } from "../../ui/src/simulate/simulated-flow.js";
import { marksOf, movedSpan, spanOf, zoomedSpan } from "../../ui/src/timeline/axis.js";
import { rowsOf } from "../../ui/src/timeline/rows.js";

const at = (seconds: number) => ({ seconds: BigInt(seconds), nanos: 0 });
const task = (init: MessageInitShape<typeof TaskDetailsSchema>) => create(TaskDetailsSchema, init);
const none = () => undefined;

test("a task is a thin line while it waits and a bar while it works; what goes on has no end", () => {
  const tasks = [
    task({ taskId: "done", state: TaskState.SUCCEEDED, readyTime: at(1), startTime: at(3), endTime: at(5) }),
    task({ taskId: "going", state: TaskState.RUNNING, readyTime: at(2), startTime: at(2) }),
    task({ taskId: "waits", state: TaskState.READY, readyTime: at(4) }),
    task({ taskId: "never", state: TaskState.PENDING }),
  ];
  expect(rowsOf(tasks, none).map(({ id, segments }) => [id, segments])).toEqual([
    [
      "done",
      [
        { from: 1_000, to: 3_000, tone: "waiting", thin: true },
        { from: 3_000, to: 5_000, tone: "good", thin: false },
      ],
    ],
    ["going", [{ from: 2_000, to: undefined, tone: "active", thin: false }]],
    ["waits", [{ from: 4_000, to: undefined, tone: "waiting", thin: true }]],
  ]);
});

test("rows come in the order in which their tasks began to wait", () => {
  const tasks = [
    task({ taskId: "b", state: TaskState.READY, readyTime: at(2) }),
    task({ taskId: "retried", state: TaskState.RUNNING, readyTime: at(9), startTime: at(1) }),
  ];
  expect(rowsOf(tasks, none).map(({ id }) => id)).toEqual(["retried", "b"]);
});

test("each attempt that is at hand is a bar of its own, by how it ended", () => {
  const attempts = [
    create(TaskAttemptSchema, { readyTime: at(1), claimTime: at(2), endTime: at(3), end: AttemptEnd.FAILED }),
    create(TaskAttemptSchema, { readyTime: at(4), endTime: at(6), end: AttemptEnd.TIMEOUT }),
  ];
  const retried = task({ taskId: "r", state: TaskState.READY, attempt: 1, readyTime: at(7), startTime: at(2) });
  const [row] = rowsOf([retried], () => attempts);
  expect(row?.segments.map(({ from, to, tone }) => [from, to, tone])).toEqual([
    [1_000, 2_000, "waiting"],
    [2_000, 3_000, "bad"],
    [4_000, 6_000, "waiting"],
    [7_000, undefined, "waiting"],
  ]);
  const over = { ...retried, state: TaskState.FAILED };
  expect(rowsOf([over], () => attempts)[0]?.segments).toHaveLength(3);
});

test("the span of a flow that goes on grows in steps, not all the time", () => {
  const lengths = [10_000, 10_500, 11_000, 12_000].map((now) => spanOf(0, undefined, now).to);
  expect(lengths).toEqual([12_500, 12_500, 12_500, 12_500]);
  expect(spanOf(1_000, 5_000, 9_000)).toEqual({ from: 1_000, to: 5_000 });
});

test("the time is zoomed around a moment and moved, never beyond the whole", () => {
  const all = { from: 0, to: 1_000 };
  expect(zoomedSpan(all, 2, 0.25, all)).toEqual({ from: 125, to: 625 });
  expect(zoomedSpan({ from: 0, to: 500 }, 0.1, 0.5, all)).toEqual(all);
  expect(movedSpan({ from: 100, to: 600 }, 0.5, all)).toEqual({ from: 350, to: 850 });
  expect(movedSpan({ from: 100, to: 600 }, -1, all)).toEqual({ from: 0, to: 500 });
});

test("marks stand at round distances from the begin", () => {
  expect(marksOf({ from: 1_000, to: 11_000 }, 1_000, 6)).toEqual([0, 2_000, 4_000, 6_000, 8_000, 10_000]);
  expect(marksOf({ from: 5_200, to: 6_200 }, 1_000, 5)).toEqual([4_200, 4_400, 4_600, 4_800, 5_000, 5_200]);
});

test("a definition's graph has its edges from either end", () => {
  const spec = create(FlowSpecSchema, {
    tasks: [
      { name: "a", work: { case: "type", value: "fetch" }, next: [{ destination: { case: "to", value: "c" } }] },
      { name: "b", work: { case: "noop", value: {} }, dependsOn: [{ task: "a" }] },
      { name: "c", work: { case: "flowDigest", value: "d1" } },
    ],
  });
  expect(nodesOfSpec(spec)).toEqual([
    { name: "a", type: "fetch", dependsOn: [] },
    { name: "b", type: "noop", dependsOn: ["a"] },
    { name: "c", type: "flowDigest", dependsOn: ["a"] },
  ]);
});

test("a simulation is drawn as its tasks were left, with its critical path set off", () => {
  const answer = create(SimulateFlowResponseSchema, {
    tasks: [
      { taskId: "a", state: TaskState.SUCCEEDED, reached: at(0), start: at(1), end: at(2) },
      { taskId: "a#2", state: TaskState.SUCCEEDED, reached: at(2), start: at(2), end: at(3) },
      { taskId: "b", state: TaskState.SKIPPED, reached: at(3) },
    ],
    criticalPath: [{ taskId: "a" }, { taskId: "a#2" }],
  });
  expect([...criticalNames(answer)]).toEqual(["a"]);
  expect(simulatedRows(answer).map(({ id, segments, marked }) => [id, segments.length, marked])).toEqual([
    ["a", 2, true],
    ["a#2", 1, true],
  ]);
  const model = simulatedModel([{ name: "b", type: "w", dependsOn: ["a"] }], answer);
  expect(model.task("b")?.state).toBe(TaskState.SKIPPED);
});
