// Watches and waiting: what is told over breaks, restarts and lost history.
import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { FlowSchema, FlowView } from "#gen/lazyengine/v1/flow_pb.js";
import { FlowState, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { TaskDetailsSchema } from "#gen/lazyengine/v1/task_pb.js";
import { type FlowEvent, FlowFailed } from "../../src/client/index.js";
import { payloadMessage } from "../../src/client/payload.js";
import { Refused, scriptedServer } from "./scripted-server.js";

function update(revision: string, state: FlowState, taskIds: string[] = []) {
  const flow = create(FlowSchema, { flowId: "f", state, revision });
  const tasks = taskIds.map((taskId) => create(TaskDetailsSchema, { taskId }));
  return { frame: { case: "update", value: { revision, flow, tasks } } } as const;
}

async function all(events: AsyncIterable<FlowEvent>): Promise<string[]> {
  const told: string[] = [];
  for await (const event of events) {
    told.push(event.kind === "update" ? `${event.revision} ${event.flow.state}` : `${event.revision} ${event.kind}`);
  }
  return told;
}

test("a watch that breaks goes on from the last revision, and ends with the flow", async () => {
  const since: string[] = [];
  const server = await scriptedServer({
    watchFlow: async function* ({ flowId, sinceRevision, view }, earlier) {
      since.push(sinceRevision);
      expect([flowId, view]).toEqual(["f", FlowView.TASKS]);
      if (earlier === 0) {
        yield update("r1", FlowState.RUNNING);
        yield { frame: { case: "current", value: { revision: "r2" } } };
        throw new Refused({ code: "UNAVAILABLE", reason: "DRAINING", retryAfterMs: 1 });
      }
      yield update("r3", FlowState.RUNNING);
      yield update("r4", FlowState.SUCCEEDED);
    },
  });
  const told = await all(server.client().watchFlow({ flowId: "f", view: "TASKS" }));
  expect(told).toEqual(["r1 RUNNING", "r2 current", "r3 RUNNING", "r4 SUCCEEDED"]);
  expect(since).toEqual(["", "r2"]);
});

test("the last state comes whole though it needs several frames", async () => {
  const server = await scriptedServer({
    watchFlow: async function* () {
      yield update("r1", FlowState.SUCCEEDED, ["a"]);
      yield update("r2", FlowState.SUCCEEDED, ["b"]);
    },
  });
  expect(await all(server.client().watchFlow({ flowId: "f" }))).toEqual(["r1 SUCCEEDED", "r2 SUCCEEDED"]);
});

test("a watch outlives a server that is killed and started again", async () => {
  const server = await scriptedServer({
    watchFlow: async function* (_request, earlier) {
      if (earlier === 0) {
        yield update("r1", FlowState.RUNNING);
        await new Promise(() => undefined);
      }
      yield update("r2", FlowState.CANCELLED);
    },
  });
  const told: string[] = [];
  for await (const event of server.client().watchFlow({ flowId: "f" })) {
    told.push(event.revision);
    if (event.revision === "r1") {
      await server.breakOff();
      await server.listen();
    }
  }
  expect(told).toEqual(["r1", "r2"]);
});

test("where history was compacted a flow is told anew as a whole", async () => {
  const since: string[] = [];
  const server = await scriptedServer({
    watchFlow: async function* ({ sinceRevision }) {
      since.push(sinceRevision);
      if (sinceRevision !== "") {
        throw new Refused({ code: "OUT_OF_RANGE", reason: "REVISION_COMPACTED" });
      }
      yield update("r9", FlowState.FAILED);
    },
  });
  expect(await all(server.client().watchFlow({ flowId: "f", sinceRevision: "old" }))).toEqual(["r9 FAILED"]);
  expect(since).toEqual(["old", ""]);
});

test("a watch of a namespace is told that history was compacted", async () => {
  const server = await scriptedServer({
    // biome-ignore lint/correctness/useYield: it refuses
    watchFlow: async function* () {
      throw new Refused({ code: "OUT_OF_RANGE", reason: "REVISION_COMPACTED" });
    },
  });
  await expect(all(server.client().watchFlow({ sinceRevision: "old" }))).rejects.toMatchObject({
    reason: "REVISION_COMPACTED",
  });
});

test("a watch since the last revision of an ended flow ends, told of the end once more", async () => {
  const server = await scriptedServer({
    watchFlow: async function* ({ sinceRevision }) {
      if (sinceRevision === "") {
        yield update("r5", FlowState.SUCCEEDED);
      }
    },
  });
  expect(await all(server.client().watchFlow({ flowId: "f", sinceRevision: "r5" }))).toEqual(["r5 SUCCEEDED"]);
});

test("an aborted watch throws the signal's reason", async () => {
  const controller = new AbortController();
  const reason = new Error("seen enough");
  const server = await scriptedServer({
    watchFlow: async function* () {
      yield update("r1", FlowState.RUNNING);
      controller.abort(reason);
      await new Promise(() => undefined);
    },
  });
  await expect(all(server.client().watchFlow({ flowId: "f", signal: controller.signal }))).rejects.toBe(reason);
});

test("waiting for a flow that is deleted meanwhile rejects with FLOW_NOT_FOUND", async () => {
  const server = await scriptedServer({
    watchFlow: async function* () {
      yield update("r1", FlowState.RUNNING);
      yield { frame: { case: "deleted", value: { flowId: "f" } } };
    },
  });
  await expect(server.client().flow("f").result()).rejects.toMatchObject({ reason: "FLOW_NOT_FOUND" });
});

test("the result of a cancelled flow is FlowFailed without a failure", async () => {
  const server = await scriptedServer({
    watchFlow: async function* () {
      yield update("r1", FlowState.CANCELLED);
    },
  });
  const error = await server
    .client()
    .flow("f")
    .result()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FlowFailed);
  expect(error).toMatchObject({ state: "CANCELLED", failure: undefined, message: "flow f ended CANCELLED" });
});

