/**
 * A flow as the page knows it: what a watch tells, taken in batch by batch.
 */
import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { type Flow, FlowSchema } from "#gen/lazyengine/v1/flow_pb.js";
import { FlowState, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { type TaskDetails, TaskDetailsSchema } from "#gen/lazyengine/v1/task_pb.js";
import { countsOfGroups, FlowModel } from "../../ui/src/flow/flow-model.js";
import { facesOf, labelsOf, wordsOfFace } from "../../ui/src/flow/group-faces.js";
import { doGraphJob, graphOfNodes } from "../../ui/src/graph/graph-job.js";

const { PENDING, READY, RUNNING, SUCCEEDED } = TaskState;
const flow = (version: number, state: FlowState, created = 1): Flow =>
  create(FlowSchema, { flowId: "f", version: BigInt(version), state, createTime: { seconds: BigInt(created) } });
const task = (taskId: string, state: TaskState, dependsOn: string[] = [], name = taskId): TaskDetails =>
  create(TaskDetailsSchema, { taskId, name, type: "work", state, dependsOn });

function modelOf(...tasks: readonly TaskDetails[]): FlowModel {
  const model = new FlowModel();
  model.takeIn([{ flow: flow(1, FlowState.RUNNING), tasks }]);
  return model;
}

test("keeps tasks in the order in which they were told first, each in its latest state", () => {
  const model = modelOf(task("b", READY), task("a", PENDING, ["b"]));
  model.takeIn([{ tasks: [task("a", READY)] }, { tasks: [task("b", SUCCEEDED), task("a", RUNNING)] }]);
  expect(model.tasks.map(({ taskId, state }) => [taskId, state])).toEqual([
    ["b", SUCCEEDED],
    ["a", RUNNING],
  ]);
  expect(model.nodes).toHaveLength(2);
});

test("a flow is not taken back by what is told late", () => {
  const model = modelOf();
  model.takeFlow(flow(9, FlowState.SUSPENDED));
  model.takeFlow(flow(8, FlowState.RUNNING));
  expect(model.flow?.state).toBe(FlowState.SUSPENDED);
});

test("what is told of another run under the same id is not taken: its tasks are others", () => {
  const model = modelOf();
  model.takeFlow(flow(9, FlowState.SUCCEEDED));
  model.takeFlow(flow(10, FlowState.RUNNING, 2));
  expect(model.flow?.state).toBe(FlowState.SUCCEEDED);
});

test("instances and items are drawn with their task", () => {
  const model = modelOf(
    task("a", SUCCEEDED),
    task("a#2", RUNNING, [], "a"),
    task("l", RUNNING),
    task("l[0]", READY, [], "l"),
  );
  expect(model.nodes.map(({ name }) => name)).toEqual(["a", "l"]);
  expect(model.nodeOf).toEqual([0, 0, 1, 1]);
  const counts = countsOfGroups(model, Uint32Array.of(0, 1), 2);
  expect([...(counts[0] ?? [])]).toEqual([
    [SUCCEEDED, 1],
    [RUNNING, 1],
  ]);
});

test("tasks of other pages are no nodes of the graph", () => {
  const model = modelOf(task("a", PENDING, ["elsewhere"]), task("b", PENDING, ["a", "elsewhere"]));
  const graph = graphOfNodes(model.nodes, (name) => model.nodeNumber(name));
  expect([...graph.start]).toEqual([0, 0, 1]);
});

test("a group is called by its type and by what its names begin with", () => {
  const parts = Array.from({ length: 5 }, (_, index) => task(`part-${index}`, index < 2 ? SUCCEEDED : READY, ["plan"]));
  const model = modelOf(task("plan", SUCCEEDED), ...parts);
  const drawing = doGraphJob({ id: 1, graph: graphOfNodes(model.nodes, (name) => model.nodeNumber(name)), open: [] });
  const faces = facesOf(model, drawing, labelsOf(model, drawing));
  expect(faces).toEqual([
    { label: "plan", count: 1, shares: [{ state: SUCCEEDED, count: 1 }] },
    {
      ...{ label: "part-… work", count: 5 },
      shares: [
        { state: SUCCEEDED, count: 2 },
        { state: READY, count: 3 },
      ],
    },
  ]);
  expect(faces.map(wordsOfFace)).toEqual(["plan: succeeded", "part-… work, 5 tasks: 2 succeeded, 3 ready"]);
});

test("a group without anything in its names alike is called by its type, one of no-ops as such", () => {
  const called = (names: readonly string[], type: string): string | undefined => {
    const nodes = names.map((name) => ({ name, type, dependsOn: [] }));
    return labelsOf({ nodes }, doGraphJob({ id: 1, graph: graphOfNodes(nodes, () => undefined), open: [] }))[0];
  };
  expect(called(["a", "b", "c", "d"], "resize")).toBe("resize");
  expect(called(["resize-1", "resize-2", "resize-3", "resize-4"], "resize")).toBe("resize-…");
  expect(called(["a", "b", "c", "d"], "")).toBe("no-ops");
});
