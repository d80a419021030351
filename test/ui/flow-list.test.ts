/**
 * The list of flows as it lives: rows keep their places, what is new is told and not put in.
 */
import { create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { type Flow, FlowSchema } from "#gen/lazyengine/v1/flow_pb.js";
import { FlowState } from "#gen/lazyengine/v1/states_pb.js";
import { listOf, takeIn } from "../../ui/src/flows/flow-list.js";

const flow = (flowId: string, version: number, state = FlowState.RUNNING): Flow =>
  create(FlowSchema, { flowId, version: BigInt(version), state });
const all = (): boolean => true;
const list = listOf([flow("b", 1), flow("a", 5)], false);

test("the latest of a flow takes the place of the one before", () => {
  const changes = [{ flow: flow("a", 6) }, { flow: flow("a", 7, FlowState.FAILED) }];
  const { flows } = takeIn(list, changes, all);
  expect(flows.map(({ flowId, version, state }) => [flowId, version, state])).toEqual([
    ["b", 1n, FlowState.RUNNING],
    ["a", 7n, FlowState.FAILED],
  ]);
});

test("what a reopened watch tells again does not take a row back", () => {
  expect(takeIn(list, [{ flow: flow("a", 4) }], all).flows[1]?.version).toBe(5n);
});

test("a flow that runs again takes its row at once, though its version is lower; late news of the run before do not", () => {
  const at = (seconds: bigint, version: bigint): Flow =>
    create(FlowSchema, { flowId: "a", version, createTime: { seconds } });
  const run = listOf([at(1n, 9n)], false);
  const again = takeIn(run, [{ flow: at(2n, 1n) }], all);
  expect(again.flows[0]?.version).toBe(1n);
  expect(takeIn(again, [{ flow: at(1n, 9n) }], all).flows[0]?.version).toBe(1n);
});

test("a new flow is counted once, and only where it belongs", () => {
  const once = takeIn(list, [{ flow: flow("c", 1) }, { flow: flow("c", 2) }], all);
  expect([...once.newer]).toEqual(["c"]);
  expect(once.flows).toHaveLength(2);
  expect([...takeIn(list, [{ flow: flow("c", 1) }], () => false).newer]).toEqual([]);
  // It was waited for in state RUNNING and has left it.
  expect([...takeIn(once, [{ flow: flow("c", 3) }], () => false).newer]).toEqual([]);
});

test("a flow of a further page that changes is not told: only what comes before the last row is", () => {
  const created = (flowId: string, ms: number): Flow =>
    create(FlowSchema, { flowId, version: 1n, createTime: timestampFromMs(ms) });
  const rows = [created("c", 3_000), created("b", 2_000)];
  const changes = [
    ...[created("old", 1_999), created("new", 4_000), created("within", 2_500)],
    // Created at once, they stand in the order of their ids.
    ...[created("a-twin", 2_000), created("z-twin", 2_000)],
  ].map((flow) => ({ flow }));
  expect([...takeIn(listOf(rows, true), changes, all).newer]).toEqual(["new", "within", "a-twin"]);
  // Without a further page, what comes last is on this one.
  expect(takeIn(listOf(rows, false), changes, all).newer.size).toBe(5);
});

test("a deleted flow keeps its row and is marked; one that was new is not counted any more", () => {
  const gone = takeIn(takeIn(list, [{ flow: flow("c", 1) }], all), [{ deletedId: "a" }, { deletedId: "c" }], all);
  expect([...gone.deleted]).toEqual(["a", "c"]);
  expect([...gone.newer]).toEqual([]);
  expect(gone.flows.map(({ flowId }) => flowId)).toEqual(["b", "a"]);
});

test("a flow that runs again under a deleted one's id is there again", () => {
  const again = takeIn(takeIn(list, [{ deletedId: "b" }], all), [{ flow: flow("b", 1, FlowState.PENDING) }], all);
  expect(again.deleted.has("b")).toBe(false);
  expect(again.flows[0]?.state).toBe(FlowState.PENDING);
});