test("the output of a flow is its result where it has one", async () => {
  const server = await scriptedServer({
    watchFlow: async function* () {
      yield update("r1", FlowState.SUCCEEDED);
    },
    getFlowDetails: () => ({
      flow: create(FlowSchema, { flowId: "f", state: FlowState.SUCCEEDED, output: payloadMessage({ total: 3 }) }),
    }),
  });
  expect(await server.client().flow("f").result()).toEqual({ total: 3 });
});

test("of a large flow only the payloads of the last tasks are read", async () => {
  const names = Array.from({ length: 2_500 }, (_, index) => `t${index}`);
  const views: string[] = [];
  const server = await scriptedServer({
    watchFlow: async function* () {
      yield update("r1", FlowState.SUCCEEDED);
    },
    getFlowDetails: ({ view, taskIds, pageSize, pageToken }) => {
      views.push(`${FlowView[view]} ${taskIds.join(",")}`);
      const chosen = taskIds.length === 0 ? names : taskIds;
      const from = Number(pageToken);
      const size = pageSize === 0 ? 100 : pageSize;
      const tasks = chosen.slice(from, from + size).map((taskId) => {
        const index = names.indexOf(taskId);
        // A chain: each but the first depends on the one before.
        const dependsOn = index === 0 ? [] : [`t${index - 1}`];
        const payload = view === FlowView.FULL ? { result: payloadMessage(index) } : {};
        const state = TaskState.SUCCEEDED;
        return create(TaskDetailsSchema, { taskId, name: taskId, state, dependsOn, ...payload });
      });
      const nextPageToken = from + size < chosen.length ? String(from + size) : "";
      return { flow: create(FlowSchema, { flowId: "f", state: FlowState.SUCCEEDED }), tasks, nextPageToken };
    },
  });
  expect(await server.client().flow("f").result()).toEqual({ t2499: 2_499 });
  expect(views).toEqual(["FULL ", "TASKS ", "TASKS ", "TASKS ", "FULL t2499"]);
});
